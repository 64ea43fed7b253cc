import type { Json } from '../codegen/contract.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import { valueAt } from './json-paths.js';
import type { Person } from './people.js';
import type { StandIn } from './template-match.js';

/** What a kept reply must have been, by what a later step said of it. */
interface Claim {
  readonly name: string;
  readonly path: readonly string[];
  readonly value: Json;
}

/** A scenario as it happened: who its actors are, what its kept replies were, and what stood where it spells values out. */
export class Scene {
  readonly actors: ReadonlyMap<string, Person>;
  readonly kept: ReadonlyMap<string, Json>;
  readonly standIns: readonly StandIn[];
  readonly #claims: readonly Claim[];

  constructor(
    actors: ReadonlyMap<string, Person> = new Map(),
    kept: ReadonlyMap<string, Json> = new Map(),
    standIns: readonly StandIn[] = [],
    claims: readonly Claim[] = [],
  ) {
    this.actors = actors;
    this.kept = kept;
    this.standIns = standIns;
    this.#claims = claims;
  }

  /** How many of the values that the scenario spells out were others. */
  get differences(): number {
    return this.standIns.filter(({ literal, actual }) => !isEqual(literal, actual)).length;
  }

  /** With an actor played by a person; two actors are two persons. */
  with(actor: string, person: Person): Scene | undefined {
    const known = this.actors.get(actor);
    if (known !== undefined) return known === person ? this : undefined;
    if ([...this.actors.values()].includes(person)) return undefined;
    return new Scene(new Map([...this.actors, [actor, person]]), this.kept, this.standIns, this.#claims);
  }

  withClaim(name: string, path: readonly string[], value: Json): Scene {
    return new Scene(this.actors, this.kept, this.standIns, [...this.#claims, { name, path, value }]);
  }

  /** With a kept reply, unless later steps said otherwise of it. */
  withKept(name: string, reply: Json): Scene | undefined {
    const claims = this.#claims.filter((claim) => claim.name === name);
    if (!claims.every(({ path, value }) => isEqual(valueAt(reply, path), value))) return undefined;
    return new Scene(this.actors, new Map([...this.kept, [name, reply]]), this.standIns, this.#claims);
  }

  /** A value that the scenario spells out twice, in fields of the same name, is one value. */
  withStandIns(standIns: readonly StandIn[]): Scene | undefined {
    const isOne = standIns.every((standIn) =>
      this.standIns.every(
        ({ field, literal, actual }) =>
          field !== standIn.field || !isEqual(literal, standIn.literal) || isEqual(actual, standIn.actual),
      ),
    );
    return isOne ? new Scene(this.actors, this.kept, [...this.standIns, ...standIns], this.#claims) : undefined;
  }

  /** What a template's `{name.path}` stands for here, as far as it is known. */
  lookUp(path: string): Json | undefined {
    const [name = '', ...rest] = path.split('.');
    return valueAt(this.kept.get(name) ?? this.actors.get(name)?.properties, rest);
  }
}
