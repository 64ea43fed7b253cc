import { usernameOf } from './people.js';

/** What everyone writes after the number of the message: together about as long as a message of a person. */
const text = 'are you coming to the river with us tonight, or is it too cold?';

/** By how far, in the circle of all people, someone's correspondents are from them: each has eight, and is one of theirs. */
const distances = [1, -1, 7, -7, 31, -31, 77, -77];

/** Whom a person's next message is for. @param turn counts that person's messages */
export function recipientOf(sender: number, turn: number, people: number): number {
  const distance = distances[turn % distances.length] ?? 1;
  const recipient = (((sender + distance) % people) + people) % people;
  // Of few people, some distances lead around the circle and back.
  return recipient === sender ? (sender + 1) % people : recipient;
}

/** The payload of `send-message`, as the generated client sends it: with a UUIDv7. */
export function messagePayload(number: number, recipient: number) {
  return { user: usernameOf(recipient), message: `${number} ${text}`, clientMessageId: uuidOf(number) };
}

/** The number that a chat's text begins with. */
export function numberIn(chat: unknown): number {
  const message = typeof chat === 'object' && chat !== null && 'message' in chat ? chat.message : undefined;
  return typeof message === 'string' ? Number.parseInt(message, 10) : Number.NaN;
}

/** The time that the first message's UUID begins with, in ms since 1970, and how many share a millisecond. */
const firstTime = Date.UTC(2026, 0, 1);
const eachMillisecond = 16;

const uuidBytes = Buffer.alloc(16);

/** A UUIDv7 (RFC 9562, 5.7), the same for the same number. */
function uuidOf(number: number): string {
  const version = 0x7000;
  const variant = 0xa000;
  const [first, second] = [scatter(number, 1), scatter(number, 2)];
  uuidBytes.writeUIntBE(firstTime + Math.floor(number / eachMillisecond), 0, 6);
  uuidBytes.writeUInt16BE(version | (first & 0x0fff), 6);
  uuidBytes.writeUInt16BE(variant | (second & 0x0fff), 8);
  uuidBytes.writeUInt16BE(second >>> 16, 10);
  uuidBytes.writeUInt32BE(scatter(number, 3), 12);
  const hex = uuidBytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The last steps of MurmurHash3, which change half of all bits for each bit that differs. */
function scatter(number: number, seed: number): number {
  let hash = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
