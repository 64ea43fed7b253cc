import type { JsonObject } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import { type Conjunction, type FlatSchema, isEverything } from './flat-schema.js';

/** The names of the fields that a schema declares. */
export function declaredFields({ parts }: FlatSchema): Set<string> {
  return new Set(parts.flatMap((part) => Object.keys(objectAt(part, 'properties'))));
}

/** The patterns that a schema has rules for the names of fields by. */
export function fieldPatterns({ parts }: FlatSchema): Set<string> {
  return new Set(parts.flatMap((part) => Object.keys(objectAt(part, 'patternProperties'))));
}

/** All that a field's value has to be: of each part the rules for its name, or for fields without rules. */
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

/** All that the value of a field has to be whose name matches this pattern and no other rule. */
export function patternSchema({ parts }: FlatSchema, pattern: string): Conjunction {
  return meaningful(
    parts.flatMap((part) => {
      const rule = objectAt(part, 'patternProperties')[pattern];
      return rule === undefined ? otherFields(part) : [rule];
    }),
  );
}

/** All that the value of a field has to be that there is no rule for. */
export function otherFieldsSchema({ parts }: FlatSchema): Conjunction {
  return meaningful(parts.flatMap(otherFields));
}

function otherFields(part: JsonObject): Conjunction {
  return [part['additionalProperties'] ?? true];
}

function meaningful(conjunction: Conjunction): Conjunction {
  return conjunction.filter((schema) => !isEverything(schema));
}

function isMatch(pattern: string, name: string): boolean {
  // As Ajv reads patterns.
  return new RegExp(pattern, 'u').test(name);
}
