import { setTimeout as pause } from 'node:timers/promises';
import type { Target, WindowReport } from './commands.js';
import type { Latencies, LatencySummary } from './latencies.js';
import { cpuMicroseconds, residentBytes } from './process-usage.js';
import type { Traffic } from './traffic.js';

/** Bounds the extension of a window in which nothing was acknowledged. */
const extensionTimeoutMs = 30_000;
const extensionCheckIntervalMs = 20;

/**
 * Measures the running traffic for this many seconds. A window without any acknowledged message is extended until there is
 * one: figures per message need at least one message.
 * @throws Error when no message was acknowledged after that, or an error of the traffic
 */
export async function measureWindow(traffic: Traffic, target: Target, seconds: number): Promise<WindowReport> {
  traffic.beginWindow();
  const before = readUsage(target);
  await pause(seconds * 1_000);
  await waitForFirstMessage(traffic);
  const after = readUsage(target);
  const serverResidentBytes = residentBytes(target.pid);
  const { completed, latencies, deliveries } = traffic;
  const elapsedSeconds = (after.time - before.time) / 1_000;
  const serverCpu = after.server - before.server;
  const messages = completed.send;
  const operations = completed.send + completed.read + completed.fetch;
  return {
    seconds: elapsedSeconds,
    messages,
    messagesPerSecond: messages / elapsedSeconds,
    ack: latencies.send.summary(),
    delivery: deliveries.summary(),
    serverCpuMicroseconds: serverCpu / messages,
    databaseCpuMicroseconds:
      after.database === undefined || before.database === undefined
        ? undefined
        : (after.database - before.database) / messages,
    loadCpuShare: (after.load - before.load) / (elapsedSeconds * 1_000_000),
    serverResidentBytes,
    messagesChecked: 0,
    ...(completed.retry > 0 && { retries: completed.retry }),
    ...(operations > messages && {
      mixed: {
        operationsPerSecond: operations / elapsedSeconds,
        serverCpuMicroseconds: serverCpu / operations,
        reads: completed.read,
        fetches: completed.fetch,
        read: summaryOf(latencies.read),
        fetch: summaryOf(latencies.fetch),
      },
    }),
  };
}

async function waitForFirstMessage(traffic: Traffic): Promise<void> {
  const hasMessage = () => traffic.completed.send > 0 && traffic.deliveries.count > 0;
  const deadline = performance.now() + extensionTimeoutMs;
  while (!hasMessage() && performance.now() < deadline && !traffic.hasFailed) await pause(extensionCheckIntervalMs);
  // `finish` throws the error of a failed traffic.
  if (traffic.hasFailed) await traffic.finish();
  if (!hasMessage()) throw new Error(`No message was acknowledged and delivered in ${extensionTimeoutMs} ms.`);
}

function summaryOf(latencies: Latencies): LatencySummary | undefined {
  return latencies.count > 0 ? latencies.summary() : undefined;
}

/** Reads the time in ms, and the CPU times of the processes in µs. */
export function readUsage({ pid, databasePid }: Target) {
  const load = process.cpuUsage();
  return {
    time: performance.now(),
    server: cpuMicroseconds(pid),
    database: databasePid === undefined ? undefined : cpuMicroseconds(databasePid),
    load: load.user + load.system,
  };
}
