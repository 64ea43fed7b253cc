import { setTimeout as pause } from 'node:timers/promises';
import { AskingClient } from './asking-client.js';
import type { LoneCommand, LoneReport, LoneTimes, Target } from './commands.js';
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

/** One message at a time to each server, and one insert at a time, in turns: all meet the same machine in the same mood. */
export async function runLone({ target, relay, messages, plainDatabaseUrl }: LoneCommand): Promise<LoneReport> {
  const [client, relayClient] = [await connect(target), await connect(relay)];
  const table = await openPlainTable(plainDatabaseUrl);
  const turns = new Turns(client, relayClient, table);
  await turns.take(warmUpMessages, 0);
  const report = { atOnce: await turns.take(messages, 0), afterQuiet: await turns.take(messages, quietMs) };
  await table.close();
  await Promise.all([client.close(), relayClient.close()]);
  return report;
}

async function connect(target: Target): Promise<AskingClient> {
  const [person] = await createPeople(1, target.secret);
  if (!person) throw new Error('There is nobody to send.');
  return AskingClient.connect(target, person);
}

class Turns {
  readonly #client: AskingClient;
  readonly #relay: AskingClient;
  readonly #table: PlainTable;
  #number = 0;

  constructor(client: AskingClient, relay: AskingClient, table: PlainTable) {
    this.#client = client;
    this.#relay = relay;
    this.#table = table;
  }

  async take(count: number, quiet: number): Promise<LoneTimes> {
    const times = { acks: [] as number[], relayAcks: [] as number[], inserts: [] as number[] };
    for (const end = this.#number + count; this.#number < end; this.#number += 1) {
      const payload = messagePayload(this.#number, 1);
      const relay = async () => times.relayAcks.push(await acknowledged(this.#relay, payload));
      const store = async () => times.acks.push(await acknowledged(this.#client, payload));
      const insert = async () => times.inserts.push(await inserted(this.#table, payload));
      // What comes before leaves things warm, or cold: each comes as often after the one as after the other.
      for (const step of this.#number % 2 === 0 ? [relay, store, insert] : [relay, insert, store]) {
        if (quiet > 0) await pause(quiet);
        await step();
      }
    }
    return times;
  }
}

type Payload = ReturnType<typeof messagePayload>;

/** Answers how many ms it took, as the next one does. */
async function acknowledged(client: AskingClient, payload: Payload): Promise<number> {
  const { ms } = await client.ask('send-message', payload);
  return ms;
}

async function inserted(table: PlainTable, { clientMessageId, message }: Payload): Promise<number> {
  const start = performance.now();
  await table.insert(clientMessageId, message);
  return performance.now() - start;
}
