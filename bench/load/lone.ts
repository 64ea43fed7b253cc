import { setTimeout as pause } from 'node:timers/promises';
import type { LoneCommand, LoneReport, LoneTimes, Target } from './commands.js';
import { messagePayload } from './message.js';
import { createPeople } from './people.js';
import { openPlainTable, type PlainTable } from './plain-table.js';
import { RequestClient } from './request-client.js';

/** The pause before each message and each insert, so that processes and caches are idle. */
const quietMs = 5;

/** Sends one message at a time to each server and inserts one row at a time, in turns on the same machine. */
export async function runLone(command: LoneCommand): Promise<LoneReport> {
  const { target, relay, warmUpMessages, messages, plainDatabaseUrl } = command;
  const [client, relayClient] = [await connect(target), await connect(relay)];
  const table = await openPlainTable(plainDatabaseUrl);
  const turns = new Turns(client, relayClient, table);
  await turns.measure(warmUpMessages, 0);
  const report = { atOnce: await turns.measure(messages, 0), afterQuiet: await turns.measure(messages, quietMs) };
  await table.close();
  await Promise.all([client.close(), relayClient.close()]);
  return report;
}

async function connect(target: Target): Promise<RequestClient> {
  const [person] = await createPeople(1, target.secret);
  if (!person) throw new Error('A lone message needs one person.');
  return RequestClient.connect(target, person);
}

/** Takes turns between the server, the relay and the plain table. */
class Turns {
  readonly #client: RequestClient;
  readonly #relay: RequestClient;
  readonly #table: PlainTable;
  #number = 0;

  constructor(client: RequestClient, relay: RequestClient, table: PlainTable) {
    this.#client = client;
    this.#relay = relay;
    this.#table = table;
  }

  async measure(count: number, pauseMs: number): Promise<LoneTimes> {
    const times = { acks: [] as number[], relayAcks: [] as number[], inserts: [] as number[] };
    for (const end = this.#number + count; this.#number < end; this.#number += 1) {
      const payload = messagePayload(this.#number, 1);
      const relay = async () => times.relayAcks.push(await measureAck(this.#relay, payload));
      const store = async () => times.acks.push(await measureAck(this.#client, payload));
      const insert = async () => times.inserts.push(await measureInsert(this.#table, payload));
      // Each step leaves caches warm or cold for the next: message and insert follow each step equally often.
      for (const step of this.#number % 2 === 0 ? [relay, store, insert] : [relay, insert, store]) {
        if (pauseMs > 0) await pause(pauseMs);
        await step();
      }
    }
    return times;
  }
}

type Payload = ReturnType<typeof messagePayload>;

/** Returns the time to the acknowledgement in ms. */
async function measureAck(client: RequestClient, payload: Payload): Promise<number> {
  const { ms } = await client.request('send-message', payload);
  return ms;
}

/** Returns the time of one committed insert in ms. */
async function measureInsert(table: PlainTable, { clientMessageId, message }: Payload): Promise<number> {
  const start = performance.now();
  await table.insert(clientMessageId, message);
  return performance.now() - start;
}
