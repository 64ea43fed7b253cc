import type { HandshakeAuth } from '../codegen/contract.js';
import { type Change, change } from './change.js';
import { compareTexts } from './compare-texts.js';
import type { PayloadComparison } from './payload-comparison.js';

/** What a client has to say of itself when it connects to a namespace, and how it learns that it is not let in. */
export function compareHandshake(
  address: string,
  before: HandshakeAuth | undefined,
  after: HandshakeAuth | undefined,
  payloads: PayloadComparison,
): Change[] {
  const where = `${address} handshake auth`;
  if (before === undefined && after === undefined) return [];
  if (before === undefined) {
    return [change('breaking', where, 'new', 'Clients that say nothing of themselves may not be let in.')];
  }
  if (after === undefined)
    return [change('compatible', where, 'removed', 'What clients say of themselves is ignored.')];
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
    ? [change('compatible', where, what, 'Clients that are not let in are told, and then disconnected as before.')]
    : [change('breaking', where, what, 'Clients that are not let in wait for the old event.')];
}
