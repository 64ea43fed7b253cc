import type { Json } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import { type Conjunction, type FlatSchema, valuesAt } from './flat-schema.js';
import type { Found, Scope } from './scope.js';

/** Compares `dependencies`: the constraints on an object that has a certain field. */
export function compareDependencies(scope: Scope): Found[] {
  const names = new Set([scope.old.flat, scope.new.flat].flatMap(dependentFields));
  return [...names].flatMap((name) =>
    scope.compare(dependency(scope.old.flat, name), dependency(scope.new.flat, name), `/dependencies/${name}`, true),
  );
}

function dependentFields({ parts }: FlatSchema): string[] {
  return parts.flatMap((part) => Object.keys(objectAt(part, 'dependencies')));
}

function dependency({ parts }: FlatSchema, name: string): Conjunction {
  const constraints = parts
    .map((part) => objectAt(part, 'dependencies')[name])
    .filter((constraint) => constraint !== undefined);
  return [
    { type: 'object' },
    ...constraints.map((constraint): Json => (Array.isArray(constraint) ? { required: constraint } : constraint)),
  ];
}

/** Compares `propertyNames`: the constraints on the names of fields, which are strings. */
export function comparePropertyNames(scope: Scope): Found[] {
  const names = (schema: FlatSchema): Conjunction => [{ type: 'string' }, ...valuesAt(schema, 'propertyNames')];
  return scope.compare(names(scope.old.flat), names(scope.new.flat), '/propertyNames', true);
}
