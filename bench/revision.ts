import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildService, rootFolder, run } from './programs.js';

/** Another revision of the service, as it was asked for, and the commit that it names. */
export interface Revision {
  readonly name: string;
  readonly commit: string;
}

/**
 * Resolves a revision of this repository, such as a tag, a branch or `HEAD~3`.
 * @throws Error when git does not know it
 */
export async function resolveRevision(name: string): Promise<Revision> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: rootFolder });
    return { name, commit: stdout.trim() };
  } catch (thrown) {
    throw new Error(`--against: git knows no revision ${name} in ${rootFolder}.`, { cause: thrown });
  }
}

/**
 * Writes the revision's files to a new folder and builds its service there. The revision uses this checkout's node_modules
 * if both have the same package-lock.json, otherwise `npm ci` installs its own.
 */
export async function buildRevision({ commit }: Revision, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'revision.tar');
  await run('git', ['archive', '--format=tar', `--output=${archive}`, commit], rootFolder);
  await run('tar', ['-xf', archive], folder);
  if (lockFileOf(folder).equals(lockFileOf(rootFolder))) {
    symlinkSync(join(rootFolder, 'node_modules'), join(folder, 'node_modules'));
  } else {
    await run('npm', ['ci', '--no-audit', '--no-fund'], folder);
  }
  await buildService(folder);
}

function lockFileOf(folder: string): Buffer {
  return readFileSync(join(folder, 'package-lock.json'));
}
