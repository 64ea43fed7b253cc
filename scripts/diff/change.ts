/** What a change asks of those who have clients: to act, to know, or only to read. */
export const levels = ['breaking', 'compatible', 'documentation'] as const;
export type Level = (typeof levels)[number];

/** One difference between two contracts. */
export interface Change {
  level: Level;
  /** As in `send-message request /media/items/maxLength`. */
  where: string;
  /** The other places that the same change shows at, when a type is used at several. */
  also: string[];
  /** In words, with the old and the new value. */
  what: string;
  /** For a person: why it breaks, or why it does not. */
  why: string;
}

/** Who reads a payload: the server what clients send, clients what the server sends. */
export type Reader = 'server' | 'client';

/** What a difference does to the payloads that a schema allows. */
export type Effect =
  | 'narrowed'
  | 'widened'
  /** Narrowed and widened: some that were allowed are not, and the other way around. */
  | 'changed'
  /** Nobody can tell, as of two different patterns. */
  | 'undecided'
  /** A thing with a name of its own, such as a field, is no longer there. */
  | 'removed'
  /** A thing with a name of its own is there in addition. */
  | 'added'
  /** Written in another way, or in other words. */
  | 'harmless'
  | 'words';

type Verdict = Record<Reader, { level: Level; why: string }>;

const verdicts: Record<Effect, Verdict> = {
  narrowed: {
    server: { level: 'breaking', why: 'The server refuses what clients may send today.' },
    client: { level: 'compatible', why: 'Clients can read all that is still sent.' },
  },
  widened: {
    server: { level: 'compatible', why: 'The server takes all that it took.' },
    client: { level: 'breaking', why: 'Clients get what they were told never comes.' },
  },
  changed: {
    server: { level: 'breaking', why: 'The server refuses what clients may send today.' },
    client: { level: 'breaking', why: 'Clients get what they were told never comes.' },
  },
  undecided: {
    server: { level: 'breaking', why: 'It cannot be proved that the server takes all that it took.' },
    client: { level: 'breaking', why: 'It cannot be proved that clients can read all that is sent.' },
  },
  removed: {
    server: { level: 'breaking', why: 'What clients send there is refused, or no longer heeded.' },
    client: { level: 'breaking', why: 'Clients that read it find nothing.' },
  },
  added: {
    server: { level: 'compatible', why: 'Clients need not send it.' },
    client: { level: 'compatible', why: 'Clients ignore what they do not know.' },
  },
  harmless: {
    server: { level: 'compatible', why: 'Taken together, the server takes all that it took.' },
    client: { level: 'compatible', why: 'Taken together, clients can read all that is sent.' },
  },
  words: {
    server: { level: 'documentation', why: 'Nothing changes on the wire.' },
    client: { level: 'documentation', why: 'Nothing changes on the wire.' },
  },
};

/** What an effect on a payload means to those who are at its ends. */
export function verdictOf(effect: Effect, reader: Reader): { level: Level; why: string } {
  return verdicts[effect][reader];
}

/** The effect of losing some of what was allowed, of allowing more, of both; `undefined` of neither. */
export function effectOf(narrows: boolean, widens: boolean): Effect | undefined {
  if (narrows) return widens ? 'changed' : 'narrowed';
  return widens ? 'widened' : undefined;
}

/** A change in no payload. */
export function change(level: Level, where: string, what: string, why: string): Change {
  return { level, where, also: [], what, why };
}
