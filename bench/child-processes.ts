import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startCleanupProcess } from './cleanup-process.js';
import { withTimeout } from './with-timeout.js';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 15_000;

/** The load shares the cores with the measured server, so the load runs with the settings that collect the least garbage. */
const loadArguments = ['--max-semi-space-size=32', '--no-allocation-site-pretenuring'];

/** A program of Node that prints the `ws://` address that it listens on. */
export interface ServerProgram {
  readonly args: readonly string[];
  /** The working directory. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Owns all child processes and temporary files of a run. They are gone when this process ends, however it ends. */
export class ChildProcesses {
  /** A temporary folder on the disk that the databases are on. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'messenger-bench-'));
  readonly #files = join(this.#folder, 'files');
  readonly #running = new Set<ChildProcess>();
  readonly #cleanup = startCleanupProcess(this.#folder);
  #fileCount = 0;

  constructor() {
    mkdirSync(this.#files);
    process.once('exit', () => this.endAll());
  }

  /** Returns a path that no file has yet, for a file that `clearFiles` may remove. */
  newPath(name: string): string {
    this.#fileCount += 1;
    return join(this.#files, `${this.#fileCount}-${name}`);
  }

  /** Returns the path of a folder that exists until the run ends. */
  permanentFolder(name: string): string {
    return join(this.#folder, name);
  }

  /** Removes the files of child processes that have ended. */
  clearFiles(): void {
    rmSync(this.#files, { recursive: true, force: true });
    mkdirSync(this.#files);
  }

  /** Starts a server and waits until it listens. Its standard error goes to the file `log`. */
  async startServer({ args, folder, environment }: ServerProgram) {
    const program = args.join(' ');
    const log = this.newPath('log');
    const descriptor = openSync(log, 'w');
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...inheritedEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', descriptor],
    });
    closeSync(descriptor);
    this.#adopt(child);
    const { pid, stdout } = child;
    if (pid === undefined || stdout === null) throw new Error(`Failed to start ${program}.`);
    const port = await withTimeout(startTimeoutMs, `${program} to listen`, readPort(child)).catch((error: unknown) => {
      throw new Error(`Failed to start ${program}:\n${readFileSync(log, 'utf8')}`, { cause: error });
    });
    return { port, pid, log, stop: () => this.#stop(child) };
  }

  /** Starts a program of Node that exchanges messages with this process. */
  forkLoad(program: string): ChildProcess {
    const child = fork(program, {
      env: inheritedEnvironment(),
      execArgv: [...loadArguments],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#adopt(child);
    return child;
  }

  /** Kills the child processes that still run, and removes the temporary folder. */
  endAll(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #adopt(child: ChildProcess): void {
    if (child.pid === undefined) return;
    const { pid } = child;
    this.#running.add(child);
    this.#cleanup.add(pid);
    child.once('exit', () => {
      this.#running.delete(child);
      this.#cleanup.remove(pid);
    });
  }

  async #stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await withTimeout(stopTimeoutMs, 'a server to stop', exited).catch(() => child.kill('SIGKILL'));
    await exited;
  }
}

/** Returns a user's own environment, without the variables that npm and the benchmark add. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_ENV'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The process exited with ${code}.`)));
    if (child.stdout === null) return;
    // The output is read to its end because a full pipe would block the server.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /ws:\/\/[^:/\s]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
