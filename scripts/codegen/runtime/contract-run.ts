import { io, type Socket } from 'socket.io-client';
import { Identities, identitySource } from './contract-identities.js';
import {
  ContractBreach,
  type ContractSuite,
  type ContractTarget,
  type SuiteNamespace,
  type SuiteScenario,
  type SuiteStep,
  show,
} from './contract-types.js';
import { invalidCredentialsFrom } from './invalid-credentials.js';
import { fill, mismatch, type Scope } from './template.js';

/** The packet types ACK and BINARY_ACK of the Socket.IO protocol, revision 5. */
const acknowledgementTypes: ReadonlySet<number> = new Set([3, 6]);

interface ReceivedEvent {
  readonly event: string;
  readonly payload: unknown;
}

interface Connection {
  readonly socket: Socket;
  /** Events since the last step of the scenario began. */
  readonly received: ReceivedEvent[];
  /** Events before the last step of the scenario. */
  readonly before: ReceivedEvent[];
  /** The ids of acknowledged packets; an id occurs once for each acknowledgement. */
  readonly acknowledged: number[];
  /** Called at each received event, and at the disconnection. */
  onChange: () => void;
}

/** One run of a test case: its actors, their connections, the received events and the replies that steps kept. */
export class ContractRun {
  readonly #namespace: SuiteNamespace;
  readonly #target: ContractTarget & { readonly timeoutMs: number };
  readonly #identities: Identities;
  readonly #connections = new Map<string, Connection>();
  readonly #kept: Scope = {};

  constructor(suite: ContractSuite, namespace: SuiteNamespace, target: ContractTarget) {
    this.#namespace = namespace;
    this.#target = { timeoutMs: 5_000, ...target };
    this.#identities = new Identities(target.identities ?? identitySource(suite.actors, target));
  }

  /** Runs a scenario. Returns the reply to its last step, if the step emits an event. */
  async runScenario(scenario: SuiteScenario): Promise<unknown> {
    await this.prepareScenario(scenario);
    const last = scenario.steps.at(-1);
    return last && this.#runStep(last);
  }

  /**
   * Runs a scenario except for its last step. Events received until then are kept apart from those that the last step
   * causes.
   */
  async prepareScenario(scenario: SuiteScenario): Promise<void> {
    for (const actor of scenario.connected) await this.#identities.ensure(actor);
    for (const actor of scenario.connected) await this.connect(actor);
    for (const step of scenario.steps.slice(0, -1)) await this.#runStep(step);
    await this.#waitForPendingEvents();
    for (const connection of this.#connections.values()) {
      connection.before.push(...connection.received.splice(0));
    }
  }

  /** Copies a value with its templates filled in. */
  fill(value: unknown): unknown {
    return fill(value, { ...this.#identities.properties, ...this.#kept });
  }

  async #runStep(step: SuiteStep): Promise<unknown> {
    if (step.create) await this.#identities.ensure(step.actor);
    else if (step.remove) await this.#identities.remove(step.actor);
    else if (step.connect) await this.connect(step.actor, step.auth);
    else if (step.disconnect) this.#connection(step.actor).socket.disconnect();
    else if (step.emit !== undefined) {
      const payloads = 'payload' in step ? [this.fill(step.payload)] : [];
      const reply = await this.emit(step.actor, step.emit, ...payloads);
      if (step.as !== undefined) this.#kept[step.as] = reply;
      return reply;
    }
    return undefined;
  }

  /** Connects an actor: with the given `auth`, or with the actor's identity, which is created if necessary. */
  async connect(actor: string, auth?: Readonly<Record<string, unknown>>): Promise<void> {
    const credentials = auth ?? (await this.#identities.ensure(actor)).auth;
    const { origin, pathname } = new URL(this.#target.url);
    const socket = io(`${origin}${this.#namespace.address}`, {
      path: pathname === '/' ? '/socket.io' : pathname,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { ...credentials },
    });
    const connection: Connection = { socket, received: [], before: [], acknowledged: [], onChange: () => {} };
    socket.onAny((event: string, ...args: unknown[]) => {
      const acknowledge = typeof args.at(-1) === 'function' ? args.pop() : undefined;
      connection.received.push({ event, payload: args[0] });
      connection.onChange();
      const known = this.#namespace.serverEvents.find((candidate) => candidate.event === event);
      if (typeof acknowledge === 'function') acknowledge(known?.acknowledgement);
    });
    // socket.io-client calls back for the first acknowledgement of a packet and silently drops any others.
    socket.io.on('packet', ({ type, id }) => {
      if (acknowledgementTypes.has(type) && id !== undefined) connection.acknowledged.push(id);
    });
    socket.on('disconnect', () => connection.onChange());
    this.#connections.set(actor, connection);
    await this.#within(`${actor} to be connected`, (resolve, reject) => {
      socket.on('connect', () => resolve(undefined));
      socket.on('connect_error', (error) => reject(new ContractBreach(`${actor} could not connect: ${error.message}`)));
    });
  }

  /** Emits an event. Returns the one argument of its acknowledgement, if the contract defines one. */
  async emit(actor: string, event: string, ...payloads: unknown[]): Promise<unknown> {
    const { socket } = this.#connection(actor);
    const description = this.#namespace.clientEvents.find((candidate) => candidate.event === event);
    if (!description?.reply && !description?.error) {
      socket.emit(event, ...payloads);
      return undefined;
    }
    const args = await this.#within<unknown[]>(`the reply to \`${event}\``, (resolve) => {
      socket.emit(event, ...payloads, (...replies: unknown[]) => resolve(replies));
    });
    if (args.length !== 1)
      throw new ContractBreach(`\`${event}\` was acknowledged with ${args.length} arguments, not one`);
    return args[0];
  }

  /** Waits for the first event of that name at an actor that matches the expectation. Returns its payload. */
  async received(actor: string, event: string, expectation?: unknown): Promise<unknown> {
    const connection = this.#connection(actor);
    const expected = this.fill(expectation);
    const wait = this.#within<unknown>(`\`${event}\` to reach ${actor}`, (resolve) => {
      connection.onChange = () => {
        const payloads = eventsOf(connection, event);
        const index = payloads.findIndex((payload) => isMatch(payload, expected));
        if (index >= 0) resolve(payloads[index]);
      };
      connection.onChange();
    });
    return wait.catch((error: unknown) => {
      const others = eventsOf(connection, event);
      if (others.length === 0) throw error;
      throw new ContractBreach(
        `\`${event}\` reached ${actor}, but ${mismatch(others[0], expected)}, in ${show(others[0])}`,
      );
    });
  }

  /** Waits for all pending events, then checks that each receiver got the event once and no other actor got it. */
  async expectReceivers(event: string, receivers: readonly string[], expectation: unknown): Promise<void> {
    await this.#waitForPendingEvents();
    const expected = this.fill(expectation);
    for (const [actor, connection] of this.#connections) {
      const count = eventsOf(connection, event).filter((payload) => isMatch(payload, expected)).length;
      const expectedCount = receivers.includes(actor) ? 1 : 0;
      if (count !== expectedCount)
        throw new ContractBreach(`\`${event}\` reached ${actor} ${count} times instead of ${expectedCount}`);
    }
  }

  /** Checks that every received event is in the contract and has a valid payload. */
  expectOnlyKnownEvents(): void {
    for (const [actor, { before, received }] of this.#connections) {
      for (const { event, payload } of [...before, ...received]) {
        const known = this.#namespace.serverEvents.find((candidate) => candidate.event === event);
        if (!known) throw new ContractBreach(`${actor} received \`${event}\`, which the contract does not define`);
        const problems = known.payload?.problems(payload) ?? [];
        const first = problems[0];
        if (first) throw new ContractBreach(`\`${event}\` ${first.path} ${first.message}, in ${show(payload)}`);
      }
    }
  }

  /** Waits for all pending events, then checks that no packet was acknowledged twice. */
  async expectOneAcknowledgementEach(event: string): Promise<void> {
    await this.#waitForPendingEvents();
    for (const [actor, { acknowledged }] of this.#connections) {
      if (new Set(acknowledged).size < acknowledged.length) {
        throw new ContractBreach(`\`${event}\` of ${actor} was acknowledged more than once`);
      }
    }
  }

  /** Checks that clients with invalid credentials are refused and disconnected, and get no reply to their event. */
  async expectUnauthenticatedRefused(refusedBy: string | undefined, event: string, payload: unknown): Promise<void> {
    const breaches: string[] = [];
    for (const { what, auth } of invalidCredentialsFrom(await this.#identities.ensure('tester'), this.#target)) {
      const breach = await this.#refusalBreach(auth, refusedBy, event, payload);
      if (breach !== undefined) breaches.push(`${what}: ${breach}`);
    }
    if (breaches.length > 0) throw new ContractBreach(breaches.join('\n'));
  }

  /** Describes how the server failed to refuse a client; `undefined` when the server refused it. */
  async #refusalBreach(
    auth: Readonly<Record<string, unknown>>,
    refusedBy: string | undefined,
    event: string,
    payload: unknown,
  ): Promise<string | undefined> {
    const actor = 'unauthenticated client';
    let reply: unknown[] | undefined;
    try {
      await this.connect(actor, auth);
      const { socket } = this.#connection(actor);
      socket.emit(event, payload, (...args: unknown[]) => {
        reply = args;
      });
      if (refusedBy !== undefined) await this.received(actor, refusedBy);
      await this.#within('the server to close the socket', (resolve) => {
        socket.on('disconnect', resolve);
        if (!socket.connected) resolve(undefined);
      });
    } catch (error) {
      // Without an event that refuses clients, a failed connection is the refusal.
      if (!(error instanceof ContractBreach)) throw error;
      if (refusedBy !== undefined || reply !== undefined || this.#connection(actor).socket.connected)
        return error.message;
    }
    this.#connection(actor).socket.disconnect();
    return reply === undefined ? undefined : `\`${event}\` was answered: ${show(reply[0])}`;
  }

  /** Checks that a value contains the expectation; it may contain more. */
  expectContains(value: unknown, expectation: unknown, what: string): void {
    if (expectation === undefined) return;
    const found = mismatch(value, this.fill(expectation));
    if (found !== undefined) throw new ContractBreach(`${what}: ${found}, in ${show(value)}`);
  }

  async dispose(): Promise<void> {
    for (const { socket } of this.#connections.values()) socket.disconnect();
    await this.#identities.removeAll();
  }

  /** Waits for all events that the server has sent: a reply arrives after the events that were sent before it. */
  async #waitForPendingEvents(): Promise<void> {
    // An event that is refused without a payload, so that the probe has no effect.
    const probe = this.#namespace.clientEvents.find(({ error, invalid }) => error !== undefined && invalid.length > 0);
    for (const [actor, { socket }] of this.#connections) {
      if (!socket.connected) continue;
      if (probe) await this.emit(actor, probe.event);
      else await this.#joinUnknownNamespace(socket);
    }
  }

  /** Waits for an answer of the server: every Socket.IO server answers a CONNECT packet for an unknown namespace. */
  async #joinUnknownNamespace({ io: manager }: Socket): Promise<void> {
    const unknown = manager.socket('/no-such-namespace');
    await this.#within<undefined>('an answer to joining a namespace', (resolve) => {
      unknown.once('connect_error', () => resolve(undefined));
      unknown.once('connect', () => resolve(undefined));
      unknown.connect();
    });
    unknown.disconnect();
  }

  #connection(actor: string): Connection {
    const connection = this.#connections.get(actor);
    if (!connection) throw new Error(`The scenario uses ${actor}, which is not connected`);
    return connection;
  }

  #within<T>(what: string, start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    const { timeoutMs } = this.#target;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new ContractBreach(`waited ${timeoutMs} ms for ${what}`)), timeoutMs);
      const settle = <V>(settled: (value: V) => void) => {
        return (value: V) => {
          clearTimeout(timer);
          settled(value);
        };
      };
      start(settle(resolve), settle(reject));
    });
  }
}

function eventsOf({ received }: Connection, event: string): unknown[] {
  return received.filter((candidate) => candidate.event === event).map(({ payload }) => payload);
}

/** Compares by payload, because other users of the server may cause events of the same name. */
function isMatch(payload: unknown, expected: unknown): boolean {
  return expected === undefined || mismatch(payload, expected) === undefined;
}
