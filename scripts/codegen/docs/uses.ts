import type { Contract, Json, Namespace, Operation } from '../contract.js';
import { isObject, isReference } from '../json.js';

/** A use of a type. */
export type Use =
  | { operation: Operation; part: 'payload' | 'reply' | 'error reply' }
  | { namespace: Namespace }
  | { schema: string };

const definitionsPointer = '#/definitions/';

/** Returns the type name that a reference points to. */
export function typeOfReference(reference: string): string {
  return reference.startsWith(definitionsPointer) ? reference.slice(definitionsPointer.length) : reference;
}

/** The uses of each type. */
export class Uses {
  readonly #byType = new Map<string, Use[]>();

  add(type: string, use: Use): void {
    this.#byType.set(type, [...this.of(type), use]);
  }

  of(type: string): Use[] {
    return this.#byType.get(type) ?? [];
  }

  /** Returns the event or namespace whose entry shows the type: the only one that uses it. */
  homeOf(type: string): Operation | Namespace | undefined {
    const [use, ...others] = this.of(type);
    if (use === undefined || others.length > 0 || 'schema' in use) return undefined;
    return 'operation' in use ? use.operation : use.namespace;
  }
}

export function usesOf(contract: Contract): Uses {
  const uses = new Uses();
  for (const namespace of contract.namespaces) {
    if (namespace.auth !== undefined) uses.add(namespace.auth.type, { namespace });
    for (const operation of namespace.operations) {
      if (operation.payload !== undefined) uses.add(operation.payload.type, { operation, part: 'payload' });
      if (operation.reply !== undefined) uses.add(operation.reply.type, { operation, part: 'reply' });
      if (operation.error !== undefined) uses.add(operation.error.type, { operation, part: 'error reply' });
    }
  }
  for (const [name, schema] of contract.schemas) {
    for (const type of new Set(referencesIn(schema))) uses.add(type, { schema: name });
  }
  return uses;
}

function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const own = isReference(value) ? [typeOfReference(value.$ref)] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}
