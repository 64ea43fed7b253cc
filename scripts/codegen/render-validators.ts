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
 * Ajv's standalone code for every type of the contract, as a module that exports one function a type. `closed` refuses
 * fields that a schema does not name, which a contract test wants and a running system must not.
 */
export function renderCompiledValidators(contract: Contract, { closed = false } = {}): string {
  const definitions = closed ? closedDefinitions(contract) : Object.fromEntries(contract.schemas);
  const ajv = new Ajv({
    // Every object has a `constructor` and the like, which are no fields of it; asking costs, so only where it matters.
    ownProperties: namesInherited(definitions),
    // A schema may hold the keywords of AsyncAPI, and the extensions of others.
    strict: false,
    logger: false,
    // The first wrong field ends a check, so that what a hostile payload costs does not grow with it.
    allErrors: false,
    code: { source: true, esm: true, lines: true, formats: _`fullFormats` },
  });
  addFormats.default(ajv);
  ajv.addSchema({ $id: contractId, definitions });
  const references = [...contract.schemas.keys()].map((name) => [name, `${contractId}#/definitions/${name}`]);
  return withImports(standalone.default(ajv, Object.fromEntries(references)));
}

/** Ajv writes `require` for its helpers even into ES modules; they are imported instead. */
function withImports(code: string): string {
  const body = code
    .replace(/^"use strict";/, '')
    .replaceAll(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, 'codePointLength')
    .replaceAll(/require\("ajv\/dist\/runtime\/equal"\)\.default/g, 'isEqual')
    .replaceAll('fullFormats["date-time"]', 'quickDateTime(fullFormats["date-time"])');
  const unknown = /require\("[^"]*"\)/.exec(body);
  if (unknown) throw new Error(`The compiled validators need ${unknown[0]}, which has no import here`);
  const helpers = ['codePointLength', 'isEqual', 'quickDateTime'].filter((name) => body.includes(name));
  return [
    '// @ts-nocheck: compiled by Ajv, which writes JavaScript; `validators.ts` gives each function its type.',
    body.includes('fullFormats') ? "import { fullFormats } from 'ajv-formats/dist/formats.js';" : '',
    helpers.length > 0 ? `import { ${helpers.join(', ')} } from './validation-runtime.js';` : '',
    '',
    body,
  ].join('\n');
}

/** The typed face of the compiled validators: one validator a type. */
export function renderValidators(contract: Contract, { closed = false } = {}): string {
  const names = [...contract.schemas.keys()];
  const compiled = closed ? './compiled-closed-validators.js' : './compiled-validators.js';
  const purpose = closed
    ? 'Checks data against each type of the contract, and refuses fields that the contract does not name.'
    : 'Checks data against each type of the contract.';
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

/** Whether a field of some schema has the name of something that every object inherits. */
function namesInherited(definitions: JsonObject): boolean {
  let found = false;
  mapObjects(definitions, (schema) => {
    const fields = [...Object.keys(objectAt(schema, 'properties')), ...arrayAt(schema, 'required')];
    found ||= fields.some((field) => String(field) in Object.prototype);
    return undefined;
  });
  return found;
}
