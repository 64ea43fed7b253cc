import { replaceAt } from './json-paths.js';
import type { Change, EventChange, HandshakeChange, Mutation } from './mutation.js';
import { type EventDelivery, type Refusal, type ReplyDelivery, unmodifiedWire, type Wire } from './wire.js';

/** The name of an event that no document defines. */
const unknownEvent = 'mock-unknown-event';
/** The problem with which a mutant refuses a valid request. */
const inventedProblem = { path: '', message: 'is refused for no reason' };

/** Creates a wire that behaves as documented, except for the change of a mutation. */
export function mutatedWire({ change, namespace, operation }: Mutation): Wire {
  const isMutated = ({ id }: { id: string }) => id === operation?.id;
  return {
    accepts(connected, expected) {
      const isUnchecked = change.at === 'handshake' && change.how === 'not checked' && connected.address === namespace;
      return isUnchecked || expected;
    },
    problems(checked, expected) {
      if (change.at !== 'request' || !isMutated(checked)) return expected;
      if (change.how === 'invalid accepted') return [];
      return expected.length > 0 ? expected : [inventedProblem];
    },
    reply(delivery) {
      if (isMutated(delivery.operation)) reply(change, delivery);
      else unmodifiedWire.reply(delivery);
    },
    send(delivery) {
      if (isMutated(delivery.operation)) send(change, delivery);
      else unmodifiedWire.send(delivery);
    },
    refuse(refusal) {
      if (change.at === 'handshake' && refusal.namespace.address === namespace) refuse(change.how, refusal);
      else unmodifiedWire.refuse(refusal);
    },
  };
}

function reply(change: Change, delivery: ReplyDelivery): void {
  const isOther = (change.at !== 'reply' && change.at !== 'error') || (change.at === 'error') !== delivery.isError;
  if (isOther) {
    unmodifiedWire.reply(delivery);
  } else if ('edit' in change) {
    const { path, value } = change.edit;
    unmodifiedWire.reply({ ...delivery, reply: replaceAt(delivery.reply, path, value) });
  } else if (change.how === 'with two arguments') {
    delivery.acknowledge(delivery.reply, delivery.reply);
  } else if (change.how === 'sent twice') {
    replyTwice(delivery);
  }
}

/** Writes the packet of an acknowledgement a second time, because Socket.IO sends an acknowledgement only once. */
function replyTwice(delivery: ReplyDelivery): void {
  const { conn } = delivery.socket;
  conn.once('packetCreate', ({ data }: { data: string }) => {
    queueMicrotask(() => conn.write(data));
  });
  unmodifiedWire.reply(delivery);
}

function send(change: Change, delivery: EventDelivery): void {
  for (const sent of change.at === 'event' ? deliveries(change, delivery) : [delivery]) unmodifiedWire.send(sent);
}

/** Returns the deliveries that a mutant makes instead of the correct one. */
function deliveries(change: EventChange, delivery: EventDelivery): EventDelivery[] {
  const { operation, receivers, nonReceivers, payload } = delivery;
  if ('edit' in change) return [{ ...delivery, payload: replaceAt(payload, change.edit.path, change.edit.value) }];
  switch (change.how) {
    case 'not sent':
      return [];
    case 'sent twice':
      return [delivery, delivery];
    case 'also to another client':
      return [{ ...delivery, receivers: [...receivers, ...nonReceivers.slice(-1)] }];
    case 'with an unknown event':
      return [delivery, { ...delivery, operation: { ...operation, event: unknownEvent } }];
    case 'without asking for the reply':
      return [{ ...delivery, onReply: undefined }];
  }
}

function refuse(how: HandshakeChange['how'], { socket, sendRefusal, carryOut }: Refusal): void {
  switch (how) {
    case 'without the event':
      socket.disconnect();
      return;
    case 'not closed':
      sendRefusal();
      return;
    default:
      socket.onAny((event: string, ...args: unknown[]) => {
        carryOut(event, args);
        sendRefusal();
        socket.disconnect();
      });
  }
}
