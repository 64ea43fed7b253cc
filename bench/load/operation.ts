/** The operations of the load. */
export const operations = ['send', 'retry', 'read', 'fetch'] as const;

export type Operation = (typeof operations)[number];

/**
 * Makes the id under which an operation is acknowledged: it contains the operation and its number, so that the load needs
 * no table of pending acknowledgements.
 */
export function acknowledgementId(operation: Operation, number: number): number {
  return number * operations.length + operations.indexOf(operation);
}

export function operationOf(id: number): Operation {
  return operations[id % operations.length] ?? 'send';
}

export function numberOfOperation(id: number): number {
  return Math.floor(id / operations.length);
}
