import type { Json, JsonObject } from '../codegen/contract.js';
import { isReference } from '../codegen/json.js';
import { Acceptor } from './acceptor.js';
import { canonical } from './canonical.js';
import { classify } from './change.js';
import { compareAnnotations, compareConstraints } from './compare-keywords.js';
import { compareUnions } from './compare-unions.js';
import { compareValues } from './compare-values.js';
import { areDisjoint } from './disjoint.js';
import { allowsNothing, type Conjunction, flatten, type Schemas } from './flat-schema.js';
import { annotationKeywords } from './keyword-aspects.js';
import { Proofs } from './proofs.js';
import { proveUnions } from './prove-unions.js';
import { type Found, found, type Scope, type Side, type View } from './scope.js';

/** The maximum number of places at which a change of a shared type is reported. */
const maxPlaces = 50;

/** Compares schemas of two contracts. */
export class SchemaComparison {
  readonly #old: { schemas: Schemas; acceptor: Acceptor };
  readonly #new: { schemas: Schemas; acceptor: Acceptor };
  readonly #proofs: Proofs;
  /** Differences by pair of schemas: a shared type is compared once, and recursion ends. */
  readonly #known = new Map<string, Found[]>();

  constructor(old: Schemas, next: Schemas) {
    this.#old = { schemas: old, acceptor: new Acceptor(old) };
    this.#new = { schemas: next, acceptor: new Acceptor(next) };
    this.#proofs = new Proofs((before, after, view) => this.#prove(before, after, view));
  }

  /** Returns the differences of two schemas, with their places inside the schemas. */
  compare(old: Conjunction, next: Conjunction, view: View): Found[] {
    if (isSameText(old, next)) return [];
    if (!hasReference(old) && !hasReference(next)) return this.#differences(old, next, view);
    const [before, after] = [annotatedReference(old), annotatedReference(next)];
    if (before && after && (before.annotations || after.annotations)) {
      // Compared separately, so that annotations beside a reference do not prevent the cached comparison of its type.
      return [
        ...this.compare([before.annotations ?? {}], [after.annotations ?? {}], view),
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

  /** Returns true when two schemas allow the same values. */
  areSame(old: Conjunction, next: Conjunction): boolean {
    return (['server', 'client'] as const).every((reader) => this.#proofs.holds(old, next, { reader, strict: true }));
  }

  #differences(old: Conjunction, next: Conjunction, view: View): Found[] {
    const scope = this.#scope(old, next, view, (before, after, at, strict) =>
      this.compare(before, after, { ...view, strict }).map((inner) => ({ ...inner, at: at + inner.at })),
    );
    const valueDifferences =
      compareSatisfiability(scope) ??
      compareValues(scope) ??
      (hasUnions(scope) ? compareUnions(scope) : compareConstraints(scope));
    return [...valueDifferences, ...compareAnnotations(scope)];
  }

  /** Returns true when no difference is breaking; inner schemas are assumed to be proved. */
  #prove(old: Conjunction, next: Conjunction, view: View): boolean {
    if (isSameText(old, next)) return true;
    const scope = this.#scope(old, next, view, (before, after, at, strict) =>
      this.#proofs.holds(before, after, { ...view, strict }) ? [] : found(at, 'undecided', ''),
    );
    const differences = compareSatisfiability(scope) ?? compareValues(scope);
    if (differences === undefined && hasUnions(scope)) {
      return proveUnions(scope, (side, one, other) => this.#areDisjoint(side, one, other));
    }
    const annotations = view.strict ? [] : compareAnnotations(scope);
    return [...(differences ?? compareConstraints(scope)), ...annotations].every(
      ({ finding }) => classify(finding.effect, view.reader).level !== 'breaking',
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

/** Returns true for equal schemas without references; equal references may lead to different schemas. */
function isSameText(old: Conjunction, next: Conjunction): boolean {
  return !hasReference(old) && canonical([...old]) === canonical([...next]);
}

function hasReference(conjunction: Conjunction): boolean {
  return canonical([...conjunction]).includes('"$ref":');
}

/** Splits a schema that has only annotations beside its reference. */
function annotatedReference(
  conjunction: Conjunction,
): { reference: JsonObject; annotations: JsonObject | undefined } | undefined {
  const [schema, ...others] = conjunction;
  if (!isReference(schema) || others.length > 0) return undefined;
  const { $ref, ...annotations } = schema;
  if (!Object.keys(annotations).every((keyword) => annotationKeywords.has(keyword))) return undefined;
  return { reference: { $ref }, annotations: Object.keys(annotations).length > 0 ? annotations : undefined };
}

function sideOf(conjunction: Conjunction, { schemas, acceptor }: { schemas: Schemas; acceptor: Acceptor }): Side {
  return {
    conjunction,
    flat: flatten(conjunction, schemas),
    schemas,
    accepts: (value: Json) => acceptor.accepts(conjunction, value),
  };
}

function compareSatisfiability({ old, new: next }: Scope): Found[] | undefined {
  const [before, after] = [allowsNothing(old.flat), allowsNothing(next.flat)];
  if (!before && !after) return undefined;
  if (before && after) return [];
  return before ? found('', 'widened', 'not allowed → allowed') : found('', 'narrowed', 'allowed → not allowed');
}

function hasUnions({ old, new: next }: Scope): boolean {
  return old.flat.unions.length > 0 || next.flat.unions.length > 0;
}

/** Limits the places of each difference, which multiply when shared types use other shared types. */
function limitPlaces(differences: Found[]): Found[] {
  const places = new Map<Found['finding'], number>();
  return differences.filter(({ finding }) => {
    const count = (places.get(finding) ?? 0) + 1;
    places.set(finding, count);
    return count <= maxPlaces;
  });
}
