import type { Problem } from './validation-runtime.js';

/**
 * The cause of a failure on the client's side.
 * - `timeout`: no reply within the timeout. If the request was sent, the server may have carried it out.
 * - `connection-lost`: the connection was lost before the reply. The server may have carried out the request, and the
 *   contract does not allow to send it twice.
 * - `refused`: the server refused this client. A call that fails with it was not carried out, unless it was sent before
 *   and has an idempotency key.
 * - `invalid-payload`: the payload does not match the contract; nothing was sent.
 * - `invalid-reply`: the reply does not match the contract; the server did answer the request.
 * - `invalid-event`: an event of the server, or a listener's answer to it, does not match the contract.
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

/** A failure that the client detected, as opposed to an error reply of the server. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** The event that the failure is about, if there is one. */
  readonly event: string | undefined;
  /** The violations, with the `invalid-` codes. */
  readonly problems: readonly Problem[];
  /** The server's reason, with `refused`, if it gave one. */
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

/** The part of an error reply with the code and the message: its field `error`, or the whole reply. */
export type ErrorBodyOf<Reply> = Reply extends { error: infer Body } ? Body : Reply;
type DetailsOf<Body> = Body extends { details?: infer Details } ? Details : undefined;

/** An error reply of the server. The generated subclass `ContractError` narrows the codes and the shape. */
export class ReplyError<Code extends string, Reply> extends Error {
  readonly code: Code;
  readonly event: string;
  readonly body: ErrorBodyOf<Reply>;
  readonly details: DetailsOf<ErrorBodyOf<Reply>>;
  /** The reply as received. */
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
