import type { Problem } from './validation-runtime.js';

/**
 * Why something failed on this side of the wire.
 * - `timeout`: no answer within the time given. If the request was sent, it may have been carried out.
 * - `connection-lost`: the connection went while the answer was awaited. The request may have been carried out, and
 *   nothing in the contract says that it may be sent twice.
 * - `refused`: the server does not let this client in. Of a call: it was not carried out, unless it was sent before and
 *   has an idempotency key.
 * - `invalid-payload`: the payload does not match the contract; nothing was sent.
 * - `invalid-reply`: the reply does not match the contract; the request was answered.
 * - `invalid-event`: an event of the server, or what a listener answers it, does not match the contract.
 * - `closed`: the client was closed.
 */
export type ClientErrorCode =
  | 'timeout'
  | 'connection-lost'
  | 'refused'
  | 'invalid-payload'
  | 'invalid-reply'
  | 'invalid-event'
  | 'closed';

interface ClientErrorContext {
  readonly event?: string | undefined;
  readonly problems?: readonly Problem[] | undefined;
  readonly refusal?: unknown;
  readonly cause?: unknown;
}

/** A failure that no server put in words. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** The event that it is about, if it is about one. */
  readonly event: string | undefined;
  /** With the `invalid-` codes: what is wrong, and where. */
  readonly problems: readonly Problem[];
  /** With `refused`: what the server said, if it said anything. */
  readonly refusal: unknown;

  constructor(code: ClientErrorCode, what: string, { event, problems = [], refusal, cause }: ClientErrorContext = {}) {
    const details = problems.map(({ path, message }) => `${path || 'it'} ${message}`).join('; ');
    super([event, what, details].filter(Boolean).join(': '), { cause });
    this.name = 'ClientError';
    this.code = code;
    this.event = event;
    this.problems = problems;
    this.refusal = refusal;
  }
}

/** What an error reply is about: its field `error`, or all of it. */
export type ErrorBodyOf<Reply> = Reply extends { error: infer Body } ? Body : Reply;
type DetailsOf<Body> = Body extends { details?: infer Details } ? Details : undefined;

/** An error reply of the server; generated code names its codes and its shape. */
export class ReplyError<Code extends string, Reply> extends Error {
  readonly code: Code;
  readonly event: string;
  readonly body: ErrorBodyOf<Reply>;
  readonly details: DetailsOf<ErrorBodyOf<Reply>>;
  /** The reply, as it came. */
  readonly reply: Reply;

  constructor(event: string, reply: Reply) {
    const body = Object(reply).error ?? reply;
    const { code = body, message = code, details } = Object(body);
    super(`${event}: ${message}`);
    this.name = 'ContractError';
    this.code = code;
    this.event = event;
    this.body = body;
    this.details = details;
    this.reply = reply;
  }
}
