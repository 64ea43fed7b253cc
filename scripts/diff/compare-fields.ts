import { declaredFields, fieldPatterns, fieldSchema, otherFieldsSchema, patternSchema } from './fields.js';
import { type Conjunction, flatten, isNothing, requiredOf } from './flat-schema.js';
import { type Found, found, type Scope, type Side } from './scope.js';
import { renamedHint } from './similar-name.js';

/** `properties`, `required`, `patternProperties` and `additionalProperties`, which only together say what is allowed. */
export function compareFields(scope: Scope): Found[] {
  const { old, new: next } = scope;
  const names = new Set([old, next].flatMap(({ flat }) => [...declaredFields(flat), ...requiredOf(flat)]));
  return [
    ...[...names].flatMap((name) => compareField(scope, name)),
    ...comparePatterns(scope),
    ...scope.compare(otherFieldsSchema(old.flat), otherFieldsSchema(next.flat), '/additionalProperties'),
  ];
}

/** One field, on one side. */
interface Field {
  schema: Conjunction;
  declared: boolean;
  required: boolean;
  /** There can be no such field. */
  forbidden: boolean;
}

function fieldOf({ flat, schemas }: Side, name: string): Field {
  const schema = fieldSchema(flat, name);
  return {
    schema,
    declared: declaredFields(flat).has(name),
    required: requiredOf(flat).has(name),
    forbidden: isNothing(flatten(schema, schemas)),
  };
}

function compareField(scope: Scope, name: string): Found[] {
  const [before, after] = [fieldOf(scope.old, name), fieldOf(scope.new, name)];
  const at = `/${escapeToken(name)}`;
  if (before.declared && !before.forbidden && isGone(after) && !scope.view.strict) {
    return found(at, 'removed', `field removed${renamedHint(name, addedFields(scope))}`);
  }
  if (isNew(before, after) && (before.forbidden || !scope.view.strict)) {
    const what = after.required ? 'new required field' : 'new optional field';
    if (before.forbidden) {
      const why = scope.view.reader === 'client' ? 'Clients were told that no other fields come.' : undefined;
      return found(at, after.required ? 'changed' : 'widened', what, why);
    }
    const why =
      scope.view.reader === 'server' ? 'Clients do not send it.' : 'Clients ignore fields that they do not know.';
    return after.required ? found(at, 'narrowed', what, why) : found(at, 'added', what);
  }
  const isNamed = before.declared || after.declared;
  return [...(isNamed ? scope.compare(before.schema, after.schema, at) : []), ...compareRequired(at, before, after)];
}

function compareRequired(at: string, before: Field, after: Field): Found[] {
  if (before.required === after.required) return [];
  return after.required ? found(at, 'narrowed', 'optional → required') : found(at, 'widened', 'required → optional');
}

/** Whether people would say that a field is no longer there: it may not be, or nothing is said of it. */
function isGone({ forbidden, declared, schema }: Field): boolean {
  return forbidden || (!declared && schema.length === 0);
}

function isNew(before: Field, after: Field): boolean {
  const wasUnknown = before.forbidden || (!before.declared && !before.required && before.schema.length === 0);
  return wasUnknown && after.declared && !after.forbidden;
}

function addedFields({ old, new: next }: Scope): string[] {
  const before = declaredFields(old.flat);
  return [...declaredFields(next.flat)].filter((name) => !before.has(name));
}

function comparePatterns(scope: Scope): Found[] {
  const [before, after] = [fieldPatterns(scope.old.flat), fieldPatterns(scope.new.flat)];
  const patterns = new Set([...before, ...after]);
  const differences = [...patterns].flatMap((pattern) =>
    scope.compare(
      patternSchema(scope.old.flat, pattern),
      patternSchema(scope.new.flat, pattern),
      `/patternProperties/${escapeToken(pattern)}`,
    ),
  );
  // A name that matches two patterns has to keep to both, and no regular expression says whether there is such a name.
  const isEntangled = patterns.size > 1 && !(before.size === patterns.size && after.size === patterns.size);
  return isEntangled
    ? [...differences, ...found('/patternProperties', 'undecided', `${list(before)} → ${list(after)}`)]
    : differences;
}

function list(patterns: ReadonlySet<string>): string {
  return [...patterns].map((pattern) => `\`${pattern}\``).join(', ') || 'none';
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
