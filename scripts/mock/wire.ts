import type { Socket } from 'socket.io';
import type { Json, Namespace, Operation } from '../codegen/contract.js';
import type { Problem } from '../codegen/runtime/validation-runtime.js';

export interface ReplyDelivery {
  readonly operation: Operation;
  readonly socket: Socket;
  readonly isError: boolean;
  readonly reply: Json;
  readonly acknowledge: (...args: Json[]) => void;
}

export interface EventDelivery {
  readonly operation: Operation;
  readonly receivers: readonly Socket[];
  /** Everybody else in the namespace. */
  readonly bystanders: readonly Socket[];
  /** Nothing, for an event that has none. */
  readonly payload: Json | undefined;
  /** For an event that clients owe a reply to: is given what the client acknowledges with. */
  readonly onReply: ((...args: unknown[]) => void) | undefined;
}

export interface Refusal {
  readonly namespace: Namespace;
  readonly socket: Socket;
  /** Sends the event that says so. */
  readonly tell: () => void;
  /** Carries an event out as if its sender were let in. */
  readonly carryOut: (event: string, args: unknown[]) => void;
}

/**
 * All that a server does which a client can see: the one place where a mutant differs from the mock. What comes in is
 * what is due.
 */
export interface Wire {
  letsIn(namespace: Namespace, isDue: boolean): boolean;
  /** What an operation's payload is found guilty of. */
  verdict(operation: Operation, due: Problem[]): Problem[];
  reply(delivery: ReplyDelivery): void;
  send(delivery: EventDelivery): void;
  refuse(refusal: Refusal): void;
}

/** Does what is due. */
export const honestWire: Wire = {
  letsIn: (_, isDue) => isDue,
  verdict: (_, due) => due,
  reply: ({ acknowledge, reply }) => acknowledge(reply),
  send({ operation, receivers, payload, onReply }) {
    const args = [...(payload === undefined ? [] : [payload]), ...(onReply ? [onReply] : [])];
    for (const socket of receivers) socket.emit(operation.event, ...args);
  },
  refuse({ socket, tell }) {
    tell();
    socket.disconnect();
  },
};
