// @ts-check
// The program of the thread of `SqliteThread`. Why it is JavaScript, `sqlite-writes.js` says.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { createWriter } from './sqlite-writes.js';

/** @typedef {readonly import('./sqlite-writes.js').SqliteWrite[]} Writes */

const port = parentPort;
if (!port) throw new Error('This is the program of a thread.');

/** @type {{ readonly filename: string, readonly pragmas: readonly string[] }} */
const { filename, pragmas } = workerData;
/** @type {import('better-sqlite3').Database | undefined} */
let connection;
/** @type {((writes: Writes) => void) | undefined} */
let write;

port.on('message', (/** @type {Writes | 'close'} */ message) => {
  if (message === 'close') {
    connection?.close();
    port.close();
  } else {
    port.postMessage(failureOf(message));
  }
});

function open() {
  connection ??= new Database(filename, { fileMustExist: true });
  for (const pragma of pragmas) connection.pragma(pragma);
  return createWriter(connection);
}

/**
 * Answers why they are not written, if they are not. Of an error, a thread would be told the text without the code.
 * @param {Writes} writes
 * @returns {{ readonly message: string, readonly code: unknown } | undefined}
 */
function failureOf(writes) {
  try {
    write ??= open();
    write(writes);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { message: thrown.message, code: 'code' in thrown ? thrown.code : undefined };
  }
}
