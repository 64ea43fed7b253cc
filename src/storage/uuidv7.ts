import { randomFillSync } from 'node:crypto';

/** Bytes of randomness fetched at a time; each id takes eight. */
const POOL_BYTES = 4096;
const BYTES_PER_ID = 8;

const MAX_COUNTER = 0xfff;
const RANDOM_BITS = 62n;
const RANDOM_MASK = (1n << RANDOM_BITS) - 1n;
const COUNTER_BITS = 12n;

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Makes a generator of UUIDv7s in lower case (RFC 9562, 5.7). Each is greater than the one before, also when the clock
 * stands still or goes back: the 12 bits after the version count within a millisecond (6.2, method 1), and when they run
 * out the id borrows from the next millisecond. The other 62 bits are random.
 * @param now the time, in ms since 1970
 */
export function createUuidV7(now: () => number = Date.now): () => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  let time = 0;
  let counter = 0;

  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const random = pool.readBigUInt64BE(used) & RANDOM_MASK;
    used += BYTES_PER_ID;

    const clock = now();
    if (clock > time) {
      time = clock;
      counter = 0;
    } else if (counter < MAX_COUNTER) {
      counter += 1;
    } else {
      time += 1;
      counter = 0;
    }
    return format(time, counter, random);
  };
}

/** The least UUIDv7 after this one. */
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
  return format(Number(upper >> COUNTER_BITS), Number(upper & BigInt(MAX_COUNTER)), next & RANDOM_MASK);
}

/** Whether this is a UUIDv7 as this service writes them: in lower case. */
export function isUuidV7(text: string): boolean {
  return shape.test(text);
}

function format(time: number, counter: number, random: bigint): string {
  const head = time.toString(16).padStart(12, '0');
  // The variant of RFC 9562: the two highest bits are 10.
  const tail = ((0b10n << RANDOM_BITS) | random).toString(16);
  return `${head.slice(0, 8)}-${head.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
