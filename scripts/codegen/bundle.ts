import { dirname, resolve } from 'node:path';
import type { Json, JsonObject } from './contract.js';
import { isReference, mapObjects, objectAt, pointerTokens, resolvePointer } from './json.js';
import { DocumentError, type Problem } from './problem.js';
import { readSourceDocument, type SourceDocument } from './source-document.js';
import { typeNameOf, uniqueName } from './type-name.js';

/** Keywords whose values are schemas. A referenced schema gets a type name of its own and may be recursive. */
const schemaKeys = new Set(['payload', 'headers', 'schemas', 'schema']);

/**
 * Resolves a document's references to other files. Referenced schemas become `components/schemas`, named after their
 * origin; any other referenced object replaces its reference.
 * @throws DocumentError when a reference cannot be resolved.
 */
export async function bundle(source: SourceDocument): Promise<JsonObject> {
  const root = resolve(source.file);
  const sources = await readReferenced(source, new Map([[root, source]]));
  const document = source.value as JsonObject;
  const ownSchemas = objectAt(objectAt(document, 'components'), 'schemas');
  const names = new Map<string, string>();
  const addedSchemas: JsonObject = {};

  const resolveReferences = (value: Json, file: string, isSchema: boolean): Json =>
    mapObjects(value, (object, path) => {
      if (!isReference(object)) return undefined;
      const [target, fragment] = splitReference(object.$ref, file);
      if (target === root) return { ...object, $ref: `#${fragment}` };
      const found = resolvePointer(sources.get(target)?.value ?? null, fragment);
      if (found === undefined) throw unresolvedReference(sources.get(file) ?? source, path, object.$ref);
      if (!isSchema && !path.some((key) => schemaKeys.has(key))) return resolveReferences(found, target, false);
      return { ...object, $ref: `#/components/schemas/${addSchema(target, fragment, found)}` };
    });

  const addSchema = (file: string, fragment: string, schema: Json): string => {
    const place = `${file}#${fragment}`;
    const known = names.get(place);
    if (known !== undefined) return known;
    const base = typeNameOf(pointerTokens(fragment).at(-1) ?? file.replace(/^.*\//, '').replace(/\.[^.]*$/, ''));
    const name = uniqueName(base, (candidate) => candidate in ownSchemas || candidate in addedSchemas);
    names.set(place, name);
    addedSchemas[name] = {};
    addedSchemas[name] = resolveReferences(schema, file, true);
    return name;
  };

  const bundled = resolveReferences(document, root, false) as JsonObject;
  if (names.size === 0) return bundled;
  const components = objectAt(bundled, 'components');
  return {
    ...bundled,
    components: { ...components, schemas: { ...objectAt(components, 'schemas'), ...addedSchemas } },
  };
}

async function readReferenced(
  source: SourceDocument,
  sources: Map<string, SourceDocument>,
): Promise<Map<string, SourceDocument>> {
  const file = resolve(source.file);
  const references: { target: string; path: string[]; $ref: string }[] = [];
  mapObjects(source.value, (object, path) => {
    if (isReference(object)) references.push({ target: splitReference(object.$ref, file)[0], path, $ref: object.$ref });
    return undefined;
  });
  for (const { target, path, $ref } of references) {
    if (sources.has(target)) continue;
    if (isWebAddress($ref)) throw new DocumentError([webReference(source, path, $ref)]);
    const referenced = await readSourceDocument(target);
    sources.set(target, referenced);
    await readReferenced(referenced, sources);
  }
  return sources;
}

export function isWebAddress(reference: string): boolean {
  return /^[a-z]+:\/\//i.test(reference);
}

export function webReference(source: SourceDocument, path: string[], reference: string): Problem {
  return source.problem(path, `\`${reference}\`: only references to local files are supported`);
}

function splitReference(reference: string, file: string): [target: string, fragment: string] {
  const hash = reference.indexOf('#');
  const location = hash < 0 ? reference : reference.slice(0, hash);
  return [location === '' ? file : resolve(dirname(file), location), hash < 0 ? '' : reference.slice(hash + 1)];
}

function unresolvedReference(source: SourceDocument, path: string[], reference: string): DocumentError {
  return new DocumentError([source.problem(path, `\`${reference}\` cannot be resolved`)]);
}
