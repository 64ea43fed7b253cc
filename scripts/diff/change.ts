/** The levels of changes: they require clients to be changed, are compatible, or concern the documentation only. */
export const levels = ['breaking', 'compatible', 'documentation'] as const;
export type Level = (typeof levels)[number];

/** One difference between two contracts. */
export interface Change {
  level: Level;
  /** As in `send-message request /media/items/maxLength`. */
  where: string;
  /** Other places of the same change, when a type is used at several places. */
  also: string[];
  /** A description with the old and the new value. */
  what: string;
  /** The reason for the level, for readers of the report. */
  why: string;
}

/** The reader of a payload: the server for payloads of clients, clients for payloads of the server. */
export type Reader = 'server' | 'client';

/** The effect of a difference on the set of payloads that a schema allows. */
export type Effect =
  | 'narrowed'
  | 'widened'
  /** Narrowed and widened: some allowed values are no longer allowed, and some others are newly allowed. */
  | 'changed'
  /** Not decidable, such as for two different patterns. */
  | 'undecided'
  /** A named part, such as a field, was removed. */
  | 'removed'
  /** A named part was added. */
  | 'added'
  /** A difference of a part without effect on the whole. */
  | 'harmless'
  | 'annotation';

type Classification = Record<Reader, { level: Level; why: string }>;

const classifications: Record<Effect, Classification> = {
  narrowed: {
    server: { level: 'breaking', why: 'The server refuses payloads that clients may send today.' },
    client: { level: 'compatible', why: 'Clients can still read every payload that the server sends.' },
  },
  widened: {
    server: { level: 'compatible', why: 'The server still accepts every payload that it accepted before.' },
    client: { level: 'breaking', why: 'Clients receive payloads that the old document excludes.' },
  },
  changed: {
    server: { level: 'breaking', why: 'The server refuses payloads that clients may send today.' },
    client: { level: 'breaking', why: 'Clients receive payloads that the old document excludes.' },
  },
  undecided: {
    server: {
      level: 'breaking',
      why: 'It cannot be proved that the server still accepts every payload that it accepted.',
    },
    client: {
      level: 'breaking',
      why: 'It cannot be proved that clients can read every payload that the server sends.',
    },
  },
  removed: {
    server: { level: 'breaking', why: 'The server refuses or ignores the field that clients send.' },
    client: { level: 'breaking', why: 'Clients that read the field do not find it.' },
  },
  added: {
    server: { level: 'compatible', why: 'Clients need not send it.' },
    client: { level: 'compatible', why: 'Clients ignore fields that they do not know.' },
  },
  harmless: {
    server: { level: 'compatible', why: 'As a whole, the server still accepts every payload that it accepted before.' },
    client: { level: 'compatible', why: 'As a whole, clients can still read every payload that the server sends.' },
  },
  annotation: {
    server: { level: 'documentation', why: 'The payloads do not change.' },
    client: { level: 'documentation', why: 'The payloads do not change.' },
  },
};

/** Classifies an effect on a payload from the reader's view. */
export function classify(effect: Effect, reader: Reader): { level: Level; why: string } {
  return classifications[effect][reader];
}

/** Combines narrowing and widening into an effect; `undefined` without either. */
export function effectOf(narrows: boolean, widens: boolean): Effect | undefined {
  if (narrows) return widens ? 'changed' : 'narrowed';
  return widens ? 'widened' : undefined;
}

/** Creates a change that does not concern a payload. */
export function change(level: Level, where: string, what: string, why: string): Change {
  return { level, where, also: [], what, why };
}
