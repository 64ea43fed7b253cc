import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
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
  const parent = join(root, 'node_modules', '.cache', 'generated-code');
  await mkdir(parent, { recursive: true });
  // Inside node_modules, Node does not look for the package.json of the package, which says that files are ES modules.
  // Renamed, so that a test in another process never reads half of the file.
  const draft = join(parent, `package-${process.pid}.json`);
  await writeFile(draft, '{ "type": "module" }\n');
  await rename(draft, join(parent, 'package.json'));
  const path = await mkdtemp(join(parent, 'codegen-test-'));
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
