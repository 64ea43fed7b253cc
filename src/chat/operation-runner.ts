import type { Logger } from 'pino';
import { clientOperations } from '../../generated/operations.js';
import { invalidField, MessengerError, toKnownError, toWireError } from '../errors.js';
import type { Notice, Outcome } from '../messenger/notice.js';
import type { RateLimit } from '../messenger/rate-limit.js';
import type { ChatMetrics } from './chat-metrics.js';
import type { Caller, ClientEvent, Handler, Messenger } from './handler.js';
import { handlers } from './handlers.js';
import { AckRequest, type SentEvent } from './packets.js';

export interface OperationRunnerOptions {
  messenger: Messenger;
  deliver: (notices: readonly Notice[]) => void;
  /** Of the operations that are limited, how often an account may do them. */
  limits: Partial<Record<ClientEvent, RateLimit>>;
  metrics: ChatMetrics;
  logger: Logger;
}

/** Their replies may be megabytes. */
const longReplies: ReadonlySet<ClientEvent> = new Set(['fetch-users', 'fetch-conversation-with-user']);

/** By number, or, of a packet that the library has read, by a function. */
type Ack = AckRequest | ((reply: object) => void);

/** What a client sent, on its way through the service. */
interface Run {
  readonly event: string;
  /** What `performance.now()` said when it came in. */
  readonly startedAt: number;
  readonly caller: Caller;
  /** How the client is answered, if it asked to be. */
  readonly ack: Ack | undefined;
}

/** Carries out what clients send: validate, limit, handle, validate, acknowledge once, then tell the others. */
export class OperationRunner {
  readonly #options: OperationRunnerOptions;
  readonly #draining = new AbortController();
  #running = 0;
  #onDrained = (): void => {};

  constructor(options: OperationRunnerOptions) {
    this.#options = options;
  }

  /** Takes an event as it came in: its name, its payloads, and how it is to be acknowledged, if it is. */
  take(caller: Caller, sent: Readonly<SentEvent>): void {
    const [event, payload] = sent;
    const last = sent.at(-1);
    const ack = last instanceof AckRequest || typeof last === 'function' ? (last as Ack) : undefined;
    const run: Run = { event, startedAt: performance.now(), caller, ack };
    this.#running += 1;
    try {
      this.#begin(caller, event, payload, sent.length - (ack ? 2 : 1)).then(
        (outcome) => this.#succeed(run, outcome),
        (thrown: unknown) => this.#fail(run, thrown),
      );
    } catch (thrown) {
      this.#fail(run, thrown);
    }
  }

  /** Refuses new work from now on; resolves when what was taken before is done. */
  async drain(): Promise<void> {
    this.#draining.abort();
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
  }

  /**
   * @param payload the first of the payloads
   * @throws whatever is wrong with what the client sent; what goes wrong later, the promise rejects with
   */
  #begin(caller: Caller, event: string, payload: unknown, payloadCount: number): Promise<Outcome<object>> {
    const { messenger, limits } = this.#options;
    const { signal } = this.#draining;
    if (!isClientEvent(event)) throw invalidField('', 'was sent with an event that the contract does not have');
    if (signal.aborted) throw new MessengerError('unavailable');
    checkIsOne(payload, payloadCount);
    const validator = clientOperations[event].payload;
    if (!validator.is(payload)) {
      throw new MessengerError('validation-failed', { details: validator.problems(payload) });
    }
    limits[event]?.consume(caller.account.id);
    // The handler of an event takes the payload of that event, which the compiler cannot follow.
    const handle = handlers[event] as Handler<ClientEvent>;
    if (longReplies.has(event)) return caller.longReplies.add(() => handle(messenger, caller, payload), signal);
    return handle(messenger, caller, payload);
  }

  #succeed(run: Run, outcome: Outcome<object>): void {
    // It was begun, so it is an event of the contract.
    const { reply } = clientOperations[run.event as ClientEvent];
    if (reply.is(outcome.reply)) {
      this.#end(run, 'ok', outcome);
    } else {
      const problems = JSON.stringify(reply.problems(outcome.reply));
      this.#fail(run, new Error(`The reply to ${run.event} breaks the contract: ${problems}`));
    }
  }

  #fail(run: Run, thrown: unknown): void {
    const error = toKnownError(thrown);
    if (isWorthLogging(error)) {
      this.#options.logger.error({ event: run.event, code: error.code, err: error.cause }, 'An operation failed');
    }
    this.#end(run, error.code, { reply: { error: toWireError(error) }, notices: [] });
  }

  #end({ event, startedAt, caller, ack }: Run, result: string, { reply, notices }: Outcome<object>): void {
    const { metrics, deliver, logger } = this.#options;
    metrics.acknowledged(isClientEvent(event) ? event : 'unknown', result, startedAt);
    try {
      if (ack instanceof AckRequest) caller.acknowledge(ack.id, reply);
      else ack?.(reply);
      deliver(notices);
    } catch (err) {
      logger.error({ event, err }, 'A client could not be told');
    }
    this.#running -= 1;
    if (this.#running === 0) this.#onDrained();
  }
}

function checkIsOne(payload: unknown, count: number): void {
  if (count === 0) throw invalidField('', 'is missing: an event carries exactly one object');
  if (count > 1) throw invalidField('', `is one of ${count}: an event carries exactly one object`);
  // To JSON Schema a Buffer is an object like any other.
  if (ArrayBuffer.isView(payload)) throw invalidField('', 'must be object');
}

function isClientEvent(event: string): event is ClientEvent {
  return Object.hasOwn(clientOperations, event);
}

/** What is our fault, or that of what we depend on; that a client has to wait is neither. */
function isWorthLogging({ code, cause }: MessengerError): boolean {
  return code === 'internal-error' || (code === 'unavailable' && cause !== undefined);
}
