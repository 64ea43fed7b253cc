import { PendingCall, withKey } from './client-call.js';
import { PayloadChecks } from './client-checks.js';
import { Connection } from './client-connection.js';
import { ClientError } from './client-error.js';
import { ClientEvents } from './client-events.js';
import type {
  CallOptions,
  ClientDefinition,
  ClientMembers,
  ConnectionOptions,
  ListenerMap,
  OperationDefinition,
} from './client-types.js';

/** The definition that `connected()` waits with: nothing is sent, and it resolves when a request could be sent. */
const noOperation: OperationDefinition = { event: '' };

/**
 * The implementation of a generated client. A call is sent when the client is connected, but not after its timeout. If
 * the connection is lost before the reply, a call with an idempotency key is sent again with the same key; any other
 * call rejects, because the server may have carried it out.
 */
export class ClientRuntime<Listeners extends ListenerMap<Listeners>, Auth extends object, Refusal> {
  readonly #definition: ClientDefinition;
  readonly #options: ConnectionOptions<Auth, Refusal>;
  readonly #checks: PayloadChecks;
  readonly #events: ClientEvents;
  readonly #connection: Connection<Auth, Refusal>;
  /** The unsettled calls in the order in which they were made, which is the order in which they are sent. */
  readonly #calls = new Set<PendingCall>();

  constructor(
    definition: ClientDefinition,
    target: { readonly url: string; readonly auth: Auth | undefined },
    options: ConnectionOptions<Auth, Refusal>,
  ) {
    this.#definition = definition;
    this.#options = options;
    const report = options.onError ?? throwUncaught;
    this.#checks = new PayloadChecks(options.validate, definition.loadValidators, report);
    this.#events = new ClientEvents(definition.events, this.#checks, report);
    this.#connection = new Connection(definition, target, options, {
      ready: () => this.#ready(),
      lost: (reason, wasReady) => this.#lost(reason, wasReady),
      halted: () => this.#rejectAll(),
      received: (event, args) => {
        this.#events.receive(event, args).catch(report);
      },
    });
    // Connect only after the validators are loaded, so that every received event is checked.
    this.#checks.loaded.then(() => this.#connection.start());
  }

  readonly members: ClientMembers<Listeners, Auth> = {
    on: (event, listener) => this.#events.on(event, listener),
    off: (event, listener) => this.#events.off(event, listener),
    connect: (auth) => this.#connection.connect(auth),
    connected: (options) => this.call(noOperation, undefined, options),
    isConnected: () => this.#connection.isReady,
    close: () => this.#connection.close(),
  };

  /**
   * Calls an operation.
   * @throws ContractError when the server replies with an error.
   * @throws ClientError when there is no reply, or when the payload or the reply does not match the contract.
   */
  async call<Reply>(definition: OperationDefinition, given?: unknown, options: CallOptions = {}): Promise<Reply> {
    const { event } = definition;
    const payload = withKey(definition, given);
    await this.#checks.loaded;
    options.signal?.throwIfAborted();
    const problems = this.#checks.problems([definition.payload], payload);
    if (problems.length > 0) throw new ClientError('invalid-payload', 'was not sent', { event, problems });
    const halted = this.#connection.haltError(event);
    if (halted) throw halted;
    const timeoutMs = options.timeoutMs ?? this.#options.timeoutMs;
    const call = new PendingCall(definition, payload, { ...options, timeoutMs }, () => this.#calls.delete(call));
    this.#calls.add(call);
    if (this.#connection.isReady) this.#send(call);
    return call.promise as Promise<Reply>;
  }

  #send(call: PendingCall): void {
    const { event, payload, reply, error } = call.definition;
    const isAcknowledged = reply !== undefined || error !== undefined;
    const args: unknown[] = payload === undefined ? [] : [call.payload];
    if (isAcknowledged) args.push((answer: unknown) => this.#answered(call, answer));
    try {
      call.isSent = event === '' || this.#connection.send(event, args);
    } catch (unsendable) {
      // The payload cannot be serialized, or Socket.IO reserves the event's name.
      call.reject(unsendable);
    }
    if (call.isSent && !isAcknowledged) call.resolve(undefined);
  }

  #answered(call: PendingCall, reply: unknown): void {
    this.#connection.recordReply();
    const { event, reply: success, error } = call.definition;
    const isError = call.isErrorReply(reply);
    const problems = this.#checks.problems([isError ? error : success], reply);
    if (problems.length > 0) {
      call.reject(new ClientError('invalid-reply', 'the reply does not match the contract', { event, problems }));
    } else if (isError) call.reject(new this.#definition.ContractError(event, reply as never));
    else call.resolve(success === undefined ? undefined : reply);
  }

  #ready(): void {
    for (const call of [...this.#calls]) this.#send(call);
    this.#notify('connect');
  }

  #lost(reason: string, wasReady: boolean): void {
    for (const call of [...this.#calls]) {
      if (!call.isSent || call.isRepeatable) continue;
      call.reject(new ClientError('connection-lost', `${reason} before the reply`, call.definition));
    }
    if (wasReady) this.#notify('disconnect', reason);
  }

  #rejectAll(): void {
    for (const call of [...this.#calls]) call.reject(this.#connection.haltError(call.definition.event));
  }

  /** Calls the listeners in a microtask, so that a listener may call `connect` or `close`. */
  #notify(event: 'connect' | 'disconnect', reason?: string): void {
    queueMicrotask(() => {
      this.#events.notify(event, reason);
    });
  }
}

function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
