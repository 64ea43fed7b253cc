import { readFileSync } from 'node:fs';

/** What Linux counts CPU time in for user space, whatever the kernel's own tick is: USER_HZ, 100 a second. */
const microsecondsPerTick = 10_000;

/**
 * User and system CPU time of a process so far, all its threads, in µs. It needs no help of the process, so it is the same
 * for every server.
 */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name, in brackets, and may itself have spaces and brackets (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [fields[11], fields[12]];
  return (Number(userTicks) + Number(systemTicks)) * microsecondsPerTick;
}

/** The memory of a process that is resident now, in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`Process ${pid} has no resident memory: it has ended.`);
  return Number(kilobytes) * 1_024;
}
