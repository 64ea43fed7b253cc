import type { Traffic } from './traffic.js';

/** The operations of a client in the closed loop. */
export type WorkloadName = 'sends' | 'mixed' | 'retries';

/** Starts one operation of a client. @param turn the number of operations that this client has started before */
type Workload = (traffic: Traffic, client: number, turn: number) => void;

/** One retry follows this many sends: 5 %. */
const sendsPerRetry = 20;

/** 60 % sends, 30 % reads and 10 % fetches. */
const mixedCycle = ['send', 'read', 'send', 'fetch', 'send', 'read', 'send', 'send', 'read', 'send'] as const;

export const workloads: Readonly<Record<WorkloadName, Workload>> = {
  sends: (traffic, client) => traffic.send(client),

  mixed: (traffic, client, turn) => {
    // Each client begins at another place of the cycle, so that the operations mix at every moment.
    const operation = mixedCycle[(turn + client) % mixedCycle.length];
    if (operation === 'fetch') traffic.fetch(client);
    else if (operation === 'send' || !traffic.read(client)) traffic.send(client);
  },

  retries: (traffic, client, turn) => {
    const cycle = Math.floor((turn + client) / (sendsPerRetry + 1));
    const isRetry = (turn + client) % (sendsPerRetry + 1) === sendsPerRetry;
    // Every other retry repeats an acknowledged message, the others a message that may still be pending.
    if (!isRetry || !traffic.retry(client, cycle % 2 === 0)) traffic.send(client);
  },
};
