import type { Contract, JsonObject, Schema } from './contract.js';
import { isObject } from './json.js';

/** The contract's schemas, each refusing the fields that it does not name: a contract test wants to hear of them. */
export function closedDefinitions(contract: Contract): JsonObject {
  return Object.fromEntries([...contract.schemas].map(([name, schema]) => [name, closeSchema(schema)]));
}

function closeSchema(schema: Schema): Schema {
  const isOpen = isObject(schema['properties']) && schema['additionalProperties'] === undefined;
  // The parts of an `allOf` would each refuse what the others name.
  return isOpen && schema['allOf'] === undefined ? { ...schema, additionalProperties: false } : schema;
}
