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

/** The payload of `send-message`, as the README has its readers send it: with an id of their own. */
export function messagePayload(number: number, recipient: number) {
  return { user: usernameOf(recipient), message: `${number} ${text}`, clientMessageId: scatteredUuid(number) };
}

/** The number that a chat's text begins with. */
export function numberIn(chat: unknown): number {
  const message = typeof chat === 'object' && chat !== null && 'message' in chat ? chat.message : undefined;
  return typeof message === 'string' ? Number.parseInt(message, 10) : Number.NaN;
}

/** The same for the same number, and as scattered over an index as the random UUIDs of real clients. */
function scatteredUuid(number: number): string {
  const [a, b, c, d] = [1, 2, 3, 4].map((seed) => scatter(number, seed).toString(16).padStart(8, '0'));
  return `${a}-${b?.slice(0, 4)}-4${b?.slice(5)}-a${c?.slice(1, 4)}-${c?.slice(4)}${d}`;
}

/** The last steps of MurmurHash3, which change half of all bits for each bit that differs. */
function scatter(number: number, seed: number): number {
  let hash = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
