import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { MessengerError } from '../errors.js';
import type { SqliteWrite } from './sqlite-writes.js';

/** Why the thread could not do something. */
interface Failure {
  readonly message: string;
  /** SQLite's. */
  readonly code: unknown;
}

interface Waiting {
  resolve(): void;
  reject(reason: unknown): void;
}

/** SQLite refused something in its thread. */
class SqliteThreadError extends Error {
  override readonly name = 'SqliteError';
  readonly code: unknown;

  constructor({ message, code }: Failure) {
    super(message);
    this.code = code;
  }
}

/** What is told who comes after the file was closed. */
export function databaseClosed(): MessengerError {
  return new MessengerError('unavailable', { cause: new Error('The database is closed.') });
}

/**
 * A thread with a connection of its own to a file, which works while this one goes on. It does one thing after the other, in
 * the order in which it is told to; it starts with the first, and anew with the next one should it have ended.
 */
export class SqliteThread {
  readonly #filename: string;
  readonly #pragmas: readonly string[];
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  #isClosing = false;

  constructor(filename: string, pragmas: readonly string[]) {
    this.#filename = filename;
    this.#pragmas = pragmas;
  }

  /** Resolves when all of it is committed, or rejects, with `unavailable` when it may be. */
  write(writes: readonly SqliteWrite[]): Promise<void> {
    return this.#tell(writes);
  }

  /** Copies what is in the WAL to the file, as far as nobody else reads it there or copies it too. */
  checkpoint(): Promise<void> {
    return this.#tell('checkpoint');
  }

  /** Ends the thread, when it has done all that it was told to, and its connection. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    worker.postMessage('close');
    await once(worker, 'exit');
  }

  #tell(task: readonly SqliteWrite[] | 'checkpoint'): Promise<void> {
    if (this.#isClosing) {
      return Promise.reject(databaseClosed());
    }
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      // It keeps the process alive only while somebody waits for it.
      this.#worker.ref();
      this.#worker.postMessage(task);
      // Not before: what was not told is not answered.
      this.#waiting.push({ resolve, reject });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./sqlite-thread-main.js', import.meta.url), {
      workerData: { filename: this.#filename, pragmas: this.#pragmas },
    });
    worker.on('message', (failure: Failure | undefined) => {
      const waiting = this.#waiting.shift();
      if (this.#waiting.length === 0 && !this.#isClosing) worker.unref();
      if (failure) waiting?.reject(new SqliteThreadError(failure));
      else waiting?.resolve();
    });
    // Whether it had committed, nobody knows: this says nothing about the write, which must not be tried again.
    const fail = (cause: Error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new MessengerError('unavailable', { cause }));
    };
    worker.on('error', fail);
    worker.on('exit', () => {
      this.#worker = undefined;
      fail(new Error('The thread that works on SQLite has ended.'));
    });
    return worker;
  }
}
