import { PacketType } from 'socket.io-parser';
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

/**
 * The last argument of an event that is to be acknowledged: under which number. Socket.IO has a function there, which encodes
 * and sends; by the number, the acknowledgement can be written with what else is for the client.
 */
export class AckRequest {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** An event as a client sent it: its name, its payloads and, last, how it is to be acknowledged, if it is. */
export type SentEvent = [event: string, ...args: unknown[]];

/** Reads an event of the contract, if the packet is one without fault. */
export function parseEvent(packet: string): SentEvent | undefined {
  if (!packet.startsWith(eventHead)) return undefined;
  const start = packet.indexOf('[', eventHead.length);
  const id = packet.slice(eventHead.length, start);
  if (start < 0 || !/^\d*$/.test(id)) return undefined;
  const data = parseArray(packet.slice(start));
  const event = data?.[0];
  if (data === undefined || typeof event !== 'string' || !Object.hasOwn(clientOperations, event)) return undefined;
  if (id !== '') data.push(new AckRequest(Number(id)));
  return data as SentEvent;
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
