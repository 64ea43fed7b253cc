import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type GeneratedFiles, generatedMark } from './generated-files.js';
import { DocumentError } from './problem.js';

/** A difference between a file on disk and its generated text. */
export interface Difference {
  path: string;
  kind: 'stale' | 'missing' | 'orphan';
  /** The first line of a stale file that differs. */
  line?: { number: number; onDisk: string; generated: string };
}

/** Returns all differences between a folder and the generated files, sorted by path. */
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
 * Writes changed files and removes orphans. The folder must contain generated files only.
 * @throws DocumentError when the folder contains files but no generated ones.
 */
export async function writeFolder(folder: string, files: GeneratedFiles): Promise<Difference[]> {
  const differences = await compareFolder(folder, files);
  if (!(await isOwnFolder(folder, files))) {
    const message =
      'this folder contains files that were not generated and would be removed. Use a new or empty folder';
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

/** Returns true when a folder is missing or empty, or when the first line of a file in it marks it as generated. */
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
