import { once } from 'node:events';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { MessengerError } from '../../errors.js';
import type { AccountWriter, NewAccount } from '../account-store.js';
import type { ChatWriter } from '../chat-store.js';
import type { ChangeResult, ChatChange } from '../commit/chat-change.js';
import { codeOf } from '../driver-errors.js';
import { SqliteWriter } from './sqlite-writer.js';

/** A method of `SqliteWriter` and its arguments. */
type Task = { [Method in TaskMethod]: { method: Method; args: Parameters<SqliteWriter[Method]> } }[TaskMethod];
type TaskMethod = 'commit' | 'insertAccount' | 'deleteAccount';
type TaskResult = ReturnType<SqliteWriter[TaskMethod]>;

/** The thread's answer to a task. An Error would lose its `code` on the way between threads. */
type Answer =
  | { readonly result: TaskResult }
  | { readonly failure: { readonly message: string; readonly code: string } };

/** The property of the thread's data that holds the filename. */
const filenameKey = 'sqliteFilename';
const closeMessage = 'close';

interface PendingTask {
  resolve(result: TaskResult): void;
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
 * the other, in the order of the calls. The thread starts with the first task, and again with the next task if it has ended.
 */
export class StorageThread implements ChatWriter, AccountWriter {
  readonly #startWorker: () => Worker;
  #worker: Worker | undefined;
  readonly #pending: PendingTask[] = [];
  #isClosing = false;

  /** @param startWorker Starts the thread; tests give their own. */
  constructor(filename: string, startWorker = () => startStorageThread(filename)) {
    this.#startWorker = startWorker;
  }

  commit(changes: readonly ChatChange[]): Promise<readonly ChangeResult[]> {
    return this.#run({ method: 'commit', args: [changes] });
  }

  insertAccount(account: NewAccount): Promise<number> {
    return this.#run({ method: 'insertAccount', args: [account] });
  }

  deleteAccount(id: number, deletedAt: number): Promise<boolean> {
    return this.#run({ method: 'deleteAccount', args: [id, deletedAt] });
  }

  /** Finishes all tasks, then ends the thread. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    worker.postMessage(closeMessage);
    await once(worker, 'exit');
  }

  #run<Result extends TaskResult>(task: Task): Promise<Result> {
    if (this.#isClosing) return Promise.reject(unavailable('The database is closed.'));
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      // The thread keeps the process alive only while a caller waits for it.
      this.#worker.ref();
      this.#worker.postMessage(task);
      this.#pending.push({ resolve: resolve as PendingTask['resolve'], reject });
    });
  }

  #start(): Worker {
    const worker = this.#startWorker();
    worker.on('message', (answer: Answer) => {
      const task = this.#pending.shift();
      if (this.#pending.length === 0 && !this.#isClosing) worker.unref();
      if ('failure' in answer) task?.reject(new SqliteError(answer.failure.message, answer.failure.code));
      else task?.resolve(answer.result);
    });
    worker.on('error', (error: Error) => this.#abandon(worker, error.message));
    worker.on('exit', () => this.#abandon(worker, 'The storage thread has ended.'));
    return worker;
  }

  /** Fails the pending tasks. Nobody knows whether the thread has committed them, so they must not be retried. */
  #abandon(worker: Worker, reason: string): void {
    // A thread that fails sends `error` and then `exit`; the next thread may have started in between.
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#pending.splice(0)) reject(unavailable(reason));
  }
}

/** Starts this file as the program of a thread. */
export function startStorageThread(filename: string): Worker {
  return new Worker(new URL(import.meta.url), { workerData: { [filenameKey]: filename } });
}

// In the thread.
if (parentPort && typeof workerData?.[filenameKey] === 'string') doTasks(parentPort, workerData[filenameKey]);

function doTasks(port: MessagePort, filename: string): void {
  const writer = new SqliteWriter(filename);
  port.on('message', (message: Task | typeof closeMessage) => {
    if (message === closeMessage) {
      writer.close();
      port.close();
    } else {
      port.postMessage(answerTo(writer, message));
    }
  });
}

function answerTo(writer: SqliteWriter, task: Task): Answer {
  try {
    return { result: run(writer, task) };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { failure: { message, code: codeOf(thrown) } };
  }
}

function run(writer: SqliteWriter, task: Task): TaskResult {
  switch (task.method) {
    case 'commit':
      return writer.commit(...task.args);
    case 'insertAccount':
      return writer.insertAccount(...task.args);
    case 'deleteAccount':
      return writer.deleteAccount(...task.args);
  }
}

function unavailable(reason: string): MessengerError {
  return new MessengerError('unavailable', { cause: new Error(reason) });
}
