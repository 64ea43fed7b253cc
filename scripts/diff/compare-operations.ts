import type { Operation, Payload, Peer } from '../codegen/contract.js';
import { type Change, change, type Reader } from './change.js';
import { compareCodes } from './compare-error-codes.js';
import { compareTexts } from './compare-texts.js';
import type { PayloadComparison } from './payload-comparison.js';
import { isSimilar } from './similar-name.js';

/** The error codes of each contract, which apply to operations without codes of their own. */
export interface Catalogues {
  old: string[];
  next: string[];
}

/** Compares the events of a namespace. @param prefix The prefix of their places. */
export function compareOperations(
  prefix: string,
  old: readonly Operation[],
  next: readonly Operation[],
  catalogues: Catalogues,
  payloads: PayloadComparison,
): Change[] {
  const [before, after] = [byEvent(old), byEvent(next)];
  const added = [...after].filter(([key]) => !before.has(key)).map(([, operation]) => operation);
  const reversed = new Set<Operation>();
  const changes = [...before].flatMap(([key, operation]) => {
    const same = after.get(key);
    const where = `${prefix}${operation.event}`;
    if (same !== undefined) return compareOperation(where, operation, same, catalogues, payloads);
    const other = added.find(({ event, sender }) => event === operation.event && sender !== operation.sender);
    if (other === undefined) return [removedEvent(where, operation, added, payloads)];
    reversed.add(other);
    const what = `sent by the ${operation.sender} → by the ${other.sender}`;
    return [
      change('breaking', where, what, 'Clients listen for an event that is never sent, or send one that is ignored.'),
    ];
  });
  return [
    ...changes,
    ...added.filter((operation) => !reversed.has(operation)).map((operation) => newEvent(prefix, operation)),
  ];
}

/** Returns operations by sender and event; operations with the same event are numbered. */
function byEvent(operations: readonly Operation[]): Map<string, Operation> {
  const found = new Map<string, Operation>();
  for (const operation of operations) {
    let number = 1;
    const key = () => JSON.stringify([operation.sender, operation.event, number]);
    while (found.has(key())) number += 1;
    found.set(key(), operation);
  }
  return found;
}

function removedEvent(where: string, old: Operation, added: Operation[], payloads: PayloadComparison): Change {
  const candidates = added.filter(({ sender }) => sender === old.sender);
  const renamed =
    candidates.find(({ event }) => isSimilar(old.event, event)) ??
    candidates.find(
      (candidate) => isSame(old.payload, candidate.payload, payloads) && isSame(old.reply, candidate.reply, payloads),
    );
  const hint = renamed === undefined ? '' : ` (renamed to \`${renamed.event}\`?)`;
  const why =
    old.sender === 'client' ? 'Clients that send it get no reply.' : 'Clients wait for an event that is never sent.';
  return change('breaking', where, `event from the ${old.sender} removed${hint}`, why);
}

function isSame(one: Payload | undefined, other: Payload | undefined, payloads: PayloadComparison): boolean {
  if (one === undefined || other === undefined) return one === other;
  return payloads.areSame(one.type, other.type);
}

function newEvent(prefix: string, { event, sender }: Operation): Change {
  const why = sender === 'client' ? 'Clients need not send it.' : 'Clients ignore events that they do not know.';
  return change('compatible', `${prefix}${event}`, `new event from the ${sender}`, why);
}

function compareOperation(
  where: string,
  old: Operation,
  next: Operation,
  catalogues: Catalogues,
  payloads: PayloadComparison,
): Change[] {
  const payload = `${where} ${old.sender === 'client' ? 'request' : 'event'}`;
  return [
    ...comparePayload(payload, old, next, payloads),
    ...compareReply(`${where} reply`, 'reply', old, next, payloads),
    ...compareReply(`${where} error`, 'error', old, next, payloads),
    ...compareErrorCodes(`${where} error`, old, next, catalogues),
    ...compareTexts(where, textsOf(old), textsOf(next)),
  ];
}

function comparePayload(where: string, old: Operation, next: Operation, payloads: PayloadComparison): Change[] {
  if (old.payload && next.payload) {
    return compareBoth(where, old.payload, next.payload, old.sender === 'client' ? 'server' : 'client', payloads);
  }
  if (old.payload === next.payload) return [];
  if (old.payload) {
    const why = 'The acknowledgement callback takes the position of the removed argument.';
    return [change('breaking', where, 'payload removed', why)];
  }
  if (old.sender === 'client') {
    return [change('breaking', where, 'new payload', 'Clients that send no payload are refused.')];
  }
  return old.reply || old.error || next.reply || next.error
    ? [change('breaking', where, 'new payload', 'The payload takes the position of the acknowledgement callback.')]
    : [change('compatible', where, 'new payload', 'Clients ignore additional arguments.')];
}

type ReplyKind = 'reply' | 'error';

/** The level and the reason of an added or a removed reply, by the sender of the event. The other side replies. */
const added: Record<Peer, Record<ReplyKind, [level: 'breaking' | 'compatible', why: string]>> = {
  client: {
    reply: ['compatible', 'Clients need not ask for an acknowledgement.'],
    error: ['breaking', 'Clients treat the error reply as success.'],
  },
  server: {
    reply: ['breaking', 'The server waits for a reply that clients do not send.'],
    error: ['compatible', 'Clients need not reply with an error.'],
  },
};
const removed: Record<Peer, Record<ReplyKind, [level: 'breaking' | 'compatible', why: string]>> = {
  client: {
    reply: ['breaking', 'Clients wait for a reply that is never sent.'],
    error: ['compatible', 'Clients do not rely on an error.'],
  },
  server: {
    reply: ['breaking', 'Clients call an acknowledgement callback that does not exist.'],
    error: ['breaking', 'The server does not understand the error reply of clients.'],
  },
};

function compareReply(
  where: string,
  kind: ReplyKind,
  old: Operation,
  next: Operation,
  payloads: PayloadComparison,
): Change[] {
  const [before, after, sender] = [old[kind], next[kind], old.sender];
  if (before && after) return compareBoth(where, before, after, sender, payloads);
  if (before === after) return [];
  if (before) return [change(removed[sender][kind][0], where, `${kind} removed`, removed[sender][kind][1])];
  // Without an acknowledgement before, only clients that ask for one can get an error.
  const isFirst = kind === 'error' && old.reply === undefined;
  const [level, why] = isFirst && sender === 'client' ? added.client.reply : added[sender][kind];
  return [change(level, where, `new ${kind}`, why)];
}

function compareBoth(
  where: string,
  old: Payload,
  next: Payload,
  reader: Reader,
  payloads: PayloadComparison,
): Change[] {
  payloads.compare(old.type, next.type, reader, where);
  return compareTexts(where, { examples: old.examples }, { examples: next.examples });
}

/** Compares the error codes of an operation; without codes of its own, it may answer with any code of the contract. */
function compareErrorCodes(where: string, old: Operation, next: Operation, catalogues: Catalogues): Change[] {
  if (old.errorCodes.length === 0 && next.errorCodes.length === 0) return [];
  if (old.error === undefined || next.error === undefined) return [];
  const [before, after] = [old.errorCodes, next.errorCodes];
  return compareCodes(where, before.length > 0 ? before : catalogues.old, after.length > 0 ? after : catalogues.next);
}

function textsOf({ summary, description, scenario }: Operation) {
  return { summary, description, scenario };
}
