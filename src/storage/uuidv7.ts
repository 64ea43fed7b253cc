import { randomFillSync } from 'node:crypto';

/** Bytes of randomness fetched at a time; each id uses eight. */
const POOL_BYTES = 4096;
/** Hexadecimal digits of an id after its counter. */
const TAIL_DIGITS = 16;

const MAX_COUNTER = 0xfff;
const RANDOM_BITS = 62n;
const RANDOM_MASK = (1n << RANDOM_BITS) - 1n;
const COUNTER_BITS = 12n;

/** The variant of RFC 9562: the two highest bits of this digit are 10, the others stay as they are. */
const variantDigits = [...'89ab89ab89ab89ab'];
const hexDigits = '0123456789abcdef';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Creates a generator of UUIDv7s in lower case (RFC 9562, section 5.7). Each id is greater than the one before, even when the
 * clock stands still or goes back: the 12 bits after the version are a counter within the millisecond (section 6.2, method
 * 1), and when the counter is full, the id takes the next millisecond. The other 62 bits are random.
 * @param now Returns the time in ms since 1970.
 */
export function createUuidV7(now: () => number = Date.now): () => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let random = '';
  let used = 0;
  let time = 0;
  let head = '';
  let counter = 0;

  return () => {
    if (used === random.length) {
      random = randomFillSync(pool).toString('hex');
      used = 0;
    }
    const clock = now();
    if (clock > time || counter === MAX_COUNTER) {
      time = Math.max(clock, time + 1);
      head = formatTime(time);
      counter = 0;
    } else {
      counter += 1;
    }
    const start = used;
    used += TAIL_DIGITS;
    return `${head}${formatCounter(counter)}${formatTail(random, start)}`;
  };
}

/** Returns the smallest UUIDv7 that is greater than this one. */
export function successorOf(id: string): string {
  if (!isUuidV7(id)) {
    throw new RangeError('Not a UUIDv7 in lower case.');
  }
  const hex = id.replaceAll('-', '');
  const time = BigInt(`0x${hex.slice(0, 12)}`);
  const counter = BigInt(`0x${hex.slice(13, 16)}`);
  const random = BigInt(`0x${hex.slice(16)}`) & RANDOM_MASK;
  const next = (((time << COUNTER_BITS) | counter) << RANDOM_BITS) + random + 1n;
  const upper = next >> RANDOM_BITS;
  const head = formatTime(Number(upper >> COUNTER_BITS)) + formatCounter(Number(upper & BigInt(MAX_COUNTER)));
  return head + formatTail((next & RANDOM_MASK).toString(16).padStart(TAIL_DIGITS, '0'), 0);
}

/** Returns whether the text is a UUIDv7 in lower case, as this service writes them. */
export function isUuidV7(text: string): boolean {
  return shape.test(text);
}

/** Converts a UUID to the 16 bytes that databases store. Their order is the order of the texts. */
export function uuidToBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/** Converts 16 bytes to a UUID in lower case. */
export function uuidFromBytes(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function formatTime(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
}

function formatCounter(counter: number): string {
  return counter.toString(16).padStart(3, '0');
}

/** Formats 16 digits of `hex` from `start` on; the first digit gets the variant. */
function formatTail(hex: string, start: number): string {
  const variant = variantDigits[hexDigits.indexOf(hex.charAt(start))];
  return `-${variant}${hex.slice(start + 1, start + 4)}-${hex.slice(start + 4, start + TAIL_DIGITS)}`;
}
