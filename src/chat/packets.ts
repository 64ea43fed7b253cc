import { Decoder, Encoder, PacketType } from 'socket.io-parser';
import { clientOperations, namespace } from '../../generated/operations.js';

/*
 * The packets of events and acknowledgements, in Socket.IO's protocol, revision 5
 * (https://socket.io/docs/v4/socket-io-protocol/). All others are left to the library, and so is what breaks the protocol.
 */

const eventHead = `${PacketType.EVENT}${namespace},`;
const ackHead = `${PacketType.ACK}${namespace},`;

/** A packet to be sent, or a part of one. */
export interface Packet {
  readonly text: string;
  /** Whether it is as long in bytes: who frames it need not count, for which the text would have to be put together. */
  readonly isAscii: boolean;
}

/** An event of ours: none has anything binary, and the names of all are ASCII. */
export function eventPacket(event: string, payload: object): Packet {
  const { text, isAscii } = jsonOf(payload);
  return { text: `${eventHead}["${event}",${text}]`, isAscii };
}

/** The acknowledgement that a client asked for under this number. */
export function ackPacket(id: number, reply: object): Packet {
  const { text, isAscii } = jsonOf(reply);
  return { text: `${ackHead}${id}[${text}]`, isAscii };
}

/** The last argument of an event that is to be acknowledged: under which number. */
export class AckRequest {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/**
 * Reads what clients send, as Socket.IO's option `parser`. Who carries out an event is given the number of its
 * acknowledgement instead of a function that encodes and sends it, so that it can be written with what else is for the client.
 */
class ChatDecoder extends Decoder {
  override add(packet: unknown): void {
    const event = typeof packet === 'string' && packet.startsWith(eventHead) ? parseEvent(packet) : undefined;
    // A text has no place among the attachments of a binary packet: that is for the library to say.
    if (event === undefined || Reflect.get(this, 'reconstructor')) super.add(packet);
    else this.emitReserved('decoded', event);
  }
}

export const parser = { Encoder, Decoder: ChatDecoder };

/** An event of the contract, if the packet is one without fault. */
function parseEvent(packet: string) {
  const start = packet.indexOf('[', eventHead.length);
  const id = packet.slice(eventHead.length, start);
  if (start < 0 || !/^\d*$/.test(id)) return undefined;
  const data = parseArray(packet.slice(start));
  const event = data?.[0];
  if (data === undefined || typeof event !== 'string' || !Object.hasOwn(clientOperations, event)) return undefined;
  if (id !== '') data.push(new AckRequest(Number(id)));
  return { type: PacketType.EVENT, nsp: namespace, data };
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

let last: { readonly value: object; readonly json: Packet } | undefined;

/** What a client is acknowledged, others are told in the next breath: it is the same object. */
function jsonOf(value: object): Packet {
  if (last?.value !== value) {
    const text = JSON.stringify(value);
    last = { value, json: { text, isAscii: Buffer.byteLength(text) === text.length } };
  }
  return last.json;
}
