import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { MessengerError } from '../../errors.js';
import type { AccountWriter, NewAccount } from '../account-store.js';
import type { ChatWriter } from '../chat-store.js';
import type { ChangeResult, ChatChange } from '../commit/chat-change.js';
import type { StorageAnswer, StorageTasks, TaskKind } from './storage-thread-task.js';

interface Pending {
  resolve(result: StorageTasks[TaskKind]['result']): void;
  reject(reason: unknown): void;
}

/** SQLite refused a task in the storage thread. */
class SqliteError extends Error {
  override readonly name = 'SqliteError';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Writes to an SQLite file in a thread of its own, so that the event loop never waits for the disk. Tasks are done one after
 * the other, in the order of the calls. Threads exchange JSON texts: copying objects between threads costs several times as
 * much (docs/adr). The thread starts with the first task, and again with the next task if it has ended.
 */
export class StorageThread implements ChatWriter, AccountWriter {
  readonly #startWorker: () => Worker;
  #worker: Worker | undefined;
  readonly #pending: Pending[] = [];
  #isClosing = false;

  /** @param startWorker Starts the thread; tests give their own. */
  constructor(filename: string, startWorker = () => startStorageThread(filename)) {
    this.#startWorker = startWorker;
  }

  commit(changes: readonly ChatChange[]): Promise<readonly ChangeResult[]> {
    return this.#run('commit', changes);
  }

  insertAccount(account: NewAccount): Promise<number> {
    return this.#run('insertAccount', account);
  }

  deleteAccount(id: number, deletedAt: number): Promise<boolean> {
    return this.#run('deleteAccount', { id, deletedAt });
  }

  /** Finishes all tasks, then ends the thread. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    worker.postMessage('');
    await once(worker, 'exit');
  }

  #run<Kind extends TaskKind>(kind: Kind, input: StorageTasks[Kind]['input']): Promise<StorageTasks[Kind]['result']> {
    if (this.#isClosing) return Promise.reject(unavailable('The database is closed.'));
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      // The thread keeps the process alive only while a caller waits for it.
      this.#worker.ref();
      this.#worker.postMessage(JSON.stringify({ kind, input }));
      this.#pending.push({ resolve: resolve as Pending['resolve'], reject });
    });
  }

  #start(): Worker {
    const worker = this.#startWorker();
    worker.on('message', (message: string) => {
      const answer: StorageAnswer = JSON.parse(message);
      const pending = this.#pending.shift();
      if (this.#pending.length === 0 && !this.#isClosing) worker.unref();
      if ('failure' in answer) pending?.reject(new SqliteError(answer.failure.message, answer.failure.code));
      else pending?.resolve(answer.result);
    });
    worker.on('error', (error: Error) => this.#failPending(error.message));
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#failPending('The storage thread has ended.');
    });
    return worker;
  }

  /** Nobody knows whether the thread has committed these tasks, so they must not be retried. */
  #failPending(reason: string): void {
    for (const { reject } of this.#pending.splice(0)) reject(unavailable(reason));
  }
}

export function startStorageThread(filename: string): Worker {
  return new Worker(new URL('./storage-thread-main.js', import.meta.url), { workerData: filename });
}

function unavailable(reason: string): MessengerError {
  return new MessengerError('unavailable', { cause: new Error(reason) });
}
