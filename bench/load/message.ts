import { usernameOf } from './people.js';
import { uuidText, uuidV7 } from './uuid-v7.js';

/** The text after the number of a message: together about as long as a message that a person writes. */
const text = 'are you coming to the river with us tonight, or is it too cold?';

/** The time in the first message's UUID, in ms since 1970, and the number of messages that share a millisecond. */
const firstTime = Date.UTC(2026, 0, 1);
const messagesPerMillisecond = 16;

/** Builds the payload of `send-message` as the generated client sends it: with a UUIDv7 that depends on the number alone. */
export function messagePayload(number: number, recipient: number) {
  const uuid = uuidV7(firstTime + Math.floor(number / messagesPerMillisecond), number);
  return { user: usernameOf(recipient), message: `${number} ${text}`, clientMessageId: uuidText(uuid) };
}

/** Reads the number that a chat's text begins with; `NaN` when there is none. */
export function numberIn(chat: unknown): number {
  const message = typeof chat === 'object' && chat !== null && 'message' in chat ? chat.message : undefined;
  return typeof message === 'string' ? Number.parseInt(message, 10) : Number.NaN;
}
