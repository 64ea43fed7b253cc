import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What it was measured on. */
export interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  /** Processes that wanted a core in the minute before: other work, which makes figures noisy. */
  readonly loadBefore: number;
  /** Files that a process may have open: each connection is one, in the server and in the load. */
  readonly openFiles: number;
}

/** Descriptors that a process has beside its connections, with room to spare. */
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

/** The numbers of connections that this machine lets a process have. */
export function possibleLevels(levels: readonly number[], { openFiles }: Machine): number[] {
  return levels.filter((level) => level + otherFiles <= openFiles);
}

/** The hard limit: Node raises the soft one to it at its start. */
function openFilesLimit(): number {
  const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return limit === undefined || limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(limit);
}
