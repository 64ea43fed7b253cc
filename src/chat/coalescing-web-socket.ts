import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'engine.io';
import { type RawData, type ServerOptions, WebSocket, WebSocketServer } from 'ws';

type Sent = (error?: Error) => void;

/** Bytes that may be on their way to the network before who sends more is made to wait until they are gone. */
const patienceBytes = 16 * 1_024;

/** Those that have something to write when this turn ends. */
let due: CoalescingWebSocket[] = [];

/**
 * The WebSocket server of Engine.IO, as its option `wsEngine`: it hands all that a connection is sent within one turn of the
 * event loop to the operating system at once. An acknowledgement, and the events of the messages that were committed with
 * it, would otherwise cost a system call each. Nothing waits: the turn that sends is the turn that writes.
 */
export class CoalescingWebSocketServer extends WebSocketServer<typeof CoalescingWebSocket> {
  constructor(options: ServerOptions) {
    super({ ...options, WebSocket: CoalescingWebSocket });
  }

  override handleUpgrade(
    request: IncomingMessage,
    network: Duplex,
    head: Buffer,
    done: (socket: CoalescingWebSocket, request: IncomingMessage) => void,
  ): void {
    // The first packet follows at once, and goes with the response.
    network.cork();
    setImmediate(() => network.uncork());
    super.handleUpgrade(request, network, head, (socket) => {
      socket.writeTo(network);
      done(socket, request);
    });
  }
}

export class CoalescingWebSocket extends WebSocket {
  /** Is offered each text that comes, before those who listen for messages; says whether it took it. */
  reader: ((text: Buffer) => boolean) | undefined;
  #network: Duplex | undefined;
  /** The frames of this turn, a character for each byte. */
  #frames = '';
  /** Those who wait for what they sent to be gone. */
  #waiting: Sent[] | undefined;

  writeTo(network: Duplex): void {
    this.#network = network;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const [data, isBinary] = args;
    if (event === 'message' && isBinary === false && this.reader?.(data as Buffer)) return true;
    return super.emit(event, ...args);
  }

  override send(data: unknown, ...rest: readonly unknown[]): void {
    const frame = typeof data === 'string' && this.readyState === WebSocket.OPEN ? textFrame(data) : undefined;
    if (this.#network === undefined || frame === undefined) {
      this.endTurn();
      super.send(data as RawData, ...(rest as [Sent]));
      return;
    }
    this.#add(frame);
    const sent = rest.at(-1) as Sent | undefined;
    if (typeof sent !== 'function') return;
    if (this.#isFree()) sent();
    else if (this.#waiting) this.#waiting.push(sent);
    else this.#waiting = [sent];
  }

  /** Sends a text, of which may be known that it is all ASCII, if it need not wait; says whether it did. */
  offer(text: string, isAscii: boolean): boolean {
    if (this.readyState !== WebSocket.OPEN || !this.#isFree()) return false;
    const frame = textFrame(text, isAscii);
    if (frame !== undefined) this.#add(frame);
    return frame !== undefined;
  }

  override close(code?: number, reason?: string | Buffer): void {
    this.endTurn();
    // Who reads need not be kept while the client takes its time to close.
    this.reader = undefined;
    super.close(code, reason);
  }

  /** Writes what was sent in this turn. */
  endTurn(): void {
    if (this.#frames === '') return;
    const frames = this.#frames;
    const waiting = this.#waiting;
    this.#frames = '';
    this.#waiting = undefined;
    if (waiting === undefined) {
      this.#network?.write(frames, 'latin1');
      return;
    }
    this.#network?.write(frames, 'latin1', (error) => {
      for (const sent of waiting) sent(error ?? undefined);
    });
  }

  /** Whether no more is on its way to the network than may be. */
  #isFree(): boolean {
    return this.#network !== undefined && this.#network.writableLength + this.#frames.length < patienceBytes;
  }

  #add(frame: string): void {
    if (this.#frames === '') this.#takeTurn();
    this.#frames += frame;
  }

  #takeTurn(): void {
    // Ticks run when the promises of this turn have: all that a commit has to tell is sent by then.
    if (due.length === 0) process.nextTick(endTurns);
    due.push(this);
  }
}

/** The WebSocket of a transport of Engine.IO, if it is one. */
export function webSocketOf(transport: Socket['transport']): CoalescingWebSocket | undefined {
  const { socket } = transport as { socket?: unknown };
  return socket instanceof CoalescingWebSocket ? socket : undefined;
}

/**
 * For the event `packetCreate` of a connection: the adapter frames what it broadcasts itself, and such a frame is written at
 * once, before what was sent earlier in the turn.
 */
export function frameLikeOthers({ options }: { options?: { wsPreEncodedFrame?: unknown } }): void {
  if (options?.wsPreEncodedFrame !== undefined) options.wsPreEncodedFrame = undefined;
}

function endTurns(): void {
  const sockets = due;
  due = [];
  for (const socket of sockets) socket.endTurn();
}

/** The frame of a text (RFC 6455, 5.2), a character for each byte; none for one that needs a longer header. */
function textFrame(text: string, isAscii = false): string | undefined {
  const length = isAscii ? text.length : Buffer.byteLength(text);
  if (length > 0xffff) return undefined;
  const header =
    length < 126 ? `\x81${String.fromCharCode(length)}` : `\x81\x7e${String.fromCharCode(length >> 8, length & 0xff)}`;
  return header + (length === text.length ? text : Buffer.from(text).toString('latin1'));
}
