import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Context } from 'mocha';
import { freePort } from './free-port.js';
import { skipSuite } from './skip-suite.js';

const REASON = 'no Redis server: install Redis (redis-server), 6.2 or newer';

/** Name of the file, in the server's folder, with the process id of the running server. */
const SERVER_PID = 'server.pid';

/** Runs a private Redis without persistence. The server ends at the latest when the test process ends. */
export class RedisProcess {
  readonly port: number;
  readonly #folder: string;
  readonly #program: string;
  #process: ChildProcess | undefined;

  private constructor(program: string, folder: string, port: number) {
    this.#program = program;
    this.#folder = folder;
    this.port = port;
  }

  /**
   * Starts a server in a `before` hook; the caller kills the server. Without Redis, skips the suite of the hook, or fails
   * in CI.
   */
  static async create(context: Context): Promise<RedisProcess> {
    const program = findProgram('redis-server');
    if (program === undefined) skipSuite(context, REASON);
    const folder = mkdtempSync(join(tmpdir(), 'messenger-redis-'));
    cleanUpOnExit(folder);
    const server = new RedisProcess(program, folder, await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts an empty server on the same port, and waits until the server accepts connections. */
  async start(): Promise<void> {
    const child = spawn(
      this.#program,
      ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.#folder, '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#process = child;
    writeFileSync(join(this.#folder, SERVER_PID), String(child.pid));
    await readyForConnections(child);
    // The server must not keep the test process alive.
    child.unref();
    if (child.stdout instanceof Socket) child.stdout.unref();
  }

  /** Ends the server at once, as a power cut would, and waits for the end of the process. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.ref();
      child.kill('SIGKILL');
      await exited;
      rmSync(join(this.#folder, SERVER_PID));
    }
  }

  /** Stops the server: the server keeps its connections and sends nothing until `resume`. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }
}

/** Ends the server and removes the folder when the test process ends, as `mariadb-process.ts` does. */
function cleanUpOnExit(folder: string): void {
  const script = `
    cat > /dev/null
    if [ -f "$1/${SERVER_PID}" ]; then kill -9 "$(cat "$1/${SERVER_PID}")"; fi
    rm -rf "$1"`;
  // Detached, so that Ctrl-C does not end the cleaner.
  const cleaner = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  cleaner.unref();
  if (cleaner.stdin instanceof Socket) cleaner.stdin.unref();
}

async function readyForConnections(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('redis-server has no standard output');
  const log: string[] = [];
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${log.join('\n')}`)));
  });
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
