import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from './contract.js';
import { mapObjects, pointerTokens } from './json.js';
import type { Problem } from './problem.js';
import type { SourceDocument } from './source-document.js';

const prefix = 'x-socketio-';
const schema = JSON.parse(readFileSync(new URL('extensions.schema.json', import.meta.url), 'utf8')) as JsonObject & {
  $id: string;
  properties: JsonObject;
};
const ajv = new Ajv({ allErrors: true, strict: false }).addSchema(schema);

/** Checks the document's `x-socketio-` extensions against their schemas. Each problem has its position. */
export function checkExtensions(source: SourceDocument): Problem[] {
  const problems: Problem[] = [];
  mapObjects(source.value, (object, path) => {
    for (const name of Object.keys(object).filter((key) => key.startsWith(prefix))) {
      problems.push(...checkExtension(source, [...path, name], name, object[name]));
    }
    return undefined;
  });
  return problems;
}

function checkExtension(source: SourceDocument, path: string[], name: string, value: unknown): Problem[] {
  const validate: ValidateFunction | undefined =
    name in schema.properties ? ajv.getSchema(`${schema.$id}#/properties/${name}`) : undefined;
  if (validate === undefined) {
    const known = Object.keys(schema.properties).join(', ');
    return [source.problem(path, `\`${name}\` is not a known extension; known extensions: ${known}`)];
  }
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  // The errors of the alternatives explain the problem; the error of the `oneOf` around them adds nothing.
  const telling = errors.filter(({ keyword }) => keyword !== 'oneOf');
  return (telling.length > 0 ? telling : errors).map((error) => {
    const extra: unknown = error.params['additionalProperty'];
    const what = typeof extra === 'string' ? `must not have the field \`${extra}\`` : (error.message ?? 'is wrong');
    return source.problem([...path, ...pointerTokens(error.instancePath)], `\`${name}${error.instancePath}\` ${what}`);
  });
}
