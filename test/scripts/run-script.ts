import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The root folder of the package. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one of the package's scripts in a child process. */
export function runScript(script: string, args: string[], cwd: string = root): Promise<Outcome> {
  return run(process.execPath, ['--import', tsx, `${root}scripts/${script}`, ...args], cwd);
}

/** Compiles the TypeScript project in a folder; `stdout` has the compiler's errors. */
export function compile(folder: string): Promise<Outcome> {
  return run(`${root}node_modules/.bin/tsc`, ['-p', folder, '--pretty', 'false'], folder);
}

async function run(command: string, args: string[], cwd: string): Promise<Outcome> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    outcome.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    outcome.stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, ...outcome };
}
