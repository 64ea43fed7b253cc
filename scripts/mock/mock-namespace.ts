import type { Namespace as IoNamespace, Socket } from 'socket.io';
import type { Json, JsonObject, Namespace, Operation } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { Answers, showProblem } from './answers.js';
import type { Happening } from './happening.js';
import type { MockEnvironment } from './mock-environment.js';
import type { Person } from './people.js';
import { Provocation } from './provocation.js';
import { NoSampleError } from './samples.js';

/** A client that was let in. */
export interface Session {
  readonly socket: Socket;
  readonly person: Person;
}

/** Serves one namespace as the document says. */
export class MockNamespace {
  readonly namespace: Namespace;
  readonly #environment: MockEnvironment;
  readonly #onCreate: (person: Person) => void;
  /** By socket id, in the order in which they connected. */
  readonly #sessions = new Map<string, Session>();
  readonly #provocation: Provocation;
  readonly #answers: Answers;

  /** `onCreate` is told of each person who was not known before they connected. */
  constructor(environment: MockEnvironment, namespace: Namespace, io: IoNamespace, onCreate: (person: Person) => void) {
    this.namespace = namespace;
    this.#environment = environment;
    this.#onCreate = onCreate;
    this.#provocation = new Provocation(environment, namespace, () => [
      ...new Set(this.sessions.map(({ person }) => person)),
    ]);
    this.#answers = new Answers(environment, this.#provocation);
    io.on('connection', (socket) => this.#connect(socket));
  }

  get sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  operation(event: string, sender: Operation['sender']): Operation | undefined {
    return this.namespace.operations.find((candidate) => candidate.event === event && candidate.sender === sender);
  }

  /** The next request of that event is answered with that error. */
  failNext(event: string, code: string): void {
    this.#answers.failNext(event, code);
  }

  /** Sends an event to these sockets. */
  send(operation: Operation, payload: Json | undefined, receivers: readonly Socket[]): void {
    const bystanders = this.sessions.map(({ socket }) => socket).filter((socket) => !receivers.includes(socket));
    const isReplyDue = operation.reply !== undefined || operation.error !== undefined;
    const onReply = isReplyDue ? (...args: unknown[]) => this.#checkDueReply(operation, args) : undefined;
    this.#environment.wire.send({ operation, receivers, bystanders, payload, onReply });
  }

  /** Sends what the scenarios say of a happening, and remembers it. `origin` is the socket it happened on. */
  happen(happening: Happening, origin?: Socket): void {
    const isNews = this.#isNews(happening);
    this.#attempt(() => {
      for (const { operation, receivers, payload } of this.#provocation.events(happening)) {
        const told = this.sessions.filter(({ person, socket }) => {
          if (!receivers.includes(person)) return false;
          return happening.kind === 'connect' && person === happening.person ? socket === origin : isNews;
        });
        const sockets = told.map(({ socket }) => socket);
        if (sockets.length > 0) this.send(operation, payload, sockets);
      }
    });
    this.#provocation.remember(happening);
  }

  /** People come with the first of their sockets and go with the last; those between are nobody's business but theirs. */
  #isNews({ kind, person }: Happening): boolean {
    const count = this.sessions.filter((session) => session.person === person).length;
    if (kind === 'connect') return count === 1;
    return kind !== 'disconnect' || count === 0;
  }

  #connect(socket: Socket): void {
    const { admission, wire, note } = this.#environment;
    const auth: JsonObject = isObject(socket.handshake.auth) ? socket.handshake.auth : {};
    const { person, isLetIn, isNew } = admission.admit(this.namespace, auth);
    const session = { socket, person };
    const carryOut = (event: string, args: unknown[]) => this.#receive(session, event, args);
    if (!wire.letsIn(this.namespace, isLetIn)) {
      note(`a client was not let in to ${this.namespace.address} with the auth ${JSON.stringify(auth)}`);
      const tell = () => this.#attempt(() => this.#tellRefused(session, auth));
      wire.refuse({ namespace: this.namespace, socket, tell, carryOut });
      return;
    }
    this.#sessions.set(socket.id, session);
    socket.onAny((event: string, ...args: unknown[]) => carryOut(event, args));
    socket.on('disconnect', () => {
      this.#sessions.delete(socket.id);
      this.happen({ kind: 'disconnect', person });
    });
    if (isNew) this.#onCreate(person);
    this.happen({ kind: 'connect', person, auth, isLetIn: true }, socket);
  }

  #tellRefused({ socket, person }: Session, auth: JsonObject): void {
    const operation = this.operation(this.namespace.auth?.refusedBy ?? '', 'server');
    if (!operation) return;
    const containing = this.#provocation.expectation(operation, { kind: 'connect', person, auth, isLetIn: false });
    const payload = operation.payload && this.#environment.samples.of(operation.payload, { containing });
    this.send(operation, payload, [socket]);
  }

  #receive({ socket, person }: Session, event: string, args: unknown[]): void {
    const last = args.at(-1);
    // What Socket.IO has parsed is JSON; binary data, which is not, no schema of a document describes.
    const payloads = (typeof last === 'function' ? args.slice(0, -1) : args) as Json[];
    const acknowledge = (...replies: Json[]) => {
      if (typeof last === 'function') last(...replies);
    };
    this.#attempt(() => {
      const operation = this.operation(event, 'client');
      if (!operation) return this.#answerUnknown(event, acknowledge);
      const { reply, isError, isRepeated } = this.#answers.answer(operation, person, payloads);
      if (reply !== undefined) this.#environment.wire.reply({ operation, socket, isError, reply, acknowledge });
      if (!isError && !isRepeated) this.happen({ kind: 'emit', person, event, payload: payloads[0], reply });
    });
  }

  /** An event that the document does not know is as wrong as a payload that it does not allow. */
  #answerUnknown(event: string, acknowledge: (reply: Json) => void): void {
    const { errors, note } = this.#environment;
    note(`a client sent \`${event}\`, which the document does not know in ${this.namespace.address}`);
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
    note(`a client acknowledged \`${event}\` wrongly: ${problems.map(showProblem).join('; ')}`);
  }

  /** A schema that nothing was found for fails what needs it, and nothing else. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof NoSampleError)) throw error;
      this.#environment.note(error.message);
    }
  }
}
