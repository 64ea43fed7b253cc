import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './run-script.js';

export interface ScratchFolder {
  readonly path: string;
  /** Writes a file into it, and answers the file's path. */
  write(name: string, text: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

/** A new folder inside the package, where what is generated finds the packages that it imports. */
export async function scratchFolder(): Promise<ScratchFolder> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const path = await mkdtemp(join(cache, 'codegen-test-'));
  return {
    path,
    async write(name, text) {
      const file = join(path, name);
      await writeFile(file, text);
      return file;
    },
    remove: () => rm(path, { recursive: true }),
  };
}

/** A TypeScript project with the settings of the package's own. */
export function strictProject(): string {
  return JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root, types: ['node'] },
    include: ['**/*.ts'],
    exclude: [],
  });
}
