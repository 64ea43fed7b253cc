import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './run-script.js';

export interface ScratchFolder {
  readonly path: string;
  /** Writes a file into the folder and returns its path. */
  write(name: string, text: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

/** Creates a folder inside the package, so that generated code finds the packages that it imports. */
export async function scratchFolder(): Promise<ScratchFolder> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const path = await mkdtemp(join(cache, 'codegen-test-'));
  // Inside node_modules, Node does not look for the package.json of the package, which says that files are ES modules.
  await writeFile(join(path, 'package.json'), '{ "type": "module" }\n');
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

/** Returns a TypeScript configuration with the package's own compiler settings. */
export function strictProject(): string {
  return JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root, types: ['node'] },
    include: ['**/*.ts'],
    exclude: [],
  });
}
