import { Ajv } from 'ajv';
import { _ } from 'ajv/dist/compile/codegen/index.js';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { closedDefinitions } from './close-schema.js';
import type { Contract, JsonObject } from './contract.js';
import { arrayAt, mapObjects, objectAt } from './json.js';
import { importTypes } from './render-source.js';

const contractId = 'contract';

/**
 * Renders Ajv's standalone validators as a module with one function for each type. With `closed`, they reject fields
 * that a schema does not name: contract tests need this, but a running system has to accept new fields.
 */
export function renderCompiledValidators(contract: Contract, { closed = false } = {}): string {
  const definitions = closed ? closedDefinitions(contract) : Object.fromEntries(contract.schemas);
  const ajv = new Ajv({
    // Excludes inherited properties such as `constructor`. The check costs time, so it is used only where it matters.
    ownProperties: namesInherited(definitions),
    // Schemas may contain keywords of AsyncAPI and extensions.
    strict: false,
    logger: false,
    // Stop at the first invalid field, to bound the cost of a hostile payload.
    allErrors: false,
    code: { source: true, esm: true, lines: true, formats: _`fullFormats` },
  });
  addFormats.default(ajv);
  ajv.addSchema({ $id: contractId, definitions });
  const references = [...contract.schemas.keys()].map((name) => [name, `${contractId}#/definitions/${name}`]);
  return withImports(standalone.default(ajv, Object.fromEntries(references)));
}

/** Replaces the `require` calls that Ajv writes even into ES modules by imports. */
function withImports(code: string): string {
  const body = code
    .replace(/^"use strict";/, '')
    .replaceAll(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, 'codePointLength')
    .replaceAll(/require\("ajv\/dist\/runtime\/equal"\)\.default/g, 'isEqual')
    .replaceAll('fullFormats["date-time"]', 'quickDateTime(fullFormats["date-time"])');
  const unknown = /require\("[^"]*"\)/.exec(body);
  if (unknown) throw new Error(`The compiled validators require ${unknown[0]}, for which there is no import`);
  const helpers = ['codePointLength', 'isEqual', 'quickDateTime'].filter((name) => body.includes(name));
  return [
    '// @ts-nocheck: compiled by Ajv, which writes JavaScript; `validators.ts` gives each function its type.',
    body.includes('fullFormats') ? "import { fullFormats } from 'ajv-formats/dist/formats.js';" : '',
    helpers.length > 0 ? `import { ${helpers.join(', ')} } from './validation-runtime.js';` : '',
    '',
    body,
  ].join('\n');
}

/** Renders the typed wrappers of the compiled validators, one for each type. */
export function renderValidators(contract: Contract, { closed = false } = {}): string {
  const names = [...contract.schemas.keys()];
  const compiled = closed ? './compiled-closed-validators.js' : './compiled-validators.js';
  const purpose = closed
    ? 'Validates data against each type of the contract, and rejects fields that the contract does not name.'
    : 'Validates data against each type of the contract.';
  return [
    `import * as compiled from '${compiled}';`,
    importTypes(names, './models.js'),
    "import { type Validator, validator } from './validation-runtime.js';",
    '',
    `/** ${purpose} */`,
    `export const ${closed ? 'closedValidators' : 'validators'} = {`,
    ...names.map((name) => `  ${name}: validator<${name}>('${name}', compiled.${name}),`),
    '} as const satisfies Record<string, Validator<unknown>>;',
    '',
  ].join('\n');
}

/** Returns true when a field of a schema has the name of a property that every object inherits. */
function namesInherited(definitions: JsonObject): boolean {
  let found = false;
  mapObjects(definitions, (schema) => {
    const fields = [...Object.keys(objectAt(schema, 'properties')), ...arrayAt(schema, 'required')];
    found ||= fields.some((field) => String(field) in Object.prototype);
    return undefined;
  });
  return found;
}
