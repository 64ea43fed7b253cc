import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Our service as `npm run build` makes it: what `npm start` runs. */
export const ownProgram = join(root, 'dist/src/main.js');

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
