import type { JsonObject } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import { allowsEverything, type Conjunction, type FlatSchema } from './flat-schema.js';

/** Returns the names of the fields that a schema declares. */
export function declaredFields({ parts }: FlatSchema): Set<string> {
  return new Set(parts.flatMap((part) => Object.keys(objectAt(part, 'properties'))));
}

/** Returns the patterns in `patternProperties` of a schema. */
export function fieldPatterns({ parts }: FlatSchema): Set<string> {
  return new Set(parts.flatMap((part) => Object.keys(objectAt(part, 'patternProperties'))));
}

/** Returns all constraints on a field's value: from each part the rules for its name, or else for other fields. */
export function fieldSchema({ parts }: FlatSchema, name: string): Conjunction {
  return meaningful(
    parts.flatMap((part) => {
      const properties = objectAt(part, 'properties');
      const own = Object.hasOwn(properties, name) ? [properties[name] ?? true] : [];
      const matching = Object.entries(objectAt(part, 'patternProperties'))
        .filter(([pattern]) => isMatch(pattern, name))
        .map(([, schema]) => schema);
      const rules = [...own, ...matching];
      return rules.length > 0 ? rules : otherFields(part);
    }),
  );
}

/** Returns all constraints on the value of a field whose name matches only this pattern. */
export function patternSchema({ parts }: FlatSchema, pattern: string): Conjunction {
  return meaningful(
    parts.flatMap((part) => {
      const rule = objectAt(part, 'patternProperties')[pattern];
      return rule === undefined ? otherFields(part) : [rule];
    }),
  );
}

/** Returns all constraints on the value of a field without rules of its own. */
export function otherFieldsSchema({ parts }: FlatSchema): Conjunction {
  return meaningful(parts.flatMap(otherFields));
}

function otherFields(part: JsonObject): Conjunction {
  return [part['additionalProperties'] ?? true];
}

function meaningful(conjunction: Conjunction): Conjunction {
  return conjunction.filter((schema) => !allowsEverything(schema));
}

function isMatch(pattern: string, name: string): boolean {
  // With the flag `u`, as Ajv compiles patterns.
  return new RegExp(pattern, 'u').test(name);
}
