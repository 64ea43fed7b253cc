import type { HandshakeAuth } from '../codegen/contract.js';
import { type Change, change } from './change.js';
import { compareTexts } from './compare-texts.js';
import type { PayloadComparison } from './payload-comparison.js';

/** Compares the `auth` of a namespace, and the event that refuses clients. */
export function compareHandshake(
  address: string,
  before: HandshakeAuth | undefined,
  after: HandshakeAuth | undefined,
  payloads: PayloadComparison,
): Change[] {
  const where = `${address} handshake auth`;
  if (before === undefined && after === undefined) return [];
  if (before === undefined) {
    return [change('breaking', where, 'new', 'Clients without `auth` may be refused.')];
  }
  if (after === undefined) return [change('compatible', where, 'removed', 'The `auth` of clients is ignored.')];
  payloads.compare(before.type, after.type, 'server', where);
  return [
    ...compareRefusal(where, before.refusedBy, after.refusedBy),
    ...compareTexts(where, { description: before.description }, { description: after.description }),
  ];
}

function compareRefusal(where: string, before: string | undefined, after: string | undefined): Change[] {
  if (before === after) return [];
  const what = `refused by ${before ?? 'no event'} → ${after ?? 'no event'}`;
  return before === undefined
    ? [change('compatible', where, what, 'Refused clients receive an event, and are disconnected as before.')]
    : [change('breaking', where, what, 'Refused clients wait for the old event.')];
}
