import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** What comes is read into this, and taken out of it before the next is: one for all sockets. */
const arrivals = Buffer.allocUnsafeSlow(65_536);

/** Milliseconds that a server has to end a connection that it is asked to end. */
const closePatienceMs = 5_000;

const endOfHead = '\r\n\r\n';

/** A frame's first byte: that nothing of it follows in another frame, and what it is (RFC 6455, 5.2). */
const textFrame = 0x81;
const closeFrame = 0x88;
const pingFrame = 0x89;
const pongFrame = 0x8a;

/** In a frame's second byte: that its payload is masked. */
const maskedBit = 0x80;

/** In a frame's second byte, instead of a length: that the length follows in two, or in eight bytes. */
const lengthInTwo = 126;
const lengthInEight = 127;

/**
 * The client's side of a WebSocket (RFC 6455), of what a benchmark needs: text in whole frames, to a server on this machine.
 * The load shares the cores with the servers that it measures: a sixth of its time was that of `ws`, which is made for all
 * that may come.
 */
export class FrameSocket {
  onText: (text: string) => void = () => {};
  /** Resolves with the reason when the connection has ended, by whomever. */
  readonly ended: Promise<string>;
  readonly #socket: Socket;
  readonly #mask = randomBytes(4);
  #isOpen = false;
  #isClosing = false;
  #reason = 'without a reason';
  /** The beginning of something whose rest is still to come. */
  #rest: Buffer | undefined;

  constructor(port: number, path: string) {
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: arrivals, callback: (length) => this.#receive(length) },
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
    this.#socket.setTimeout(closePatienceMs, () => this.destroy('the server does not end it'));
  }

  /** Ends the connection at once, for this reason; what has come already is not told any more. */
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
    const come = arrivals.subarray(0, length);
    const bytes = this.#rest ? Buffer.concat([this.#rest, come]) : come;
    const taken = this.#isOpen ? this.#takeFrames(bytes, 0) : this.#takeHead(bytes);
    this.#rest = taken < bytes.length ? Buffer.from(bytes.subarray(taken)) : undefined;
    return true;
  }

  #takeHead(bytes: Buffer): number {
    const end = bytes.indexOf(endOfHead);
    if (end < 0) return 0;
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 101 ')) {
      this.destroy(`the server answered ${head.split('\r\n')[0]}`);
      return bytes.length;
    }
    this.#isOpen = true;
    return this.#takeFrames(bytes, end + endOfHead.length);
  }

  /** Takes the whole frames that begin at `start`, and answers where the first that is not whole begins. */
  #takeFrames(bytes: Buffer, start: number): number {
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
      this.#take(bytes.readUInt8(next), bytes.toString('utf8', payload, end));
      next = end;
    }
    return next;
  }

  #take(first: number, text: string): void {
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
