import type { Logger } from 'pino';
import { clientOperations } from '../../generated/operations.js';
import { invalidField, MessengerError, toKnownError, toWireError } from '../errors.js';
import type { Notice, Outcome } from '../messenger/notice.js';
import type { RateLimit } from '../messenger/rate-limit.js';
import type { ChatMetrics } from './chat-metrics.js';
import type { Caller, ClientEvent, Messenger } from './handler.js';
import { handlers } from './handlers.js';

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

type Acknowledge = (reply: unknown) => void;

/** Carries out what clients send: validate, limit, handle, validate, acknowledge once, then tell the others. */
export class OperationRunner {
  readonly #options: OperationRunnerOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #draining = new AbortController();

  constructor(options: OperationRunnerOptions) {
    this.#options = options;
  }

  /** Takes an event as it came in, `args` being its arguments, with the acknowledgement callback last if there is one. */
  take(caller: Caller, event: string, args: readonly unknown[]): void {
    const last = args.at(-1);
    const isAcknowledged = typeof last === 'function';
    const payloads = isAcknowledged ? args.slice(0, -1) : args;
    const acknowledge: Acknowledge = isAcknowledged ? (reply) => last(reply) : () => {};
    const run = this.#run(caller, event, payloads, acknowledge);
    this.#running.add(run);
    run
      .catch((err: unknown) => this.#options.logger.error({ event, err }, 'A client could not be told'))
      .finally(() => this.#running.delete(run));
  }

  /** Refuses new work from now on; resolves when what was taken before is done. */
  async drain(): Promise<void> {
    this.#draining.abort();
    await Promise.all(this.#running);
  }

  async #run(caller: Caller, event: string, payloads: readonly unknown[], acknowledge: Acknowledge): Promise<void> {
    const { metrics, deliver, logger } = this.#options;
    const isKnown = isClientEvent(event);
    const stop = metrics.startOperation(isKnown ? event : 'unknown');
    let outcome: Outcome<object>;
    try {
      if (!isKnown) throw invalidField('', 'was sent with an event that the contract does not have');
      outcome = await this.#carryOut(caller, event, payloads);
      stop('ok');
    } catch (thrown) {
      const error = toKnownError(thrown);
      stop(error.code);
      if (isWorthLogging(error)) logger.error({ event, code: error.code, err: error.cause }, 'An operation failed');
      outcome = { reply: { error: toWireError(error) }, notices: [] };
    }
    acknowledge(outcome.reply);
    deliver(outcome.notices);
  }

  async #carryOut(caller: Caller, event: ClientEvent, payloads: readonly unknown[]): Promise<Outcome<object>> {
    const { messenger, limits } = this.#options;
    const { signal } = this.#draining;
    if (signal.aborted) throw new MessengerError('unavailable');
    const payload = onlyPayload(payloads);
    const outcome = await handleValid(event, payload, async (handle) => {
      await limits[event]?.consume(String(caller.account.id));
      return longReplies.has(event)
        ? caller.longReplies.add(() => handle(messenger, caller), signal)
        : handle(messenger, caller);
    });
    const problems = clientOperations[event].reply.problems(outcome.reply);
    if (problems.length > 0) throw new Error(`The reply to ${event} breaks the contract: ${JSON.stringify(problems)}`);
    return outcome;
  }
}

/** Calls `proceed` with the event's handler, bound to the payload that it has found valid. */
function handleValid<Event extends ClientEvent>(
  event: Event,
  payload: unknown,
  proceed: (handle: (messenger: Messenger, caller: Caller) => Promise<Outcome<object>>) => Promise<Outcome<object>>,
): Promise<Outcome<object>> {
  const validator: { is(data: unknown): boolean; problems(data: unknown): { path: string; message: string }[] } =
    clientOperations[event].payload;
  if (!validator.is(payload)) {
    throw new MessengerError('validation-failed', { details: validator.problems(payload) });
  }
  return proceed((messenger, caller) => handlers[event](messenger, caller, payload as never));
}

function onlyPayload(payloads: readonly unknown[]): unknown {
  const [payload] = payloads;
  if (payloads.length === 0) throw invalidField('', 'is missing: an event carries exactly one object');
  if (payloads.length > 1) throw invalidField('', `is one of ${payloads.length}: an event carries exactly one object`);
  // To JSON Schema a Buffer is an object like any other.
  if (ArrayBuffer.isView(payload)) throw invalidField('', 'must be object');
  return payload;
}

function isClientEvent(event: string): event is ClientEvent {
  return Object.hasOwn(clientOperations, event);
}

/** What is our fault, or that of what we depend on; that a client has to wait is neither. */
function isWorthLogging({ code, cause }: MessengerError): boolean {
  return code === 'internal-error' || (code === 'unavailable' && cause !== undefined);
}
