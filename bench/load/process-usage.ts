import { readFileSync } from 'node:fs';

/** The unit of CPU times in /proc: USER_HZ is 100 per second, whatever the tick of the kernel is. */
const microsecondsPerTick = 10_000;

/**
 * Reads the user and system CPU time of all threads of a process, in µs. It needs no code in the process, so the
 * measurement is the same for every server.
 */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name in brackets, which may contain spaces and brackets (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [fields[11], fields[12]];
  return (Number(userTicks) + Number(systemTicks)) * microsecondsPerTick;
}

/** Reads the resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`Process ${pid} has no resident memory, so it has ended.`);
  return Number(kilobytes) * 1_024;
}
