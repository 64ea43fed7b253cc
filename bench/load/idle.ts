import { setTimeout as pause } from 'node:timers/promises';
import type { IdleCommand, IdleLevel, Target } from './commands.js';
import { LoadClient, type Person } from './load-client.js';
import { createPeople } from './people.js';
import { residentBytes } from './process-usage.js';
import { readings } from './window.js';

/** Connections that are being made at the same time. */
const concurrency = 64;

/** Connects more and more people, and looks at what each costs once they do nothing. */
export async function runIdle({ target, levels, settleSeconds }: IdleCommand): Promise<IdleLevel[]> {
  const people = await createPeople(Math.max(...levels), target.secret);
  const room = new WaitingRoom(target);
  await pause(settleSeconds * 1_000);
  const residentBefore = residentBytes(target.pid);
  const reports: IdleLevel[] = [];
  for (const connections of levels) {
    const newcomers = people.slice(room.size, connections);
    const before = readings(target);
    await room.admit(newcomers);
    const after = readings(target);
    await pause(settleSeconds * 1_000);
    const milliseconds = after.time - before.time;
    reports.push({
      connections,
      connectsPerSecond: newcomers.length / (milliseconds / 1_000),
      serverCpuMicrosecondsPerConnect: (after.server - before.server) / newcomers.length,
      loadCpuShare: (after.load - before.load) / (milliseconds * 1_000),
      bytesPerConnection: (residentBytes(target.pid) - residentBefore) / connections,
    });
  }
  await room.close();
  return reports;
}

class WaitingRoom {
  readonly #target: Target;
  readonly #clients: LoadClient[] = [];
  #failure: Error | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  get size(): number {
    return this.#clients.length;
  }

  /** Resolves when all of them are let in. */
  async admit(people: readonly Person[]): Promise<void> {
    const waiting = people.values();
    const admitThem = async (): Promise<void> => {
      for (const person of waiting) this.#clients.push(await this.#connect(person));
    };
    await Promise.all(Array.from({ length: concurrency }, admitThem));
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    if (this.#failure) throw this.#failure;
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #connect(person: Person): Promise<LoadClient> {
    return LoadClient.connect(this.#target, person, {
      onEvent: () => {},
      onAcknowledgement: () => {},
      onFailure: (error) => {
        this.#failure ??= error;
      },
    });
  }
}
