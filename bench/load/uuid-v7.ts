/** Builds a UUIDv7 (RFC 9562, 5.7): the same 16 bytes for the same time (in ms since 1970) and number. */
export function uuidV7(time: number, number: number): Buffer {
  const version = 0x7000;
  const variant = 0xa000;
  const [first, second] = [scatter(number, 1), scatter(number, 2)];
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt16BE(version | (first & 0x0fff), 6);
  bytes.writeUInt16BE(variant | (second & 0x0fff), 8);
  bytes.writeUInt16BE(second >>> 16, 10);
  bytes.writeUInt32BE(scatter(number, 3), 12);
  return bytes;
}

/** Formats the 16 bytes of a UUID as text. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Hashes a number by the last steps of MurmurHash3, which change half of all bits for each bit that differs. */
function scatter(number: number, seed: number): number {
  let hash = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
