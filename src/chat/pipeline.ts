import type { Logger } from 'pino';
import { clientOperations } from '../../generated/operations.js';
import { invalidField, MessengerError, toKnownError, toWireError } from '../errors.js';
import type { Notice, Outcome, Write } from '../messenger/notice.js';
import type { RateLimit } from '../messenger/rate-limit.js';
import type { Caller, ClientEvent, Handler, Messenger } from './handler.js';
import { handlers } from './handlers.js';
import type { NamespaceMetrics } from './namespace-metrics.js';

export interface PipelineOptions {
  messenger: Messenger;
  deliver: (notices: readonly Notice[]) => void;
  /** The limited operations, with the limit of each per account. */
  limits: Partial<Record<ClientEvent, RateLimit>>;
  metrics: NamespaceMetrics;
  logger: Logger;
}

/** Operations whose replies may be megabytes: one at a time for each socket. */
const longReplies: ReadonlySet<string> = new Set<ClientEvent>(['fetch-users', 'fetch-conversation-with-user']);

/** Operations that write: stored in the order in which each socket sent them. */
const writes: ReadonlySet<string> = new Set<ClientEvent>(['send-message', 'read-chat']);

/** One event of a client on its way through the pipeline. */
interface Request {
  readonly caller: Caller;
  readonly event: string;
  readonly payloads: readonly unknown[];
  /** Sends the acknowledgement, if the client asked for one. */
  readonly acknowledge: ((reply: object) => void) | undefined;
  /** The value of `performance.now()` when the event came in. */
  readonly startedAt: number;
}

/** A request for an operation of the contract, with a valid payload. */
interface Operation extends Request {
  readonly event: ClientEvent;
  readonly payload: object;
}

/**
 * The way of each client event, from top to bottom: validate → limit → handle → commit → acknowledge → deliver.
 *
 * The store reports commits synchronously and in commit order, and this pipeline acknowledges and delivers inside that
 * report. So the acknowledgements and events of a conversation leave in the order in which its changes were committed.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #draining = new AbortController();
  #unfinished = 0;
  #onDrained = (): void => {};

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  /** @param args The payloads and, last, the acknowledgement callback, if the client asked for an acknowledgement. */
  receive(caller: Caller, event: string, args: readonly unknown[]): void {
    const request = toRequest(caller, event, args);
    this.#unfinished += 1;
    try {
      const operation = this.#validate(request);
      this.#limit(operation);
      this.#schedule(operation);
    } catch (thrown) {
      this.#fail(request, thrown);
    }
  }

  /** Refuses new requests from now on; resolves when every request before is finished. */
  async drain(): Promise<void> {
    this.#draining.abort();
    if (this.#unfinished === 0) return;
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
  }

  #validate(request: Request): Operation {
    const { event, payloads } = request;
    if (!isClientEvent(event)) throw invalidField('', 'was sent with an event that the contract does not have');
    if (this.#draining.signal.aborted) throw new MessengerError('unavailable');
    const payload = onlyPayload(payloads);
    const validator = clientOperations[event].payload;
    if (!validator.is(payload)) throw new MessengerError('validation-failed', { details: validator.problems(payload) });
    return { ...request, event, payload };
  }

  #limit({ event, caller }: Operation): void {
    this.#options.limits[event]?.consume(caller.account.id);
  }

  /** Handles operations at once, but long replies one at a time. */
  #schedule(operation: Operation): void {
    if (!longReplies.has(operation.event)) {
      this.#handle(operation);
      return;
    }
    operation.caller.longReplies
      .add(() => this.#handle(operation), this.#draining.signal)
      .catch((thrown: unknown) => this.#fail(operation, thrown));
  }

  /** Never rejects. */
  async #handle(operation: Operation): Promise<void> {
    const { event, caller, payload } = operation;
    const passOn = writes.has(event) ? caller.writeOrder.enter() : callNow;
    let next: () => void;
    try {
      // Each handler takes the payload of its own event, which the compiler cannot follow through the index.
      const handle = handlers[event] as Handler<ClientEvent>;
      const result = await handle(this.#options.messenger, caller, payload);
      next = () => ('commit' in result ? this.#commit(operation, result) : this.#succeed(operation, result));
    } catch (thrown) {
      next = () => this.#fail(operation, thrown);
    }
    passOn(next);
  }

  #commit(operation: Operation, write: Write<object>): void {
    write.commit({
      committed: (outcome) => this.#succeed(operation, outcome),
      failed: (reason) => this.#fail(operation, reason),
    });
  }

  #succeed(operation: Operation, outcome: Outcome<object>): void {
    const { reply } = clientOperations[operation.event];
    if (reply.is(outcome.reply)) {
      this.#finish(operation, 'ok', outcome);
    } else {
      const problems = JSON.stringify(reply.problems(outcome.reply));
      this.#fail(operation, new Error(`The reply to ${operation.event} breaks the contract: ${problems}`));
    }
  }

  #fail(request: Request, thrown: unknown): void {
    const error = toKnownError(thrown);
    if (isWorthLogging(error)) {
      this.#options.logger.error({ event: request.event, code: error.code, err: error.cause }, 'Operation failed');
    }
    this.#finish(request, error.code, { reply: { error: toWireError(error) }, notices: [] });
  }

  /** Acknowledges, then delivers. Never throws. */
  #finish(request: Request, result: string, { reply, notices }: Outcome<object>): void {
    const { metrics, deliver, logger } = this.#options;
    const { event } = request;
    metrics.acknowledged(isClientEvent(event) ? event : 'unknown', result, request.startedAt);
    try {
      request.acknowledge?.(reply);
      deliver(notices);
    } catch (err) {
      logger.error({ event, err }, 'Failed to send an outcome');
    }
    this.#unfinished -= 1;
    if (this.#unfinished === 0) this.#onDrained();
  }
}

function toRequest(caller: Caller, event: string, args: readonly unknown[]): Request {
  const last = args.at(-1);
  const isCallback = typeof last === 'function';
  return {
    caller,
    event,
    payloads: isCallback ? args.slice(0, -1) : args,
    acknowledge: isCallback ? (last as Request['acknowledge']) : undefined,
    startedAt: performance.now(),
  };
}

function onlyPayload(payloads: readonly unknown[]): unknown {
  const [payload] = payloads;
  const count = payloads.length;
  if (count === 0) throw invalidField('', 'is missing: an event carries exactly one object');
  if (count > 1) throw invalidField('', `is one of ${count}: an event carries exactly one object`);
  // JSON Schema takes a Buffer for an object.
  if (ArrayBuffer.isView(payload)) throw invalidField('', 'must be object');
  return payload;
}

function callNow(next: () => void): void {
  next();
}

function isClientEvent(event: string): event is ClientEvent {
  return Object.hasOwn(clientOperations, event);
}

/** True for internal errors and failed dependencies, not for backpressure. */
function isWorthLogging({ code, cause }: MessengerError): boolean {
  return code === 'internal-error' || (code === 'unavailable' && cause !== undefined);
}
