import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Changes } from './changes.js';
import { Client } from './client.js';
import type { TestUser } from './server.js';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const registerTypescript = new URL('../../register-typescript.js', import.meta.url).href;

/** Runs the service in a separate process, as users start it. */
export class MainProcess {
  readonly #child: ChildProcess;
  readonly #changes = new Changes();
  #output = '';
  #log = '';
  #code: number | undefined;

  constructor(environment: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [`--import=${registerTypescript}`, main], {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (data) => {
      this.#output += data;
      this.#changes.notify();
    });
    this.#child.stderr?.on('data', (data) => {
      this.#log += data;
    });
    this.#child.once('close', (code, signal) => {
      this.#code = code ?? (signal === null ? -1 : -2);
      this.#changes.notify();
    });
  }

  /** The standard output so far. */
  get output(): string {
    return this.#output;
  }

  /** The standard error so far. */
  get log(): string {
    return this.#log;
  }

  /** Waits for the greeting on standard output, and returns the port that the greeting names. */
  listening(): Promise<number> {
    const port = () => Number(/http:\/\/[^/]+:(\d+)\/docs\//.exec(this.#output)?.[1]) || undefined;
    return this.#changes.until(`the greeting; the log is: ${this.#log}`, port, 15_000);
  }

  /** Waits for the end of the process, and returns the exit code, or -2 when a signal ended the process. */
  exited(): Promise<number> {
    return this.#changes.until('the process to end', () => this.#code, 15_000);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async register(username: string): Promise<TestUser> {
    const password = 'correct horse battery';
    const response = await fetch(`http://127.0.0.1:${await this.listening()}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    return { username, password, token: (await response.json()).token };
  }

  async connect({ token, username }: TestUser): Promise<Client> {
    const client = new Client(await this.listening(), { auth: { token }, username });
    await client.connected();
    return client;
  }
}
