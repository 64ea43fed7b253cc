import type { Json } from '../codegen/contract.js';
import { arrayAt, isObject, isReference, objectAt } from '../codegen/json.js';
import { canonical, formatValue } from './canonical.js';
import { classify, effectOf } from './change.js';
import { flatten, typeOfReference, type Union } from './flat-schema.js';
import { formatKinds } from './kinds.js';
import { type Found, found, type Scope, type Side } from './scope.js';

/**
 * Compares schemas of which at least one has `oneOf` or `anyOf`: the keywords beside the options, and the options in
 * pairs. A proof about the whole schema overrides the differences of details.
 */
export function compareUnions(scope: Scope): Found[] {
  const details = detailsOf(scope);
  const isBreaking = ({ finding }: Found) => classify(finding.effect, scope.view.reader).level === 'breaking';
  const breaks = details.some(isBreaking);
  const { old, new: next, view } = scope;
  if (!scope.holds(old.conjunction, next.conjunction, view)) {
    const why = 'It cannot be proved that no value matches two of the options.';
    return breaks ? details : [...details, ...found(`/${keywordOf(scope)}`, 'undecided', 'options changed', why)];
  }
  if (!breaks) return details;
  const isSame = scope.holds(old.conjunction, next.conjunction, { ...view, reader: other(view.reader) });
  return details.map((detail) => {
    const { effect, what } = detail.finding;
    if (isSame) return { at: detail.at, finding: { effect: effect === 'added' ? effect : 'annotation', what } };
    return isBreaking(detail) ? { at: detail.at, finding: { effect: 'harmless', what } } : detail;
  });
}

function detailsOf(scope: Scope): Found[] {
  const [before, after] = [scope.old.flat.unions, scope.new.flat.unions];
  if (before.length !== after.length) return compareWhole(scope);
  const beside = scope.compare(scope.old.flat.parts, scope.new.flat.parts, '');
  return [
    ...beside,
    ...before.flatMap((union, index) => {
      const next = after[index];
      return next === undefined ? [] : compareOptions(scope, union, next);
    }),
  ];
}

/** Compares the sides as a whole, because one has options and the other has none or differently many. */
function compareWhole(scope: Scope): Found[] {
  const { old, new: next } = scope;
  const holds = (reader: 'server' | 'client') =>
    scope.holds(old.conjunction, next.conjunction, { reader, strict: scope.view.strict });
  const effect = effectOf(!holds('server'), !holds('client')) ?? 'annotation';
  return found(`/${keywordOf(scope)}`, effect, `${formatSide(old)} → ${formatSide(next)}`);
}

function compareOptions(scope: Scope, before: Union, after: Union): Found[] {
  const at = `/${after.keyword}`;
  const rest = [...after.options];
  const pairs: { option: Json; same: Json | undefined }[] = [];
  let unpaired = [...before.options];
  for (const isSame of sameness(scope)) {
    unpaired = unpaired.filter((option) => {
      const index = rest.findIndex((candidate) => isSame(option, candidate));
      if (index < 0) return true;
      pairs.push({ option, same: rest[index] });
      rest.splice(index, 1);
      return false;
    });
  }
  return [
    ...pairs.flatMap(({ option, same }) =>
      same === undefined ? [] : scope.compare([option], [same], `${at}/${labelOf(option, scope.old)}`),
    ),
    ...unpaired.flatMap((option) => found(at, 'narrowed', `option ${labelOf(option, scope.old)} removed`)),
    ...rest.flatMap((option) => found(at, 'widened', `option ${labelOf(option, scope.new)} added`)),
    ...(before.keyword === after.keyword ? [] : found(at, 'annotation', `${before.keyword} → ${after.keyword}`)),
  ];
}

/** Returns predicates that recognise an option on both sides, the most reliable first. */
function sameness(scope: Scope): ((old: Json, next: Json) => boolean)[] {
  const view = scope.view;
  return [
    (old, next) => canonical(old) === canonical(next) && !isReference(old),
    (old, next) => markOf(old, scope.old) !== undefined && markOf(old, scope.old) === markOf(next, scope.new),
    (old, next) => isReference(old) && isReference(next) && typeOfReference(old.$ref) === typeOfReference(next.$ref),
    (old, next) =>
      scope.holds([old], [next], view) && scope.holds([old], [next], { ...view, reader: other(view.reader) }),
    (old, next) => scope.holds([old], [next], view),
    (old, next) => canMatchByType(old, scope.old) && typeOfOption(old, scope.old) === typeOfOption(next, scope.new),
  ];
}

function other(reader: 'server' | 'client'): 'server' | 'client' {
  return reader === 'server' ? 'client' : 'server';
}

/** Returns the fields with a single value, which commonly distinguish options, as in `kind: circle`. */
function markOf(option: Json, { schemas }: Side): string | undefined {
  const marks = flatten([option], schemas).parts.flatMap((part) =>
    Object.entries(objectAt(part, 'properties')).flatMap(([name, field]) => {
      const { values } = flatten([field], schemas);
      return values?.length === 1 && isRequired(option, name, schemas) ? [`${name}: ${formatValue(values[0])}`] : [];
    }),
  );
  return marks.length === 0 ? undefined : marks.sort().join(', ');
}

function isRequired(option: Json, name: string, schemas: Side['schemas']): boolean {
  return flatten([option], schemas).parts.some((part) => arrayAt(part, 'required').includes(name));
}

/** Returns true for an option without such fields; other options are recognised by these fields only. */
function canMatchByType(option: Json, side: Side): boolean {
  return markOf(option, side) === undefined;
}

function typeOfOption(option: Json, { schemas }: Side): string {
  return formatKinds(flatten([option], schemas).kinds);
}

function labelOf(option: Json, side: Side): string {
  if (isReference(option)) return typeOfReference(option.$ref);
  if (isObject(option) && typeof option['title'] === 'string') return option['title'];
  const { values } = flatten([option], side.schemas);
  return values === undefined ? typeOfOption(option, side) : values.map(formatValue).join(', ');
}

function formatSide(side: Side): string {
  const options = side.flat.unions.map(({ options }) => options.map((option) => labelOf(option, side)).join(' or '));
  return options.length > 0 ? options.join(' and ') : labelOf(side.conjunction[0] ?? true, side);
}

function keywordOf({ old, new: next }: Scope): string {
  return (next.flat.unions[0] ?? old.flat.unions[0])?.keyword ?? 'oneOf';
}
