import { memberNameOf, uniqueName } from './type-name.js';

/** The members of every client. `then` is reserved because `await` would call it. */
const ownMembers = new Set(['on', 'off', 'connect', 'connected', 'isConnected', 'close', 'then']);

/**
 * Returns the names of a client's methods, one for each event: `place-bid` becomes `placeBid`. A name that every client
 * already has is prefixed with `send`; a name that another event already has gets a number.
 */
export function methodNames(events: readonly string[]): string[] {
  const taken = new Set<string>();
  const take = (name: string): string => {
    const unique = uniqueName(name, (candidate) => taken.has(candidate));
    taken.add(unique);
    return unique;
  };
  const plain = events.map((event) => (isOwn(memberNameOf(event)) ? undefined : take(memberNameOf(event))));
  return events.map((event, index) => plain[index] ?? take(memberNameOf(`send-${event}`)));
}

function isOwn(name: string): boolean {
  return ownMembers.has(name) || name in Object.prototype;
}
