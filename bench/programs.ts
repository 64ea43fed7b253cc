import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this checkout. */
export const rootFolder = fileURLToPath(new URL('..', import.meta.url));

/** The benchmark's own servers and its load, compiled as the service is: a loader such as tsx would cost CPU time. */
export const builtFolder = join(rootFolder, 'dist/bench');

/** Reads the arguments that `npm start` passes to Node in this folder. */
export function serviceArguments(folder: string): string[] {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const start = Object(Object(manifest).scripts).start;
  const [node, ...given] = typeof start === 'string' ? start.split(' ') : [];
  if (node !== 'node')
    throw new Error(`The script \`start\` of ${join(folder, 'package.json')} does not begin with node.`);
  return given.map((argument) => (argument.startsWith('-') ? argument : join(folder, argument)));
}

/**
 * Compiles the service in this folder. The compiler writes to standard error.
 * @throws Error when the service does not compile
 */
export function buildService(folder: string): Promise<void> {
  return run('npm', ['run', '--silent', 'build'], folder);
}

/**
 * Compiles this checkout's service and the benchmark's own programs.
 * @throws Error when one of them does not compile
 */
export async function build(): Promise<void> {
  await buildService(rootFolder);
  const compiler = join(rootFolder, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-p', 'bench/tsconfig.build.json'], rootFolder);
}

/**
 * Runs a program in this folder. Both of its outputs go to standard error.
 * @throws Error when the program exits with another code than 0
 */
export async function run(program: string, args: readonly string[], folder: string): Promise<void> {
  const [code] = await once(spawn(program, args, { cwd: folder, stdio: ['ignore', 2, 2] }), 'exit');
  if (code !== 0) throw new Error(`\`${program} ${args.join(' ')}\` exited with ${code}.`);
}
