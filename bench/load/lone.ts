import { setTimeout as pause } from 'node:timers/promises';
import { AskingClient } from './asking-client.js';
import type { LoneCommand, LoneReport } from './commands.js';
import { messagePayload } from './message.js';
import { createPeople } from './people.js';
import { openPlainTable } from './plain-table.js';

/** Milliseconds of quiet before each message and each insert. */
const quietMs = 5;

/**
 * What is sent and inserted before, and not measured: a server that has served its first thousands of messages has its code
 * compiled, and connections to its database, and is the one that people have most of the time.
 */
const warmUpMessages = 3_000;

/** One message at a time, and one insert at a time, in turns: both meet the same disk in the same mood. */
export async function runLone({ target, messages, plainDatabaseUrl }: LoneCommand): Promise<LoneReport> {
  const [person] = await createPeople(1, target.secret);
  if (!person) throw new Error('There is nobody to send.');
  const client = await AskingClient.connect(target, person);
  const table = await openPlainTable(plainDatabaseUrl);
  const acks: number[] = [];
  const inserts: number[] = [];
  for (let number = 0; number < warmUpMessages; number += 1) {
    const payload = messagePayload(number, 1);
    await client.ask('send-message', payload);
    if (number % 10 === 0) await table.insert(payload.clientMessageId, payload.message);
  }
  for (let number = warmUpMessages; number < warmUpMessages + messages; number += 1) {
    const payload = messagePayload(number, 1);
    await pause(quietMs);
    const { ms } = await client.ask('send-message', payload);
    await pause(quietMs);
    const start = performance.now();
    await table.insert(payload.clientMessageId, payload.message);
    const insertMs = performance.now() - start;
    acks.push(ms);
    inserts.push(insertMs);
  }
  await table.close();
  await client.close();
  return { acks, inserts };
}
