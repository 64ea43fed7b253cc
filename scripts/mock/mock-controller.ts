import type { Json, JsonObject, Operation } from '../codegen/contract.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import { showProblem } from './answers.js';
import { ControlError, type MockControl, type Provoked, type ProvokeOptions } from './control-endpoints.js';
import type { MockEnvironment } from './mock-environment.js';
import type { MockNamespace, Session } from './mock-namespace.js';
import { NoSampleError } from './samples.js';

/** Implements the mock's control endpoints. */
export class MockController implements MockControl {
  readonly #environment: MockEnvironment;
  readonly #namespaces: readonly MockNamespace[];
  readonly #notes: readonly string[];
  #turn = 0;

  constructor(environment: MockEnvironment, namespaces: readonly MockNamespace[], notes: readonly string[]) {
    this.#environment = environment;
    this.#namespaces = namespaces;
    this.#notes = notes;
  }

  status(): JsonObject {
    return {
      title: this.#environment.contract.title,
      version: this.#environment.contract.version,
      namespaces: this.#namespaces.map(({ namespace, sessions }) => ({
        address: namespace.address,
        operations: namespace.operations.map(({ event, sender, errorCodes }) => ({ event, sender, errorCodes })),
        clients: sessions.map(({ socket, user }) => ({ id: socket.id, ...user.properties })),
      })),
      notes: [...this.#notes],
    };
  }

  provoke(event: string, { namespace: address, payload: wanted, to }: ProvokeOptions = {}): Provoked {
    const { namespace, operation } = this.#find(event, 'server', address);
    const payload = this.#payload(operation, wanted);
    const sessions = namespace.sessions.filter((session) => to === undefined || isReceiver(session, to));
    const sockets = sessions.map(({ socket }) => socket);
    namespace.send(operation, payload, sockets);
    return { payload, sentTo: sockets.map(({ id }) => id) };
  }

  failNext(event: string, code: string, address?: string): void {
    const { namespace, operation } = this.#find(event, 'client', address);
    const documented = operation.errorCodes;
    const isDocumented = documented.length === 0 || documented.includes(code);
    if (!isDocumented || this.#environment.errors.ofCode(operation, code) === undefined) {
      const known = documented.length > 0 ? `; it may answer ${documented.join(', ')}` : '';
      throw new ControlError('mock-unknown-error-code', `\`${event}\` cannot answer \`${code}\`${known}.`);
    }
    namespace.failNext(event, code);
  }

  /**
   * Sends the next server event to all clients, with an example, in turn, or a random payload. Skips the event that
   * refuses clients, because clients expect their connection to be closed after it.
   */
  sendNext(): void {
    const events = this.#namespaces.flatMap((namespace) =>
      namespace.namespace.operations
        .filter(({ sender, event }) => sender === 'server' && event !== namespace.namespace.auth?.refusedBy)
        .map((operation) => ({ namespace, operation })),
    );
    const next = events[this.#turn % events.length];
    if (!next) return;
    const { namespace, operation } = next;
    try {
      const payload = this.#payload(operation, undefined, Math.floor(this.#turn / events.length));
      namespace.send(
        operation,
        payload,
        namespace.sessions.map(({ socket }) => socket),
      );
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.#environment.note(error.message);
    }
    this.#turn += 1;
  }

  #find(event: string, sender: Operation['sender'], address: string | undefined) {
    for (const namespace of this.#namespaces) {
      const operation = namespace.operation(event, sender);
      if (operation && (address === undefined || address === namespace.namespace.address))
        return { namespace, operation };
    }
    const by = sender === 'server' ? 'the server sends' : 'clients send';
    const known = this.#namespaces.flatMap(({ namespace }) =>
      namespace.operations.filter((operation) => operation.sender === sender).map((operation) => operation.event),
    );
    const where = address === undefined ? '' : ` in ${address}`;
    throw new ControlError(
      'mock-unknown-event',
      `The document has no event \`${event}\` that ${by}${where}; it has ${known.join(', ') || 'none'}.`,
    );
  }

  #payload({ event, payload }: Operation, wanted: Json | undefined, turn = 0): Json | undefined {
    if (!payload) return undefined;
    if (wanted === undefined) {
      try {
        return this.#environment.samples.of(payload, { turn });
      } catch (error) {
        throw error instanceof NoSampleError ? new ControlError('mock-invalid-payload', error.message) : error;
      }
    }
    const problems = this.#environment.checks.problems(payload.type, wanted);
    if (problems.length === 0) return wanted;
    throw new ControlError(
      'mock-invalid-payload',
      `Invalid payload for \`${event}\`: ${problems.map(showProblem).join('; ')}.`,
    );
  }
}

function isReceiver({ socket, user }: Session, to: Json): boolean {
  return socket.id === to || Object.values(user.properties).some((value) => isEqual(value, to));
}
