import type { Logger } from 'pino';
import { serverOperations } from '../../generated/operations.js';
import type { Audience, Notice } from '../messenger/notice.js';
import type { ChatNamespace, ClientSocket } from './client-socket.js';

/** The room of all sockets of an account. */
export function accountRoom(id: number): string {
  return `account:${id}`;
}

/** The room of the sockets that wait for an account. */
export function waitingRoom(id: number): string {
  return `waiting:${id}`;
}

/** Sends notices to the clients of this node, and passes them to the other nodes, if there are any. */
export class NoticeDelivery {
  readonly #namespace: ChatNamespace;
  readonly #publish: ((notice: Notice) => void) | undefined;
  readonly #logger: Logger;

  /** @param publish Passes a notice to the other nodes; without it, this node is the only one. */
  constructor(namespace: ChatNamespace, publish: ((notice: Notice) => void) | undefined, logger: Logger) {
    this.#namespace = namespace;
    this.#publish = publish;
    this.#logger = logger;
  }

  /** Delivers to the clients of all nodes. */
  deliver(notices: readonly Notice[]): void {
    for (const notice of notices) {
      if (!this.#isValid(notice)) continue;
      this.#send(notice);
      // A connection is on the node that handles its request.
      if (notice.to.kind !== 'connection') this.#publish?.(notice);
    }
  }

  /** Delivers to the clients of this node only. */
  deliverHere(notices: readonly Notice[]): void {
    for (const notice of notices) if (this.#isValid(notice)) this.#send(notice);
  }

  #isValid({ event, payload }: Notice): boolean {
    const validator = serverOperations[event].payload;
    if (validator.is(payload)) return true;
    const problems = validator.problems(payload);
    this.#logger.error({ event, problems }, 'Dropped an event that breaks the contract');
    return false;
  }

  /** Each event takes its own payload, which the compiler cannot follow: hence `never`. */
  #send({ event, payload, to }: Notice): void {
    if (to.kind === 'everyone-but') {
      this.#namespace.except(accountRoom(to.id)).emit(event, payload as never);
      return;
    }
    // Looked up here rather than with `namespace.to`, which writes to the network past the coalescing of `send`.
    for (const socket of this.#socketsOf(to)) {
      socket.emit(event, payload as never);
      if (event === 'auth-failed') socket.disconnect(true);
    }
  }

  #socketsOf(to: Exclude<Audience, { kind: 'everyone-but' }>): ClientSocket[] {
    const { adapter, sockets } = this.#namespace;
    const ids = to.kind === 'connection' ? [to.id] : adapter.rooms.get(roomOf(to));
    const found: ClientSocket[] = [];
    for (const id of ids ?? []) {
      const socket = sockets.get(id);
      if (socket) found.push(socket);
    }
    return found;
  }
}

function roomOf({ kind, id }: Extract<Audience, { kind: 'account' | 'waiting-for' }>): string {
  return kind === 'account' ? accountRoom(id) : waitingRoom(id);
}
