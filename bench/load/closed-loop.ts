import { setTimeout as pause } from 'node:timers/promises';
import type { ClosedCommand, WindowReport } from './commands.js';
import { Traffic } from './traffic.js';
import { measureWindow } from './window.js';
import { workloads } from './workloads.js';

const warmUpCheckIntervalMs = 50;

/** Keeps this many operations of each client in flight: each client starts the next when one is acknowledged. */
export async function runClosedLoop(command: ClosedCommand): Promise<WindowReport> {
  const { target, people, conversations, inFlight, warmUpSeconds, seconds } = command;
  const workload = workloads[command.workload];
  const traffic = await Traffic.connect(target, people, conversations);
  const turns = new Int32Array(people);
  const startNext = (client: number): void => {
    const turn = turns[client] ?? 0;
    turns[client] = turn + 1;
    workload(traffic, client, turn);
  };
  traffic.onCompleted = startNext;
  for (let operation = 0; operation < inFlight; operation += 1) {
    for (let client = 0; client < people; client += 1) startNext(client);
  }
  await pause(warmUpSeconds * 1_000);
  // The window measures conversations that exist, as most do in production.
  while (!traffic.hasUsedAllConversations && !traffic.hasFailed) await pause(warmUpCheckIntervalMs);
  const report = await measureWindow(traffic, target, seconds);
  await traffic.finish();
  return { ...report, messagesChecked: traffic.ledger.messages };
}
