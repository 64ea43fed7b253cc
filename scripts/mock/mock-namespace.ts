import type { Namespace as IoNamespace, Socket } from 'socket.io';
import type { Json, JsonObject, Namespace, Operation } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { Answers, showProblem } from './answers.js';
import type { ClientAction } from './client-action.js';
import { EventTriggers } from './event-triggers.js';
import type { MockEnvironment } from './mock-environment.js';
import { NoSampleError } from './samples.js';
import type { User } from './users.js';

/** An accepted client. */
export interface Session {
  readonly socket: Socket;
  readonly user: User;
}

/** Serves one namespace as the document describes. */
export class MockNamespace {
  readonly namespace: Namespace;
  readonly #environment: MockEnvironment;
  readonly #onCreate: (user: User) => void;
  /** Accepted clients by socket id, in the order in which they connected. */
  readonly #sessions = new Map<string, Session>();
  readonly #triggers: EventTriggers;
  readonly #answers: Answers;

  /** @param onCreate Called with each user that is created by its first connection. */
  constructor(environment: MockEnvironment, namespace: Namespace, io: IoNamespace, onCreate: (user: User) => void) {
    this.namespace = namespace;
    this.#environment = environment;
    this.#onCreate = onCreate;
    this.#triggers = new EventTriggers(environment, namespace, () => [
      ...new Set(this.sessions.map(({ user }) => user)),
    ]);
    this.#answers = new Answers(environment, this.#triggers);
    io.on('connection', (socket) => this.#connect(socket));
  }

  get sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  operation(event: string, sender: Operation['sender']): Operation | undefined {
    return this.namespace.operations.find((candidate) => candidate.event === event && candidate.sender === sender);
  }

  /** Makes the next request of that event fail with that error code. */
  failNext(event: string, code: string): void {
    this.#answers.failNext(event, code);
  }

  /** Sends an event to the given sockets. */
  send(operation: Operation, payload: Json | undefined, receivers: readonly Socket[]): void {
    const nonReceivers = this.sessions.map(({ socket }) => socket).filter((socket) => !receivers.includes(socket));
    const isReplyDue = operation.reply !== undefined || operation.error !== undefined;
    const onReply = isReplyDue ? (...args: unknown[]) => this.#checkDueReply(operation, args) : undefined;
    this.#environment.wire.send({ operation, receivers, nonReceivers, payload, onReply });
  }

  /**
   * Sends the events that an action triggers, and records the action. @param origin The socket of a `connect` action.
   */
  handleAction(action: ClientAction, origin?: Socket): void {
    const isRelevant = this.#isRelevant(action);
    this.#attempt(() => {
      for (const { operation, receivers, payload } of this.#triggers.dueEvents(action)) {
        const receiving = this.sessions.filter(({ user, socket }) => {
          if (!receivers.includes(user)) return false;
          return action.kind === 'connect' && user === action.user ? socket === origin : isRelevant;
        });
        const sockets = receiving.map(({ socket }) => socket);
        if (sockets.length > 0) this.send(operation, payload, sockets);
      }
    });
    this.#triggers.record(action);
  }

  /** Returns true unless the action connects or disconnects a further socket of a user who stays online. */
  #isRelevant({ kind, user }: ClientAction): boolean {
    const count = this.sessions.filter((session) => session.user === user).length;
    if (kind === 'connect') return count === 1;
    return kind !== 'disconnect' || count === 0;
  }

  #connect(socket: Socket): void {
    const { authenticator, wire, note } = this.#environment;
    const auth: JsonObject = isObject(socket.handshake.auth) ? socket.handshake.auth : {};
    const { user, isAccepted, isNew } = authenticator.authenticate(this.namespace, auth);
    const session = { socket, user };
    const carryOut = (event: string, args: unknown[]) => this.#receive(session, event, args);
    if (!wire.accepts(this.namespace, isAccepted)) {
      note(`refused a client in ${this.namespace.address} with the auth ${JSON.stringify(auth)}`);
      const sendRefusal = () => this.#attempt(() => this.#sendRefusal(session, auth));
      wire.refuse({ namespace: this.namespace, socket, sendRefusal, carryOut });
      return;
    }
    this.#sessions.set(socket.id, session);
    socket.onAny((event: string, ...args: unknown[]) => carryOut(event, args));
    socket.on('disconnect', () => {
      this.#sessions.delete(socket.id);
      this.handleAction({ kind: 'disconnect', user });
    });
    if (isNew) this.#onCreate(user);
    this.handleAction({ kind: 'connect', user, auth, isAccepted: true }, socket);
  }

  #sendRefusal({ socket, user }: Session, auth: JsonObject): void {
    const operation = this.operation(this.namespace.auth?.refusedBy ?? '', 'server');
    if (!operation) return;
    const containing = this.#triggers.expectation(operation, { kind: 'connect', user, auth, isAccepted: false });
    const payload = operation.payload && this.#environment.samples.of(operation.payload, { containing });
    this.send(operation, payload, [socket]);
  }

  #receive({ socket, user }: Session, event: string, args: unknown[]): void {
    const last = args.at(-1);
    // Socket.IO has parsed the arguments from JSON; binary data, which no schema describes, is not supported.
    const payloads = (typeof last === 'function' ? args.slice(0, -1) : args) as Json[];
    const acknowledge = (...replies: Json[]) => {
      if (typeof last === 'function') last(...replies);
    };
    this.#attempt(() => {
      const operation = this.operation(event, 'client');
      if (!operation) return this.#answerUnknown(event, acknowledge);
      const { reply, isError, isRepeated } = this.#answers.answer(operation, user, payloads);
      if (reply !== undefined) this.#environment.wire.reply({ operation, socket, isError, reply, acknowledge });
      if (!isError && !isRepeated) this.handleAction({ kind: 'emit', user, event, payload: payloads[0], reply });
    });
  }

  /** Answers an undocumented event like an invalid payload. */
  #answerUnknown(event: string, acknowledge: (reply: Json) => void): void {
    const { errors, note } = this.#environment;
    note(`a client sent \`${event}\`, which the document does not define in ${this.namespace.address}`);
    const similar = this.namespace.operations.find(({ sender, error }) => sender === 'client' && error !== undefined);
    const reply = similar && errors.ofProblems(similar, [{ path: '', message: `there is no event ${event}` }]);
    if (reply !== undefined) acknowledge(reply);
  }

  #checkDueReply({ event, reply, error }: Operation, args: readonly unknown[]): void {
    const { checks, note } = this.#environment;
    if (args.length !== 1) {
      note(`a client acknowledged \`${event}\` with ${args.length} arguments, not one`);
      return;
    }
    const types = [reply, error].flatMap((payload) => (payload ? [payload.type] : []));
    if (types.some((type) => checks.isValid(type, args[0]))) return;
    const problems = types.slice(0, 1).flatMap((type) => checks.problems(type, args[0]));
    note(`a client acknowledged \`${event}\` with an invalid reply: ${problems.map(showProblem).join('; ')}`);
  }

  /** Runs an action and reports a schema for which no value could be generated, without stopping the mock. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof NoSampleError)) throw error;
      this.#environment.note(error.message);
    }
  }
}
