import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type GeneratedFiles, generatedMark } from './generated-files.js';
import { DocumentError } from './problem.js';

/** How a file on disk differs from what is generated now. */
export interface Difference {
  path: string;
  kind: 'stale' | 'missing' | 'orphan';
  /** The first line that differs, of a stale file. */
  line?: { number: number; onDisk: string; generated: string };
}

/** What differs between a folder and what belongs in it: everything at once, by path. */
export async function compareFolder(folder: string, files: GeneratedFiles): Promise<Difference[]> {
  const onDisk = new Set(await listFiles(folder));
  const differences: Difference[] = [];
  for (const [path, generated] of files) {
    if (!onDisk.has(path)) {
      differences.push({ path, kind: 'missing' });
      continue;
    }
    const text = await readFile(join(folder, path), 'utf8');
    if (text !== generated) differences.push({ path, kind: 'stale', line: firstDifference(text, generated) });
  }
  for (const path of onDisk) {
    if (!files.has(path)) differences.push({ path, kind: 'orphan' });
  }
  return differences.sort((left, right) => left.path.localeCompare(right.path, 'en'));
}

/**
 * Writes what differs and removes what no longer belongs there. The folder is the generator's alone.
 * @throws DocumentError when the folder holds files, and nothing shows that they were generated.
 */
export async function writeFolder(folder: string, files: GeneratedFiles): Promise<Difference[]> {
  const differences = await compareFolder(folder, files);
  if (!(await isOwnFolder(folder, files))) {
    const message =
      'this folder holds files that were not generated, and would be removed. Give a folder that is new or empty';
    throw new DocumentError([{ severity: 'error', file: folder, message }]);
  }
  for (const { path, kind } of differences) {
    const target = join(folder, path);
    if (kind === 'orphan') await rm(target);
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, files.get(path) ?? '');
    }
  }
  return differences;
}

/** Whether a folder is new or empty, or is one that was generated: the first line of some file in it says so. */
async function isOwnFolder(folder: string, files: GeneratedFiles): Promise<boolean> {
  const onDisk = await listFiles(folder);
  for (const path of onDisk.filter((candidate) => files.has(candidate))) {
    const [firstLine] = (await readFile(join(folder, path), 'utf8')).split('\n', 1);
    if (firstLine?.includes(generatedMark)) return true;
  }
  return onDisk.length === 0;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, '/'));
}

function firstDifference(onDisk: string, generated: string): { number: number; onDisk: string; generated: string } {
  const before = onDisk.split('\n');
  const after = generated.split('\n');
  const index = after.findIndex((line, position) => line !== before[position]);
  const at = index < 0 ? after.length : index;
  return { number: at + 1, onDisk: before[at] ?? '', generated: after[at] ?? '' };
}
