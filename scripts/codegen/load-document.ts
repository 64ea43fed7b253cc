import { bundle, isWebAddress, webReference } from './bundle.js';
import { checkExtensions } from './check-extensions.js';
import type { JsonObject } from './contract.js';
import { isObject, isReference, mapObjects } from './json.js';
import { DocumentError, type Problem } from './problem.js';
import { readSourceDocument, type SourceDocument } from './source-document.js';

export interface LoadedDocument {
  source: SourceDocument;
  /** The document with its references to other files resolved. */
  document: JsonObject;
  /** Problems that do not prevent generation. */
  warnings: Problem[];
}

/**
 * Reads an AsyncAPI 3.0 document, in YAML or JSON, and checks it.
 * @throws DocumentError with all problems of the document, each with file, line and column.
 */
export async function loadDocument(file: string): Promise<LoadedDocument> {
  const source = await readSourceDocument(file);
  checkVersion(source);
  checkReadable(source);
  const { DiagnosticSeverity, Parser } = await import('@asyncapi/parser');
  const { diagnostics } = await new Parser().parse(source.text, { source: file });
  const problems = diagnostics
    .filter(({ severity }) => severity <= DiagnosticSeverity.Warning)
    .map(
      (diagnostic): Problem => ({
        severity: diagnostic.severity === DiagnosticSeverity.Error ? 'error' : 'warning',
        file: diagnostic.source ?? file,
        line: diagnostic.range.start.line + 1,
        column: diagnostic.range.start.character + 1,
        message: `${withoutStack(diagnostic.message).replaceAll('"', '`')} (${diagnostic.code})`,
      }),
    );
  const errors = problems.filter(({ severity }) => severity === 'error').concat(checkExtensions(source));
  if (errors.length > 0) throw new DocumentError(errors);
  return { source, document: await bundle(source), warnings: problems };
}

/** Removes the stack trace that the parser includes in diagnostics about its own failures. */
function withoutStack(message: string): string {
  return message.replace(/,? stack: [\s\S]*$/, '').replace(/^(Fetch)?Error: /, '');
}

/** Rejects input that the parser handles badly: it ignores `__proto__` keys, and fetches references to the web. */
function checkReadable(source: SourceDocument): void {
  const problems: Problem[] = [];
  mapObjects(source.value, (object, path) => {
    if (Object.hasOwn(object, '__proto__')) {
      problems.push(source.problem([...path, '__proto__'], 'the name `__proto__` cannot be used'));
    }
    if (isReference(object) && isWebAddress(object.$ref)) problems.push(webReference(source, path, object.$ref));
    return undefined;
  });
  if (problems.length > 0) throw new DocumentError(problems);
}

function checkVersion(source: SourceDocument): void {
  if (!isObject(source.value) || source.value['asyncapi'] === undefined) {
    throw new DocumentError([source.problem([], 'this is not an AsyncAPI document: the field `asyncapi` is missing')]);
  }
  const version = String(source.value['asyncapi']);
  if (/^[12]\./.test(version)) {
    const message = `this is AsyncAPI ${version}, but 3.0.0 is required. Convert it first: npx @asyncapi/cli convert ${source.file} --target-version 3.0.0`;
    throw new DocumentError([source.problem(['asyncapi'], message)]);
  }
  if (version !== '3.0.0') {
    // Modelina 5 reads a document of any other 3.x version as a single `any`.
    throw new DocumentError([source.problem(['asyncapi'], `AsyncAPI ${version} is not supported; use 3.0.0`)]);
  }
}
