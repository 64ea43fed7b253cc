import { setTimeout as pause } from 'node:timers/promises';
import type { Target, WindowReport } from './commands.js';
import { cpuMicroseconds, residentBytes } from './process-usage.js';
import type { Traffic } from './traffic.js';

/** Measures traffic that is going on, for so many seconds. */
export async function measureWindow(traffic: Traffic, target: Target, seconds: number): Promise<WindowReport> {
  traffic.beginWindow();
  const before = readings(target);
  await pause(seconds * 1_000);
  const after = readings(target);
  const serverResidentBytes = residentBytes(target.pid);
  const { acknowledged: messages, acks, deliveries } = traffic;
  const elapsed = (after.time - before.time) / 1_000;
  return {
    seconds: elapsed,
    messages,
    messagesPerSecond: messages / elapsed,
    ack: acks.summary(),
    delivery: deliveries.summary(),
    serverCpuMicroseconds: (after.server - before.server) / messages,
    databaseCpuMicroseconds:
      after.database === undefined || before.database === undefined
        ? undefined
        : (after.database - before.database) / messages,
    loadCpuShare: (after.load - before.load) / (elapsed * 1_000_000),
    serverResidentBytes,
    messagesChecked: 0,
  };
}

/** What clocks show now: `time` in ms, the CPU times of the processes in µs. */
export function readings({ pid, databasePid }: Target) {
  const load = process.cpuUsage();
  return {
    time: performance.now(),
    server: cpuMicroseconds(pid),
    database: databasePid === undefined ? undefined : cpuMicroseconds(databasePid),
    load: load.user + load.system,
  };
}
