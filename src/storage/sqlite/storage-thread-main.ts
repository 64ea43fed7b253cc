/** The program of the storage thread: does one task after the other, in the order of the messages. */
import { parentPort, workerData } from 'node:worker_threads';
import { codeOf } from '../driver-errors.js';
import { SqliteWriter } from './sqlite-writer.js';
import type { StorageAnswer, StorageTask } from './storage-thread-task.js';

const port = parentPort;
if (!port) throw new Error('This program runs in a worker thread.');
const writer = new SqliteWriter(String(workerData));

port.on('message', (message: string) => {
  if (message === '') {
    writer.close();
    port.close();
  } else {
    port.postMessage(JSON.stringify(answerTo(JSON.parse(message))));
  }
});

function answerTo(task: StorageTask): StorageAnswer {
  try {
    return { result: run(task) };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { failure: { message, code: codeOf(thrown) } };
  }
}

function run(task: StorageTask) {
  switch (task.kind) {
    case 'commit':
      return writer.commit(task.input);
    case 'insertAccount':
      return writer.insertAccount(task.input);
    case 'deleteAccount':
      return writer.deleteAccount(task.input.id, task.input.deletedAt);
  }
}
