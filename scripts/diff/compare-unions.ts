import type { Json } from '../codegen/contract.js';
import { arrayAt, isObject, isReference, objectAt } from '../codegen/json.js';
import { canonical, inWords } from './canonical.js';
import { effectOf, verdictOf } from './change.js';
import { flatten, typeOfReference, type Union } from './flat-schema.js';
import { typeInWords } from './kinds.js';
import { type Found, found, type Scope, type Side } from './scope.js';

/**
 * The differences of schemas of which at least one has `oneOf` or `anyOf`: what changed beside them, and their options,
 * the same ones compared with each other. What is proved of the whole stands, whatever the details look like.
 */
export function compareUnions(scope: Scope): Found[] {
  const details = detailsOf(scope);
  const isBreaking = ({ finding }: Found) => verdictOf(finding.effect, scope.view.reader).level === 'breaking';
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
    if (isSame) return { at: detail.at, finding: { effect: effect === 'added' ? effect : 'words', what } };
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

/** One side has options, and the other none or others: there is no telling one by one what became of them. */
function compareWhole(scope: Scope): Found[] {
  const { old, new: next } = scope;
  const holds = (reader: 'server' | 'client') =>
    scope.holds(old.conjunction, next.conjunction, { reader, strict: scope.view.strict });
  const effect = effectOf(!holds('server'), !holds('client')) ?? 'words';
  return found(`/${keywordOf(scope)}`, effect, `${sideInWords(old)} → ${sideInWords(next)}`);
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
    ...(before.keyword === after.keyword ? [] : found(at, 'words', `${before.keyword} → ${after.keyword}`)),
  ];
}

/** Signs that two options are the same one, the surest first. */
function sameness(scope: Scope): ((old: Json, next: Json) => boolean)[] {
  const view = scope.view;
  return [
    (old, next) => canonical(old) === canonical(next) && !isReference(old),
    (old, next) => markOf(old, scope.old) !== undefined && markOf(old, scope.old) === markOf(next, scope.new),
    (old, next) => isReference(old) && isReference(next) && typeOfReference(old.$ref) === typeOfReference(next.$ref),
    (old, next) =>
      scope.holds([old], [next], view) && scope.holds([old], [next], { ...view, reader: other(view.reader) }),
    (old, next) => scope.holds([old], [next], view),
    (old, next) => canResemble(old, scope.old) && typeOfOption(old, scope.old) === typeOfOption(next, scope.new),
  ];
}

function other(reader: 'server' | 'client'): 'server' | 'client' {
  return reader === 'server' ? 'client' : 'server';
}

/** The fields with one fixed value, by which options are commonly told apart, as in `kind: circle`. */
function markOf(option: Json, { schemas }: Side): string | undefined {
  const marks = flatten([option], schemas).parts.flatMap((part) =>
    Object.entries(objectAt(part, 'properties')).flatMap(([name, field]) => {
      const { values } = flatten([field], schemas);
      return values?.length === 1 && isRequired(option, name, schemas) ? [`${name}: ${inWords(values[0])}`] : [];
    }),
  );
  return marks.length === 0 ? undefined : marks.sort().join(', ');
}

function isRequired(option: Json, name: string, schemas: Side['schemas']): boolean {
  return flatten([option], schemas).parts.some((part) => arrayAt(part, 'required').includes(name));
}

/** Options with a mark are the same by it or not at all. */
function canResemble(option: Json, side: Side): boolean {
  return markOf(option, side) === undefined;
}

function typeOfOption(option: Json, { schemas }: Side): string {
  return typeInWords(flatten([option], schemas).kinds);
}

function labelOf(option: Json, side: Side): string {
  if (isReference(option)) return typeOfReference(option.$ref);
  if (isObject(option) && typeof option['title'] === 'string') return option['title'];
  const { values } = flatten([option], side.schemas);
  return values === undefined ? typeOfOption(option, side) : values.map(inWords).join(', ');
}

function sideInWords(side: Side): string {
  const options = side.flat.unions.map(({ options }) => options.map((option) => labelOf(option, side)).join(' or '));
  return options.length > 0 ? options.join(' and ') : labelOf(side.conjunction[0] ?? true, side);
}

function keywordOf({ old, new: next }: Scope): string {
  return (next.flat.unions[0] ?? old.flat.unions[0])?.keyword ?? 'oneOf';
}
