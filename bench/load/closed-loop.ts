import { setTimeout as pause } from 'node:timers/promises';
import type { ClosedCommand, WindowReport } from './commands.js';
import { Traffic } from './traffic.js';
import { measureWindow } from './window.js';

/** Keeps so many messages of each client in flight: as much as the server takes. */
export async function runClosedLoop(command: ClosedCommand): Promise<WindowReport> {
  const { target, people, inFlight, warmUpSeconds, seconds } = command;
  const traffic = await Traffic.connect(target, people);
  traffic.onAcknowledged = (sender) => traffic.send(sender);
  for (let message = 0; message < inFlight; message += 1) {
    for (let sender = 0; sender < people; sender += 1) traffic.send(sender);
  }
  await pause(warmUpSeconds * 1_000);
  const report = await measureWindow(traffic, target, seconds);
  await traffic.finish();
  return { ...report, messagesChecked: traffic.ledger.messages };
}
