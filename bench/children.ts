import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from './within.js';

/** Milliseconds that a server has to start, and to stop. */
const startPatienceMs = 30_000;
const stopPatienceMs = 15_000;

/** The load collects as little garbage as it can: what it takes of the cores, whatever it measures has to do without. */
const loadArguments = ['--max-semi-space-size=32', '--no-allocation-site-pretenuring'];

/** All processes and files of a run. None of them outlives this process, however it ends. */
export class Children {
  /** On the disk where the databases are too. */
  readonly folder = mkdtempSync(join(tmpdir(), 'messenger-bench-'));
  readonly #running = new Set<ChildProcess>();
  readonly #reaper = startReaper(this.folder);
  #files = 0;

  constructor() {
    process.once('exit', () => this.endAll());
  }

  /** A path in the folder that nothing has yet. */
  newPath(name: string): string {
    this.#files += 1;
    return join(this.folder, `${this.#files}-${name}`);
  }

  /** Removes all files, which processes that have ended have left. */
  clearFiles(): void {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /**
   * Starts Node with these arguments, for a program that says on standard output on which `ws://` address it listens, and
   * answers its port. What it writes to standard error goes to a file, as an operator's would.
   */
  async startServer(given: readonly string[], environment: Readonly<Record<string, string>>) {
    const program = given.join(' ');
    const log = this.newPath('log');
    const descriptor = openSync(log, 'w');
    const child = spawn(process.execPath, given, {
      env: { ...inherited(), ...environment },
      stdio: ['ignore', 'pipe', descriptor],
    });
    closeSync(descriptor);
    this.#adopt(child);
    const { pid, stdout } = child;
    if (pid === undefined || stdout === null) throw new Error(`${program} could not be started.`);
    const port = await within(startPatienceMs, `${program} to listen`, portIn(child)).catch((error: unknown) => {
      throw new Error(`${program} did not start.\n${readFileSync(log, 'utf8')}`, { cause: error });
    });
    return { port, pid, log, stop: () => this.#stop(child) };
  }

  /** Starts a program of Node that answers to messages. */
  fork(program: string): ChildProcess {
    const child = fork(program, {
      env: inherited(),
      execArgv: [...loadArguments],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#adopt(child);
    return child;
  }

  /** Ends what is still running, at once, and removes the folder. */
  endAll(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #adopt(child: ChildProcess): void {
    this.#running.add(child);
    this.#reaper.stdin.write(`+ ${child.pid}\n`);
    child.once('exit', () => {
      this.#running.delete(child);
      this.#reaper.stdin.write(`- ${child.pid}\n`);
    });
  }

  async #stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await within(stopPatienceMs, 'a server to stop', exited).catch(() => child.kill('SIGKILL'));
    await exited;
  }
}

/** A user's own environment, without what npm and the benchmark put into it. */
function inherited(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_ENV'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function portIn(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
    if (child.stdout === null) return;
    // Read to its end: what else a server has to say must not fill the pipe.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /ws:\/\/[^:/\s]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

/**
 * A process in a session of its own, where no Ctrl-C reaches it: when its input closes, which it does even when we are
 * killed, it ends the children and removes the folder, if we have not.
 */
function startReaper(folder: string) {
  const script = `
    pids=' '
    while read -r sign pid; do
      if [ "$sign" = + ]; then pids="$pids$pid "; else pids=$(echo "$pids" | sed "s/ $pid / /"); fi
    done
    for pid in $pids; do kill -9 "$pid" 2> /dev/null; done
    rm -rf "$1"`;
  const reaper = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  reaper.unref();
  // A pipe is a socket, which would otherwise keep us alive.
  Reflect.get(reaper.stdin, 'unref')?.call(reaper.stdin);
  return reaper;
}
