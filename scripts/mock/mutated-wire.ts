import { replaceAt } from './json-paths.js';
import type { Change, EventChange, HandshakeChange, Mutation } from './mutation.js';
import { type EventDelivery, honestWire, type Refusal, type ReplyDelivery, type Wire } from './wire.js';

/** An event that no document has. */
const unknownEvent = 'mock-unknown-event';
/** What a request that is valid is found guilty of. */
const madeUpProblem = { path: '', message: 'is refused for no reason' };

/** A wire that does what is due, but for the one change of the mutation. */
export function mutatedWire({ change, namespace, operation }: Mutation): Wire {
  const isMeant = ({ id }: { id: string }) => id === operation?.id;
  return {
    letsIn(entered, isDue) {
      const isUnchecked = change.at === 'handshake' && change.how === 'not checked' && entered.address === namespace;
      return isUnchecked || isDue;
    },
    verdict(judged, due) {
      if (change.at !== 'request' || !isMeant(judged)) return due;
      if (change.how === 'invalid accepted') return [];
      return due.length > 0 ? due : [madeUpProblem];
    },
    reply(delivery) {
      if (isMeant(delivery.operation)) reply(change, delivery);
      else honestWire.reply(delivery);
    },
    send(delivery) {
      if (isMeant(delivery.operation)) send(change, delivery);
      else honestWire.send(delivery);
    },
    refuse(refusal) {
      if (change.at === 'handshake' && refusal.namespace.address === namespace) refuse(change.how, refusal);
      else honestWire.refuse(refusal);
    },
  };
}

function reply(change: Change, delivery: ReplyDelivery): void {
  const isOther = (change.at !== 'reply' && change.at !== 'error') || (change.at === 'error') !== delivery.isError;
  if (isOther) {
    honestWire.reply(delivery);
  } else if ('edit' in change) {
    const { path, value } = change.edit;
    honestWire.reply({ ...delivery, reply: replaceAt(delivery.reply, path, value) });
  } else if (change.how === 'with two arguments') {
    delivery.acknowledge(delivery.reply, delivery.reply);
  } else if (change.how === 'sent twice') {
    replyTwice(delivery);
  }
}

/** Socket.IO sends an acknowledgement once, however often it is asked to; so the packet itself is written again. */
function replyTwice(delivery: ReplyDelivery): void {
  const { conn } = delivery.socket;
  conn.once('packetCreate', ({ data }: { data: string }) => {
    queueMicrotask(() => conn.write(data));
  });
  honestWire.reply(delivery);
}

function send(change: Change, delivery: EventDelivery): void {
  for (const sent of change.at === 'event' ? deliveries(change, delivery) : [delivery]) honestWire.send(sent);
}

/** What is sent in place of what is due. */
function deliveries(change: EventChange, delivery: EventDelivery): EventDelivery[] {
  const { operation, receivers, bystanders, payload } = delivery;
  if ('edit' in change) return [{ ...delivery, payload: replaceAt(payload, change.edit.path, change.edit.value) }];
  switch (change.how) {
    case 'not sent':
      return [];
    case 'sent twice':
      return [delivery, delivery];
    case 'to somebody else too':
      return [{ ...delivery, receivers: [...receivers, ...bystanders.slice(-1)] }];
    case 'with an unknown event':
      return [delivery, { ...delivery, operation: { ...operation, event: unknownEvent } }];
    case 'without asking for the reply':
      return [{ ...delivery, onReply: undefined }];
  }
}

function refuse(how: HandshakeChange['how'], { socket, tell, carryOut }: Refusal): void {
  switch (how) {
    case 'not told':
      socket.disconnect();
      return;
    case 'not closed':
      tell();
      return;
    default:
      socket.onAny((event: string, ...args: unknown[]) => {
        carryOut(event, args);
        tell();
        socket.disconnect();
      });
  }
}
