import type { Json } from '../codegen/contract.js';
import { fieldSchema } from './fields.js';
import { allowsNothing, type Conjunction, flatten, requiredOf, type Schemas } from './flat-schema.js';

const maxDepth = 4;

/** Returns true when it is proved that no value matches both: by types, listed values, or a required field. */
export function areDisjoint(
  one: Conjunction,
  other: Conjunction,
  schemas: Schemas,
  accepts: (schema: Conjunction, value: Json) => boolean,
  depth = 0,
): boolean {
  const [a, b] = [flatten(one, schemas), flatten(other, schemas)];
  const shared = [...a.kinds].filter((kind) => b.kinds.has(kind));
  if (shared.length === 0) return true;
  if (a.values?.every((value) => !accepts(one, value) || !accepts(other, value))) return true;
  if (b.values?.every((value) => !accepts(one, value) || !accepts(other, value))) return true;
  if (depth === maxDepth || shared.some((kind) => kind !== 'object')) return false;
  return [...new Set([...requiredOf(a), ...requiredOf(b)])].some((name) => {
    const [field, otherField] = [fieldSchema(a, name), fieldSchema(b, name)];
    return (
      allowsNothing(flatten([...field, ...otherField], schemas)) ||
      areDisjoint(field, otherField, schemas, accepts, depth + 1)
    );
  });
}
