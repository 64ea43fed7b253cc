import type { Json } from '../codegen/contract.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import { valueAt } from './json-paths.js';
import type { LiteralMatch } from './template-match.js';
import type { User } from './users.js';

/** A value that a kept reply must have, because a later step refers to it. */
interface ReplyConstraint {
  readonly name: string;
  readonly path: readonly string[];
  readonly value: Json;
}

/** One way in which actions match a scenario: its actors, the kept replies and the values in place of its literals. */
export class ScenarioMatch {
  readonly actors: ReadonlyMap<string, User>;
  readonly kept: ReadonlyMap<string, Json>;
  readonly literals: readonly LiteralMatch[];
  readonly #replyConstraints: readonly ReplyConstraint[];

  constructor(
    actors: ReadonlyMap<string, User> = new Map(),
    kept: ReadonlyMap<string, Json> = new Map(),
    literals: readonly LiteralMatch[] = [],
    replyConstraints: readonly ReplyConstraint[] = [],
  ) {
    this.actors = actors;
    this.kept = kept;
    this.literals = literals;
    this.#replyConstraints = replyConstraints;
  }

  /** The number of literals of the scenario that had another value. */
  get differences(): number {
    return this.literals.filter(({ literal, actual }) => !isEqual(literal, actual)).length;
  }

  /**
   * Returns the match with a user as an actor; `undefined` when the actor or the user is already assigned otherwise.
   */
  with(actor: string, user: User): ScenarioMatch | undefined {
    const known = this.actors.get(actor);
    if (known !== undefined) return known === user ? this : undefined;
    if ([...this.actors.values()].includes(user)) return undefined;
    return new ScenarioMatch(
      new Map([...this.actors, [actor, user]]),
      this.kept,
      this.literals,
      this.#replyConstraints,
    );
  }

  withReplyConstraint(name: string, path: readonly string[], value: Json): ScenarioMatch {
    return new ScenarioMatch(this.actors, this.kept, this.literals, [...this.#replyConstraints, { name, path, value }]);
  }

  /** Returns the match with a kept reply; `undefined` when the reply contradicts what later steps refer to. */
  withKept(name: string, reply: Json): ScenarioMatch | undefined {
    const constraints = this.#replyConstraints.filter((constraint) => constraint.name === name);
    if (!constraints.every(({ path, value }) => isEqual(valueAt(reply, path), value))) return undefined;
    return new ScenarioMatch(
      this.actors,
      new Map([...this.kept, [name, reply]]),
      this.literals,
      this.#replyConstraints,
    );
  }

  /** Returns the match with more literals; `undefined` when fields of the same name would have different values. */
  withLiterals(literals: readonly LiteralMatch[]): ScenarioMatch | undefined {
    const isOne = literals.every((literalMatch) =>
      this.literals.every(
        ({ field, literal, actual }) =>
          field !== literalMatch.field ||
          !isEqual(literal, literalMatch.literal) ||
          isEqual(actual, literalMatch.actual),
      ),
    );
    return isOne
      ? new ScenarioMatch(this.actors, this.kept, [...this.literals, ...literals], this.#replyConstraints)
      : undefined;
  }

  /** Returns the value of a template's `{name.path}`, if it is known. */
  lookUp(path: string): Json | undefined {
    const [name = '', ...rest] = path.split('.');
    return valueAt(this.kept.get(name) ?? this.actors.get(name)?.properties, rest);
  }
}
