import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The arguments with which `npm start` has Node run our service. */
export function ownArguments(): string[] {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const start = Object(Object(manifest).scripts).start;
  const [node, ...given] = typeof start === 'string' ? start.split(' ') : [];
  if (node !== 'node') throw new Error('`npm start` does not start Node.');
  return given.map((argument) => (argument.startsWith('-') ? argument : join(root, argument)));
}

/** The programs of the benchmark that are measured, or measure: compiled as our service is, not by a loader. */
export const builtFolder = join(root, 'dist/bench');

/**
 * Compiles the service and the benchmark's own programs. What the compiler has to say goes to standard error.
 * @throws Error when something does not compile
 */
export async function build(): Promise<void> {
  await run('npm', ['run', '--silent', 'build']);
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'bench/tsconfig.build.json']);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const [code] = await once(spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2] }), 'exit');
  if (code !== 0) throw new Error(`\`${program} ${args.join(' ')}\` ended with ${code}.`);
}
