import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a folder; `remove` deletes the folder with its contents. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'messenger-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
