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
  /** The other sockets of the namespace. */
  readonly nonReceivers: readonly Socket[];
  /** The payload; `undefined` for an event without one. */
  readonly payload: Json | undefined;
  /** Called with the arguments of the client's acknowledgement, for an event that requires one. */
  readonly onReply: ((...args: unknown[]) => void) | undefined;
}

export interface Refusal {
  readonly namespace: Namespace;
  readonly socket: Socket;
  /** Sends the event that refuses the client. */
  readonly sendRefusal: () => void;
  /** Handles an event as if the client were accepted. */
  readonly carryOut: (event: string, args: unknown[]) => void;
}

/**
 * All behaviour of the mock that a client can observe. A mutant replaces this interface only. The arguments are the
 * documented behaviour.
 */
export interface Wire {
  accepts(namespace: Namespace, expected: boolean): boolean;
  /** Returns the problems of a payload for which the request is refused. */
  problems(operation: Operation, expected: Problem[]): Problem[];
  reply(delivery: ReplyDelivery): void;
  send(delivery: EventDelivery): void;
  refuse(refusal: Refusal): void;
}

/** Behaves as documented. */
export const unmodifiedWire: Wire = {
  accepts: (_, expected) => expected,
  problems: (_, expected) => expected,
  reply: ({ acknowledge, reply }) => acknowledge(reply),
  send({ operation, receivers, payload, onReply }) {
    const args = [...(payload === undefined ? [] : [payload]), ...(onReply ? [onReply] : [])];
    for (const socket of receivers) socket.emit(operation.event, ...args);
  },
  refuse({ socket, sendRefusal }) {
    sendRefusal();
    socket.disconnect();
  },
};
