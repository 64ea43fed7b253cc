import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine that a run used. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  /** The load average of the minute before the run: other work makes the figures unreliable. */
  readonly loadBefore: number;
  /** The limit of open files per process. Each connection is one, in the server and in the load. */
  readonly openFiles: number;
}

/** An upper bound of the open files of a process besides its connections. */
const otherFiles = 200;

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    system: `${type()} ${release()} ${arch()}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
    openFiles: openFilesLimit(),
  };
}

/** Returns the levels of connections that this machine allows a process to have. */
export function possibleLevels(levels: readonly number[], { openFiles }: Machine): number[] {
  return levels.filter((level) => level + otherFiles <= openFiles);
}

/** Reads the hard limit: Node raises the soft limit to it at its start. */
function openFilesLimit(): number {
  const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return limit === undefined || limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(limit);
}
