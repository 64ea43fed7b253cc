import { readFile } from 'node:fs/promises';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { Json } from './contract.js';
import { DocumentError, type Problem } from './problem.js';

/** A YAML or JSON file, with the positions of its values. */
export interface SourceDocument {
  readonly file: string;
  readonly text: string;
  readonly value: Json;
  /** Creates an error at the position of the value at `path`, or of the nearest existing parent. */
  problem(path: readonly (string | number)[], message: string): Problem;
}

/** @throws DocumentError when the file cannot be read, or is not valid YAML. */
export async function readSourceDocument(file: string): Promise<SourceDocument> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const messages: Record<string, string> = {
      ENOENT: 'no such file',
      EISDIR: 'this is a folder, not a file',
    };
    const message = messages[error.code ?? ''] ?? `cannot be read (${error.code ?? error.message})`;
    throw new DocumentError([{ severity: 'error', file, message }]);
  });
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new DocumentError(
      document.errors.map((error) => {
        const { line, col } = lineCounter.linePos(error.pos[0]);
        return { severity: 'error', file, line, column: col, message: error.message };
      }),
    );
  }
  return {
    file,
    text,
    value: readValue(document, file),
    problem(path, message) {
      for (let depth = path.length; depth >= 0; depth -= 1) {
        const node = document.getIn(path.slice(0, depth), true);
        if (isNode(node) && node.range) {
          const { line, col } = lineCounter.linePos(node.range[0]);
          return { severity: 'error', file, line, column: col, message };
        }
      }
      return { severity: 'error', file, message };
    },
  };
}

/** Converts a YAML document. Its aliases may be circular or expand to billions of values, which is an error. */
function readValue(document: Document, file: string): Json {
  try {
    const value: Json = document.toJS();
    JSON.stringify(value);
    return value;
  } catch (error) {
    const [message = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new DocumentError([
      { severity: 'error', file, line: 1, column: 1, message: `its aliases cannot be expanded: ${message}` },
    ]);
  }
}
