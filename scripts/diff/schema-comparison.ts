import type { Json, JsonObject } from '../codegen/contract.js';
import { isReference } from '../codegen/json.js';
import { Acceptor } from './acceptor.js';
import { canonical } from './canonical.js';
import { verdictOf } from './change.js';
import { compareAnnotations, compareDemands } from './compare-keywords.js';
import { compareUnions } from './compare-unions.js';
import { compareValues } from './compare-values.js';
import { areDisjoint } from './disjoint.js';
import { type Conjunction, flatten, isNothing, type Schemas } from './flat-schema.js';
import { wordKeywords } from './keyword-aspects.js';
import { Proofs } from './proofs.js';
import { proveUnions } from './prove-unions.js';
import { type Found, found, type Scope, type Side, type View } from './scope.js';

/** A type that is used all over is named at so many places at most. */
const mostPlaces = 50;

/** Compares schemas of two contracts. */
export class SchemaComparison {
  readonly #old: { schemas: Schemas; acceptor: Acceptor };
  readonly #new: { schemas: Schemas; acceptor: Acceptor };
  readonly #proofs: Proofs;
  /** By pair of types: a type that is used at several places is compared once, and one that contains itself ends. */
  readonly #known = new Map<string, Found[]>();

  constructor(old: Schemas, next: Schemas) {
    this.#old = { schemas: old, acceptor: new Acceptor(old) };
    this.#new = { schemas: next, acceptor: new Acceptor(next) };
    this.#proofs = new Proofs((before, after, view) => this.#prove(before, after, view));
  }

  /** The differences of two schemas, with their places inside them. */
  compare(old: Conjunction, next: Conjunction, view: View): Found[] {
    if (isSameText(old, next)) return [];
    if (!hasReference(old) && !hasReference(next)) return this.#differences(old, next, view);
    const [before, after] = [annotatedReference(old), annotatedReference(next)];
    if (before && after && (before.words || after.words)) {
      // Apart, so that what is said of a field does not keep its type from being compared but once.
      return [
        ...this.compare([before.words ?? {}], [after.words ?? {}], view),
        ...this.compare([before.reference], [after.reference], view),
      ];
    }
    const key = canonical([[...old], [...next], view.reader, view.strict]);
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, []);
    const differences = limitPlaces(this.#differences(old, next, view));
    this.#known.set(key, differences);
    return differences;
  }

  /** Whether two schemas allow the same. */
  areSame(old: Conjunction, next: Conjunction): boolean {
    return (['server', 'client'] as const).every((reader) => this.#proofs.holds(old, next, { reader, strict: true }));
  }

  #differences(old: Conjunction, next: Conjunction, view: View): Found[] {
    const scope = this.#scope(old, next, view, (before, after, at, strict) =>
      this.compare(before, after, { ...view, strict }).map((inner) => ({ ...inner, at: at + inner.at })),
    );
    const demands =
      compareNothing(scope) ??
      compareValues(scope) ??
      (hasUnions(scope) ? compareUnions(scope) : compareDemands(scope));
    return [...demands, ...compareAnnotations(scope)];
  }

  /** Whether no difference breaks; what is inside is assumed to have been asked for in the same way. */
  #prove(old: Conjunction, next: Conjunction, view: View): boolean {
    if (isSameText(old, next)) return true;
    const scope = this.#scope(old, next, view, (before, after, at, strict) =>
      this.#proofs.holds(before, after, { ...view, strict }) ? [] : found(at, 'undecided', ''),
    );
    const differences = compareNothing(scope) ?? compareValues(scope);
    if (differences === undefined && hasUnions(scope)) {
      return proveUnions(scope, (side, one, other) => this.#areDisjoint(side, one, other));
    }
    const annotations = view.strict ? [] : compareAnnotations(scope);
    return [...(differences ?? compareDemands(scope)), ...annotations].every(
      ({ finding }) => verdictOf(finding.effect, view.reader).level !== 'breaking',
    );
  }

  #scope(
    old: Conjunction,
    next: Conjunction,
    view: View,
    compare: (old: Conjunction, next: Conjunction, at: string, strict: boolean) => Found[],
  ): Scope {
    return {
      old: sideOf(old, this.#old),
      new: sideOf(next, this.#new),
      view,
      compare: (before, after, at, strict = view.strict) => compare(before, after, at, strict),
      holds: (before, after, asked) => this.#proofs.holds(before, after, asked),
    };
  }

  #areDisjoint({ schemas }: Side, one: Conjunction, other: Conjunction): boolean {
    const { acceptor } = schemas === this.#old.schemas ? this.#old : this.#new;
    return areDisjoint(one, other, schemas, (conjunction, value) => acceptor.accepts(conjunction, value));
  }
}

/** Whether nothing can be different. Of references, the same text may lead to different schemas. */
function isSameText(old: Conjunction, next: Conjunction): boolean {
  return !hasReference(old) && canonical([...old]) === canonical([...next]);
}

function hasReference(conjunction: Conjunction): boolean {
  return canonical([...conjunction]).includes('"$ref":');
}

/** A schema that is a reference, and nothing beside it but words. */
function annotatedReference(
  conjunction: Conjunction,
): { reference: JsonObject; words: JsonObject | undefined } | undefined {
  const [schema, ...others] = conjunction;
  if (!isReference(schema) || others.length > 0) return undefined;
  const { $ref, ...words } = schema;
  if (!Object.keys(words).every((keyword) => wordKeywords.has(keyword))) return undefined;
  return { reference: { $ref }, words: Object.keys(words).length > 0 ? words : undefined };
}

function sideOf(conjunction: Conjunction, { schemas, acceptor }: { schemas: Schemas; acceptor: Acceptor }): Side {
  return {
    conjunction,
    flat: flatten(conjunction, schemas),
    schemas,
    accepts: (value: Json) => acceptor.accepts(conjunction, value),
  };
}

function compareNothing({ old, new: next }: Scope): Found[] | undefined {
  const [before, after] = [isNothing(old.flat), isNothing(next.flat)];
  if (!before && !after) return undefined;
  if (before && after) return [];
  return before ? found('', 'widened', 'not allowed → allowed') : found('', 'narrowed', 'allowed → not allowed');
}

function hasUnions({ old, new: next }: Scope): boolean {
  return old.flat.unions.length > 0 || next.flat.unions.length > 0;
}

/** Types that are used by types that are used at several places would else multiply. */
function limitPlaces(differences: Found[]): Found[] {
  const places = new Map<Found['finding'], number>();
  return differences.filter(({ finding }) => {
    const count = (places.get(finding) ?? 0) + 1;
    places.set(finding, count);
    return count <= mostPlaces;
  });
}
