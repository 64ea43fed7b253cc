import { setTimeout as pause } from 'node:timers/promises';
import type { IdleCommand, IdleLevel, Target } from './commands.js';
import { LoadClient, type Person } from './load-client.js';
import { createPeople } from './people.js';
import { residentBytes } from './process-usage.js';
import { readUsage } from './window.js';

/** The number of connections that are opened at the same time. */
const concurrency = 64;

/** Opens more and more connections, and measures the cost of each once the connections are idle. */
export async function runIdle({ target, levels, settleSeconds }: IdleCommand): Promise<IdleLevel[]> {
  const people = await createPeople(Math.max(...levels), target.secret);
  const idle = new IdleConnections(target);
  await pause(settleSeconds * 1_000);
  const residentBefore = residentBytes(target.pid);
  const reports: IdleLevel[] = [];
  for (const connections of levels) {
    const added = people.slice(idle.size, connections);
    const before = readUsage(target);
    await idle.connect(added);
    const after = readUsage(target);
    await pause(settleSeconds * 1_000);
    const milliseconds = after.time - before.time;
    reports.push({
      connections,
      connectsPerSecond: added.length / (milliseconds / 1_000),
      serverCpuMicrosecondsPerConnect: (after.server - before.server) / added.length,
      loadCpuShare: (after.load - before.load) / (milliseconds * 1_000),
      bytesPerConnection: (residentBytes(target.pid) - residentBefore) / connections,
    });
  }
  await idle.close();
  return reports;
}

class IdleConnections {
  readonly #target: Target;
  readonly #clients: LoadClient[] = [];
  #failure: Error | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  get size(): number {
    return this.#clients.length;
  }

  /** Connects these people. Resolves when the server has accepted all of them. */
  async connect(people: readonly Person[]): Promise<void> {
    const remaining = people.values();
    const connectNext = async (): Promise<void> => {
      for (const person of remaining) this.#clients.push(await this.#connectOne(person));
    };
    await Promise.all(Array.from({ length: concurrency }, connectNext));
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    if (this.#failure) throw this.#failure;
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #connectOne(person: Person): Promise<LoadClient> {
    return LoadClient.connect(this.#target, person, {
      onEvent: () => {},
      onAcknowledgement: () => {},
      onFailure: (error) => {
        this.#failure ??= error;
      },
    });
  }
}
