import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder that `remove` removes with all it holds. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'messenger-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
