import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { MessengerError } from '../errors.js';
import type { SqliteWrite } from './sqlite-writes.js';

/** Why the thread could not write. */
interface Failure {
  readonly message: string;
  /** SQLite's. */
  readonly code: unknown;
}

interface Waiting {
  resolve(): void;
  reject(reason: unknown): void;
}

/** SQLite refused a write in its thread. */
class SqliteThreadError extends Error {
  override readonly name = 'SqliteError';
  readonly code: unknown;

  constructor({ message, code }: Failure) {
    super(message);
    this.code = code;
  }
}

/**
 * A thread with a connection of its own to a file, which writes while this one goes on. It starts with the first write, and
 * anew with the next one should it have ended.
 */
export class SqliteThread {
  readonly #filename: string;
  readonly #pragmas: readonly string[];
  #worker: Worker | undefined;
  #waiting: Waiting | undefined;
  #isClosing = false;

  constructor(filename: string, pragmas: readonly string[]) {
    this.#filename = filename;
    this.#pragmas = pragmas;
  }

  /** Resolves when all of it is committed, or rejects, with `unavailable` when it may be. Not to be called again before that. */
  write(writes: readonly SqliteWrite[]): Promise<void> {
    if (this.#isClosing) {
      return Promise.reject(new MessengerError('unavailable', { cause: new Error('The database is closed.') }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker ??= this.#start();
      // It keeps the process alive only while somebody waits for it.
      this.#worker.ref();
      this.#worker.postMessage(writes);
    });
  }

  /** Ends the thread, when it has written, and its connection. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    worker.postMessage('close');
    await once(worker, 'exit');
  }

  #start(): Worker {
    const worker = new Worker(new URL('./sqlite-thread-main.js', import.meta.url), {
      workerData: { filename: this.#filename, pragmas: this.#pragmas },
    });
    worker.on('message', (failure: Failure | undefined) => {
      if (!this.#isClosing) worker.unref();
      this.#answer(failure && new SqliteThreadError(failure));
    });
    // Whether it had committed, nobody knows: this says nothing about the write, which must not be tried again.
    const fail = (cause: Error) => this.#answer(new MessengerError('unavailable', { cause }));
    worker.on('error', fail);
    worker.on('exit', () => {
      this.#worker = undefined;
      fail(new Error('The thread that writes to SQLite has ended.'));
    });
    return worker;
  }

  #answer(failure: Error | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (failure) waiting?.reject(failure);
    else waiting?.resolve();
  }
}
