import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

/** Name of the file, in the server's folder, with the process id of the running server. */
const SERVER_PID = 'server.pid';

/** Runs a private MariaDB in a temporary folder. Both disappear at the latest when the test process ends. */
export class MariadbProcess {
  readonly port: number;
  /** The data folder. */
  readonly data: string;
  readonly #folder: string;
  readonly #program: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(program: string, folder: string, port: number, options: readonly string[]) {
    this.#program = program;
    this.#folder = folder;
    this.data = join(folder, 'data');
    this.port = port;
    this.#options = options;
  }

  /** Installs and starts a server. Returns `undefined` where `mariadbd` or the installer is missing. */
  static async create(): Promise<MariadbProcess | undefined> {
    const server = await MariadbProcess.install();
    await server?.start();
    return server;
  }

  /**
   * Installs a server. Returns `undefined` where `mariadbd` or the installer is missing.
   * @param options Options of `mariadbd` for every start.
   */
  static async install(options: readonly string[] = []): Promise<MariadbProcess | undefined> {
    const program = findProgram('mariadbd');
    const installer = findProgram('mariadb-install-db');
    if (program === undefined || installer === undefined) {
      return undefined;
    }
    const server = await MariadbProcess.#inNewFolder(program, options);
    await promisify(execFile)(installer, [
      '--no-defaults',
      `--datadir=${server.data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      ...asRoot(),
    ]);
    return server;
  }

  /** Installs another server with a copy of this server's data. This server must not run. */
  async copy(options: readonly string[]): Promise<MariadbProcess> {
    const server = await MariadbProcess.#inNewFolder(this.#program, options);
    await cp(this.data, server.data, { recursive: true });
    return server;
  }

  static async #inNewFolder(program: string, options: readonly string[]): Promise<MariadbProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'messenger-mariadb-'));
    cleanUpOnExit(folder);
    return new MariadbProcess(program, folder, await freePort(), options);
  }

  /**
   * Starts the server on the same data and port, and waits until the server accepts connections.
   * @param options Options of `mariadbd` for this start.
   */
  async start(...options: readonly string[]): Promise<void> {
    const child = spawn(this.#program, [...this.#arguments(), ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    writeFileSync(join(this.#folder, SERVER_PID), String(child.pid));
    await readyForConnections(child);
    // The server must not keep the test process alive.
    child.unref();
    if (child.stderr instanceof Socket) {
      child.stderr.unref();
    }
  }

  /** Runs the server's program for a task after which the program ends, and returns the log. */
  async runTask(...options: readonly string[]): Promise<string> {
    const { stderr } = await promisify(execFile)(this.#program, [...this.#arguments(), ...options]);
    return stderr;
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

  /** Stops the server's threads: the server keeps its connections and sends nothing until `resume`. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  #arguments(): string[] {
    return [
      '--no-defaults',
      `--datadir=${this.data}`,
      `--socket=${this.#folder}/socket`,
      `--pid-file=${this.#folder}/pid`,
      '--bind-address=127.0.0.1',
      `--port=${this.port}`,
      '--skip-name-resolve',
      '--skip-log-bin',
      '--performance-schema=OFF',
      '--innodb-buffer-pool-size=128M',
      ...asRoot(),
      ...this.#options,
    ];
  }
}

/**
 * Ends the server and removes the folder when the test process ends. A pipe tells the cleaner: the pipe closes even when
 * the test process is killed and no `exit` listener runs.
 */
function cleanUpOnExit(folder: string): void {
  const script = `
    cat > /dev/null
    if [ -f "$1/${SERVER_PID}" ]; then kill -9 "$(cat "$1/${SERVER_PID}")"; fi
    for attempt in 1 2 3 4 5 6 7 8 9; do rm -rf "$1" && break; sleep 0.2; done`;
  // Detached, so that Ctrl-C does not end the cleaner.
  const cleaner = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  cleaner.unref();
  if (cleaner.stdin instanceof Socket) {
    cleaner.stdin.unref();
  }
}

async function readyForConnections(child: ChildProcess): Promise<void> {
  if (!child.stderr) {
    throw new Error('mariadbd has no standard error');
  }
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('ready for connections')) {
        resolve();
      }
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`mariadbd ended with ${code}:\n${log.join('\n')}`)));
  });
}

/** Allows root to run `mariadbd`, which refuses that by default. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function findProgram(name: string): string | undefined {
  // Debian installs servers in /usr/sbin, which is not on the PATH of an ordinary user.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
