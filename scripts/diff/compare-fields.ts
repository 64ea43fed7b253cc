import { declaredFields, fieldPatterns, fieldSchema, otherFieldsSchema, patternSchema } from './fields.js';
import { allowsNothing, type Conjunction, flatten, requiredOf } from './flat-schema.js';
import { type Found, found, type Scope, type Side } from './scope.js';
import { renamedHint } from './similar-name.js';

/** Compares `properties`, `required`, `patternProperties` and `additionalProperties`, which depend on each other. */
export function compareFields(scope: Scope): Found[] {
  const { old, new: next } = scope;
  const names = new Set([old, next].flatMap(({ flat }) => [...declaredFields(flat), ...requiredOf(flat)]));
  return [
    ...[...names].flatMap((name) => compareField(scope, name)),
    ...comparePatterns(scope),
    ...scope.compare(otherFieldsSchema(old.flat), otherFieldsSchema(next.flat), '/additionalProperties'),
  ];
}

/** A field of one of the two schemas. */
interface Field {
  schema: Conjunction;
  declared: boolean;
  required: boolean;
  /** True when no value is allowed for the field. */
  forbidden: boolean;
}

function fieldOf({ flat, schemas }: Side, name: string): Field {
  const schema = fieldSchema(flat, name);
  return {
    schema,
    declared: declaredFields(flat).has(name),
    required: requiredOf(flat).has(name),
    forbidden: allowsNothing(flatten(schema, schemas)),
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
      const why = scope.view.reader === 'client' ? 'Clients may rely on the absence of other fields.' : undefined;
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

/** Returns true when a field is no longer allowed, or no longer described. */
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
  // A name may match two patterns and must then satisfy both; whether there is such a name cannot be decided.
  const isUndecidable = patterns.size > 1 && !(before.size === patterns.size && after.size === patterns.size);
  return isUndecidable
    ? [...differences, ...found('/patternProperties', 'undecided', `${list(before)} → ${list(after)}`)]
    : differences;
}

function list(patterns: ReadonlySet<string>): string {
  return [...patterns].map((pattern) => `\`${pattern}\``).join(', ') || 'none';
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
