// @ts-check
// The program of the thread of `SqliteThread`. Why it is JavaScript, `sqlite-writes.js` says.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { checkpoint, createWriter } from './sqlite-writes.js';

/** @typedef {readonly import('./sqlite-writes.js').SqliteWrite[]} Writes */

/** @typedef {Writes | 'checkpoint'} Task */

const port = parentPort;
if (!port) throw new Error('This is the program of a thread.');

/** @type {{ readonly filename: string, readonly pragmas: readonly string[] }} */
const { filename, pragmas } = workerData;
/** @type {import('better-sqlite3').Database | undefined} */
let connection;
/** @type {((writes: Writes) => void) | undefined} */
let write;

port.on('message', (/** @type {Task | 'close'} */ message) => {
  if (message === 'close') {
    connection?.close();
    port.close();
  } else {
    port.postMessage(failureOf(message));
  }
});

/**
 * Answers why it is not done, if it is not. Of an error, a thread would be told the text without the code.
 * @param {Task} task
 * @returns {{ readonly message: string, readonly code: unknown } | undefined}
 */
function failureOf(task) {
  try {
    carryOut(task);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { message: thrown.message, code: 'code' in thrown ? thrown.code : undefined };
  }
}

/** @param {Task} task */
function carryOut(task) {
  connection ??= open();
  if (task === 'checkpoint') {
    checkpoint(connection);
    return;
  }
  write ??= createWriter(connection);
  write(task);
}

function open() {
  const opened = new Database(filename, { fileMustExist: true });
  try {
    for (const pragma of pragmas) opened.pragma(pragma);
    return opened;
  } catch (thrown) {
    opened.close();
    throw thrown;
  }
}
