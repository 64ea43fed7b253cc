// @ts-check
// The program of the thread of `SqliteThread`. Why it is JavaScript, `sqlite-writes.js` says.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { createWriter } from './sqlite-writes.js';

const port = parentPort;
if (!port) throw new Error('This is the program of a thread.');

/** @type {{ readonly filename: string, readonly pragmas: readonly string[] }} */
const { filename, pragmas } = workerData;
const connection = new Database(filename, { fileMustExist: true });
for (const pragma of pragmas) connection.pragma(pragma);
const write = createWriter(connection);

port.on('message', (/** @type {readonly import('./sqlite-writes.js').SqliteWrite[] | 'close'} */ message) => {
  if (message === 'close') {
    connection.close();
    port.close();
    return;
  }
  port.postMessage(failureOf(message));
});

/**
 * Answers why they are not written, if they are not. Of an error, a thread would be told nothing but the text.
 * @param {readonly import('./sqlite-writes.js').SqliteWrite[]} writes
 * @returns {{ readonly message: string, readonly code: unknown } | undefined}
 */
function failureOf(writes) {
  try {
    write(writes);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { message: thrown.message, code: 'code' in thrown ? thrown.code : undefined };
  }
}
