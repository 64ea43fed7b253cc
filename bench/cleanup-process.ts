import { spawn } from 'node:child_process';

/** Kills the remaining processes and removes the folder (`$1`) when its standard input closes. */
const script = `
  pids=' '
  while read -r sign pid; do
    if [ "$sign" = + ]; then pids="$pids$pid "; else pids=$(echo "$pids" | sed "s/ $pid / /"); fi
  done
  for pid in $pids; do kill -9 "$pid" 2> /dev/null; done
  rm -rf "$1"`;

/** The process ids that the cleanup process kills when this process ends. */
export interface CleanupProcess {
  add(pid: number): void;
  remove(pid: number): void;
}

/**
 * Starts a process that cleans up after this one, also after SIGKILL: its standard input closes when this process ends.
 * The cleanup process has a session of its own, so that Ctrl-C does not end it.
 */
export function startCleanupProcess(folder: string): CleanupProcess {
  const cleanup = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  cleanup.unref();
  // The pipe is a socket in Node, and a referenced socket would keep this process alive.
  Reflect.get(cleanup.stdin, 'unref')?.call(cleanup.stdin);
  return {
    add: (pid) => cleanup.stdin.write(`+ ${pid}\n`),
    remove: (pid) => cleanup.stdin.write(`- ${pid}\n`),
  };
}
