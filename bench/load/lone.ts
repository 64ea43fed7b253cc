import { setTimeout as pause } from 'node:timers/promises';
import { AskingClient } from './asking-client.js';
import type { LoneCommand, LoneReport, LoneTimes } from './commands.js';
import { messagePayload } from './message.js';
import { createPeople } from './people.js';
import { openPlainTable, type PlainTable } from './plain-table.js';

/** Milliseconds of quiet before each message and each insert, so that processes and caches have gone to sleep. */
const quietMs = 5;

/**
 * What is sent before, and not measured: a server that has served its first thousands of messages has its code compiled,
 * and is the one that people have most of the time.
 */
const warmUpMessages = 3_000;

/** One message at a time, and one insert at a time, in turns: both meet the same disk in the same mood. */
export async function runLone({ target, messages, plainDatabaseUrl }: LoneCommand): Promise<LoneReport> {
  const [person] = await createPeople(1, target.secret);
  if (!person) throw new Error('There is nobody to send.');
  const client = await AskingClient.connect(target, person);
  const table = await openPlainTable(plainDatabaseUrl);
  const turns = new Turns(client, table);
  await turns.take(warmUpMessages, 0);
  const report = { atOnce: await turns.take(messages, 0), afterQuiet: await turns.take(messages, quietMs) };
  await table.close();
  await client.close();
  return report;
}

class Turns {
  readonly #client: AskingClient;
  readonly #table: PlainTable;
  #number = 0;

  constructor(client: AskingClient, table: PlainTable) {
    this.#client = client;
    this.#table = table;
  }

  async take(count: number, quiet: number): Promise<LoneTimes> {
    const times = { acks: [] as number[], inserts: [] as number[] };
    for (const end = this.#number + count; this.#number < end; this.#number += 1) {
      const payload = messagePayload(this.#number, 1);
      if (quiet > 0) await pause(quiet);
      const { ms } = await this.#client.ask('send-message', payload);
      if (quiet > 0) await pause(quiet);
      const start = performance.now();
      await this.#table.insert(payload.clientMessageId, payload.message);
      times.acks.push(ms);
      times.inserts.push(performance.now() - start);
    }
    return times;
  }
}
