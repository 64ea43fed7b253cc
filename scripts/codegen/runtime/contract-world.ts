import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  ContractBreach,
  type ContractSuite,
  type ContractTarget,
  type HttpStep,
  type SuiteNamespace,
  type SuiteScenario,
  type SuiteStep,
  show,
} from './contract-demands.js';
import { fill, mismatch, type Scope } from './template.js';

interface Identity {
  readonly auth: Record<string, unknown>;
  /** What templates may say of the actor, as in `{alice.username}`. */
  readonly properties: Record<string, unknown>;
}

interface Connection {
  readonly socket: Socket;
  readonly received: { event: string; payload: unknown }[];
  /** Called at each event that comes in, and when the socket is gone. */
  onChange: () => void;
}

/** What happens in one test: who takes part, what was said and what came back. */
export class World {
  readonly #suite: ContractSuite;
  readonly #namespace: SuiteNamespace;
  readonly #target: Required<ContractTarget>;
  readonly #identities = new Map<string, Identity>();
  readonly #connections = new Map<string, Connection>();
  readonly #kept: Scope = {};

  constructor(suite: ContractSuite, namespace: SuiteNamespace, target: ContractTarget) {
    this.#suite = suite;
    this.#namespace = namespace;
    this.#target = { timeoutMs: 5_000, ...target };
  }

  /** Carries out a scenario and answers the reply to its last step, if that is an event. */
  async play(scenario: SuiteScenario): Promise<unknown> {
    for (const actor of scenario.connected) await this.connect(actor);
    let reply: unknown;
    for (const step of scenario.steps) reply = await this.#take(step);
    return reply;
  }

  async #take(step: SuiteStep): Promise<unknown> {
    if (step.create) await this.#identity(step.actor);
    else if (step.remove) await this.#remove(step.actor);
    else if (step.connect) await this.connect(step.actor, step.auth);
    else if (step.disconnect) this.#connection(step.actor).socket.disconnect();
    else if (step.emit !== undefined) {
      const payloads = 'payload' in step ? [fill(step.payload, this.#scope())] : [];
      const reply = await this.emit(step.actor, step.emit, ...payloads);
      if (step.as !== undefined) this.#kept[step.as] = reply;
      return reply;
    }
    return undefined;
  }

  /** Connects an actor, who is created before if need be, or who brings an `auth` of its own. */
  async connect(actor: string, auth?: Readonly<Record<string, unknown>>): Promise<void> {
    const credentials = auth ?? (await this.#identity(actor)).auth;
    const { origin, pathname } = new URL(this.#target.url);
    const socket = io(`${origin}${this.#namespace.address}`, {
      path: pathname === '/' ? '/socket.io' : pathname,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { ...credentials },
    });
    const connection: Connection = { socket, received: [], onChange: () => {} };
    socket.onAny((event: string, payload: unknown) => {
      connection.received.push({ event, payload });
      connection.onChange();
    });
    socket.on('disconnect', () => connection.onChange());
    this.#connections.set(actor, connection);
    await this.#within(`${actor} to be connected`, (resolve, reject) => {
      socket.on('connect', () => resolve(undefined));
      socket.on('connect_error', (error) => reject(new ContractBreach(`${actor} could not connect: ${error.message}`)));
    });
  }

  /** Sends an event and answers the one argument of its acknowledgement, if the event has one. */
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

  /** The payload of an actor's next event of that name; each event is answered once. */
  async received(actor: string, event: string): Promise<unknown> {
    const connection = this.#connection(actor);
    return this.#within(`\`${event}\` to reach ${actor}`, (resolve) => {
      connection.onChange = () => {
        const index = connection.received.findIndex((candidate) => candidate.event === event);
        if (index >= 0) resolve(connection.received[index]?.payload);
      };
      connection.onChange();
    });
  }

  /** Checks that nobody but the receivers got the event, nor a receiver twice, once all have seen what came before. */
  async expectNobodyElseReceived(event: string, receivers: readonly string[]): Promise<void> {
    for (const [actor, connection] of this.#connections) {
      if (connection.socket.connected) await this.#roundTrip(actor);
      const count = connection.received.filter((candidate) => candidate.event === event).length;
      const due = receivers.includes(actor) ? 1 : 0;
      if (count !== due) throw new ContractBreach(`\`${event}\` reached ${actor} ${count} times, where ${due} is due`);
    }
  }

  /** Checks that what came in is in the contract, and is what the contract says. */
  expectOnlyKnownEvents(): void {
    for (const [actor, { received }] of this.#connections) {
      for (const { event, payload } of received) {
        const known = this.#namespace.serverEvents.find((candidate) => candidate.event === event);
        if (!known) throw new ContractBreach(`${actor} got \`${event}\`, which the contract does not know`);
        const problems = known.payload?.problems(payload) ?? [];
        const first = problems[0];
        if (first) throw new ContractBreach(`\`${event}\` ${first.path} ${first.message}, in ${show(payload)}`);
      }
    }
  }

  /** Checks that a client without credentials is told so and let go, and that its event is not carried out. */
  async expectRefusedConnection(refusedBy: string | undefined, event: string, payload: unknown): Promise<void> {
    const actor = 'stranger';
    await this.connect(actor, {});
    const { socket } = this.#connection(actor);
    let reply: unknown;
    socket.emit(event, payload, (answer: unknown) => {
      reply = answer;
    });
    if (refusedBy !== undefined) await this.received(actor, refusedBy);
    await this.#within(`the server to close the socket of ${actor}`, (resolve) => {
      socket.on('disconnect', resolve);
      if (!socket.connected) resolve(undefined);
    });
    if (reply !== undefined)
      throw new ContractBreach(`\`${event}\` was answered without authentication: ${show(reply)}`);
  }

  /** Checks that a value has everything the expectation names; it may have more. */
  expectContains(value: unknown, expectation: unknown, what: string): void {
    if (expectation === undefined) return;
    const found = mismatch(value, fill(expectation, this.#scope()));
    if (found !== undefined) throw new ContractBreach(`${what}: ${found}, in ${show(value)}`);
  }

  async dispose(): Promise<void> {
    for (const { socket } of this.#connections.values()) socket.disconnect();
    for (const actor of [...this.#identities.keys()]) await this.#remove(actor);
  }

  /** By the time an answer comes, everything the server sent to the actor before has come too. */
  async #roundTrip(actor: string): Promise<void> {
    const probe = this.#namespace.clientEvents.find(({ error }) => error !== undefined);
    if (probe) await this.emit(actor, probe.event);
  }

  #scope(): Scope {
    const properties = [...this.#identities].map(([actor, identity]) => [actor, identity.properties] as const);
    return { ...Object.fromEntries(properties), ...this.#kept };
  }

  #connection(actor: string): Connection {
    const connection = this.#connections.get(actor);
    if (!connection) throw new Error(`The scenario uses ${actor}, who is not connected`);
    return connection;
  }

  async #identity(actor: string): Promise<Identity> {
    const known = this.#identities.get(actor);
    if (known) return known;
    const flow = this.#suite.actors;
    let identity: Identity = { auth: {}, properties: {} };
    if (flow) {
      const chance = { unique: randomBytes(6).toString('hex'), secret: randomBytes(12).toString('base64url') };
      const response = await this.#request(flow.create, chance);
      const scope = { ...chance, response };
      identity = {
        auth: Object(fill(flow.create.auth, scope)),
        properties: Object(fill(flow.create.properties, scope)),
      };
    }
    this.#identities.set(actor, identity);
    return identity;
  }

  async #remove(actor: string): Promise<void> {
    const identity = this.#identities.get(actor);
    const flow = this.#suite.actors?.remove;
    if (!identity || !flow) return;
    await this.#request(flow, { auth: identity.auth, ...identity.properties });
    this.#identities.delete(actor);
  }

  async #request(step: HttpStep, scope: Scope): Promise<unknown> {
    const { host, protocol } = new URL(this.#target.url);
    const response = await fetch(`${protocol === 'wss:' ? 'https' : 'http'}://${host}${fill(step.path, scope)}`, {
      method: step.method,
      headers: { 'content-type': 'application/json', ...Object(fill(step.headers ?? {}, scope)) },
      signal: AbortSignal.timeout(this.#target.timeoutMs),
      ...(step.body !== undefined && { body: JSON.stringify(fill(step.body, scope)) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${step.method} ${step.path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
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
