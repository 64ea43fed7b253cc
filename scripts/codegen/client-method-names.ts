import { memberNameOf, untakenName } from './type-name.js';

/** What a client has beside its operations; with `then`, awaiting a client would call it. */
const ownMembers = new Set(['on', 'off', 'connect', 'connected', 'isConnected', 'close', 'then']);

/**
 * The names of a client's methods, one for each event: `place-bid` becomes `placeBid`. A name that every client has
 * already gets `send` before it, and a name that another event has got, a number behind it.
 */
export function methodNames(events: readonly string[]): string[] {
  const taken = new Set<string>();
  const take = (name: string): string => {
    const untaken = untakenName(name, (candidate) => taken.has(candidate));
    taken.add(untaken);
    return untaken;
  };
  const plain = events.map((event) => (isOwn(memberNameOf(event)) ? undefined : take(memberNameOf(event))));
  return events.map((event, index) => plain[index] ?? take(memberNameOf(`send-${event}`)));
}

function isOwn(name: string): boolean {
  return ownMembers.has(name) || name in Object.prototype;
}
