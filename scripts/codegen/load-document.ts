import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { bundle } from './bundle.js';
import { checkExtensions } from './check-extensions.js';
import type { JsonObject } from './contract.js';
import { isObject } from './json.js';
import { DocumentError, type Problem } from './problem.js';
import { readSourceDocument, type SourceDocument } from './source-document.js';

export interface LoadedDocument {
  source: SourceDocument;
  /** The document with what it refers to in other files brought into it. */
  document: JsonObject;
  /** What the parser warns of, and what does not prevent generating. */
  warnings: Problem[];
}

/**
 * Reads an AsyncAPI 3.0 document, in YAML or JSON, and checks it.
 * @throws DocumentError with everything that is wrong with it, each with file, line and column.
 */
export async function loadDocument(file: string): Promise<LoadedDocument> {
  const source = await readSourceDocument(file);
  checkVersion(source);
  const { diagnostics } = await new Parser().parse(source.text, { source: file });
  const problems = diagnostics.filter(isWarningOrWorse).map(
    (diagnostic): Problem => ({
      severity: diagnostic.severity === DiagnosticSeverity.Error ? 'error' : 'warning',
      file: diagnostic.source ?? file,
      line: diagnostic.range.start.line + 1,
      column: diagnostic.range.start.character + 1,
      message: `${diagnostic.message.replaceAll('"', '`')} (${diagnostic.code})`,
    }),
  );
  const errors = problems.filter(({ severity }) => severity === 'error').concat(checkExtensions(source));
  if (errors.length > 0) throw new DocumentError(errors);
  return { source, document: await bundle(source), warnings: problems };
}

function isWarningOrWorse({ severity }: { severity: DiagnosticSeverity }): boolean {
  return severity === DiagnosticSeverity.Error || severity === DiagnosticSeverity.Warning;
}

function checkVersion(source: SourceDocument): void {
  if (!isObject(source.value) || source.value['asyncapi'] === undefined) {
    throw new DocumentError([source.problem([], 'this is no AsyncAPI document: it has no field `asyncapi`')]);
  }
  const version = String(source.value['asyncapi']);
  if (/^[12]\./.test(version)) {
    const message = `this is AsyncAPI ${version}, and 3.0.0 is needed. Convert it first: npx @asyncapi/cli convert ${source.file} --target-version 3.0.0`;
    throw new DocumentError([source.problem(['asyncapi'], message)]);
  }
  if (version !== '3.0.0') {
    // Modelina 5 reads a document of any other 3.x version as a single `any`, and the parser does not know later ones.
    throw new DocumentError([source.problem(['asyncapi'], `AsyncAPI ${version} is not known here; 3.0.0 is`)]);
  }
}
