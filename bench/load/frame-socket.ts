import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The read buffer of all sockets: each read is processed before the next one. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** Bounds the time in which the server ends the connection after a close frame. */
const closeTimeoutMs = 5_000;

const endOfHead = '\r\n\r\n';

/** The first byte of a frame: the FIN bit and the opcode (RFC 6455, 5.2). */
const textFrame = 0x81;
const closeFrame = 0x88;
const pingFrame = 0x89;
const pongFrame = 0x8a;

/** The bit in the second byte of a frame that marks a masked payload. */
const maskedBit = 0x80;

/** The values in the second byte of a frame that mean that the length follows in two, or in eight bytes. */
const lengthInTwo = 126;
const lengthInEight = 127;

/**
 * The client side of a WebSocket (RFC 6455) that the benchmark needs: text in unfragmented frames, to a server on this
 * machine. The load shares the cores with the servers that it measures, and `ws` took a sixth of the load's CPU time.
 */
export class FrameSocket {
  onText: (text: string) => void = () => {};
  /** Resolves with the reason when either side has ended the connection. */
  readonly ended: Promise<string>;
  readonly #socket: Socket;
  readonly #mask = randomBytes(4);
  #isOpen = false;
  #isClosing = false;
  #reason = 'the connection ended without a reason';
  /** The beginning of an incomplete frame or head. */
  #rest: Buffer | undefined;

  constructor(port: number, path: string) {
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (length) => this.#receive(length) },
    });
    this.#socket.on('error', (error) => {
      this.#reason = error.message;
    });
    this.ended = new Promise((resolve) => this.#socket.once('close', () => resolve(this.#reason)));
    const key = randomBytes(16).toString('base64');
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}${endOfHead}`,
    );
  }

  send(text: string): void {
    this.#write(textFrame, text);
  }

  /** Asks the server to end the connection. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#write(closeFrame, '');
    this.#socket.setTimeout(closeTimeoutMs, () => this.destroy('the server did not end it'));
  }

  /** Ends the connection at once, for this reason, and drops received frames. */
  destroy(reason: string): void {
    this.onText = () => {};
    this.#socket.destroy(new Error(reason));
  }

  #write(first: number, text: string): void {
    const length = Buffer.byteLength(text);
    const start = length < lengthInTwo ? 6 : 8;
    const frame = Buffer.allocUnsafe(start + length);
    frame[0] = first;
    if (length < lengthInTwo) {
      frame[1] = maskedBit | length;
    } else {
      frame[1] = maskedBit | lengthInTwo;
      frame.writeUInt16BE(length, 2);
    }
    const mask = this.#mask;
    frame.set(mask, start - mask.length);
    frame.write(text, start);
    for (let index = 0; index < length; index += 1) {
      frame[start + index] = (frame[start + index] ?? 0) ^ (mask[index & 3] ?? 0);
    }
    this.#socket.write(frame);
  }

  /** @returns whether to go on reading */
  #receive(length: number): boolean {
    const received = readBuffer.subarray(0, length);
    const bytes = this.#rest ? Buffer.concat([this.#rest, received]) : received;
    const consumed = this.#isOpen ? this.#readFrames(bytes, 0) : this.#readHead(bytes);
    this.#rest = consumed < bytes.length ? Buffer.from(bytes.subarray(consumed)) : undefined;
    return true;
  }

  #readHead(bytes: Buffer): number {
    const end = bytes.indexOf(endOfHead);
    if (end < 0) return 0;
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 101 ')) {
      this.destroy(`the server answered ${head.split('\r\n')[0]}`);
      return bytes.length;
    }
    this.#isOpen = true;
    return this.#readFrames(bytes, end + endOfHead.length);
  }

  /** Reads the complete frames from `start` on. @returns the start of the first incomplete frame */
  #readFrames(bytes: Buffer, start: number): number {
    let next = start;
    while (bytes.length >= next + 2) {
      let length = bytes.readUInt8(next + 1);
      let payload = next + 2;
      if (length === lengthInTwo) {
        payload = next + 4;
        if (bytes.length < payload) break;
        length = bytes.readUInt16BE(next + 2);
      } else if (length === lengthInEight) {
        payload = next + 10;
        if (bytes.length < payload) break;
        length = Number(bytes.readBigUInt64BE(next + 2));
      }
      const end = payload + length;
      if (bytes.length < end) break;
      this.#handle(bytes.readUInt8(next), bytes.toString('utf8', payload, end));
      next = end;
    }
    return next;
  }

  #handle(first: number, text: string): void {
    switch (first) {
      case textFrame:
        this.onText(text);
        break;
      case pingFrame:
        this.#write(pongFrame, text);
        break;
      case closeFrame:
        this.#reason = 'the server closed it';
        this.close();
        break;
      default:
        this.destroy(`the server sent a frame that begins with ${first}`);
    }
  }
}
