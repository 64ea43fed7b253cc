import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Changes } from './changes.js';

interface RawClientOptions {
  headers?: Record<string, string>;
  path?: string;
  query?: string;
  answersPings?: boolean;
}

/** Opens a WebSocket on the engine path and sends any frame, valid Engine.IO and Socket.IO or not. */
export class RawClient {
  readonly #socket: WebSocket;
  /** The received frames in order, without the pings that the client answers. */
  readonly frames: string[] = [];
  readonly #changes = new Changes();

  constructor(
    port: number,
    { headers = {}, path = '/ws/', query = 'EIO=4&transport=websocket', answersPings = true }: RawClientOptions = {},
  ) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}${path}?${query}`, { headers });
    this.#socket.on('error', () => this.#changes.notify());
    this.#socket.on('close', () => this.#changes.notify());
    this.#socket.on('message', (data, isBinary) => {
      const frame = isBinary ? `binary ${data}` : String(data);
      if (frame === '2' && answersPings) this.#socket.send('3');
      else this.frames.push(frame);
      this.#changes.notify();
    });
  }

  /** Opens a client and connects it to the chat namespace. */
  static async join(port: number, token: string, options: RawClientOptions = {}): Promise<RawClient> {
    const client = new RawClient(port, options);
    await client.opened();
    client.send(`40/chat,${JSON.stringify({ token })}`);
    await client.next('40/chat,');
    return client;
  }

  async opened(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) await once(this.#socket, 'open');
  }

  send(frame: string | Buffer): void {
    this.#socket.send(frame);
  }

  /** Stops reading until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Waits for the first frame with this beginning, and returns the frame. */
  next(beginning: string): Promise<string> {
    return this.#changes.until(`a frame that begins with ${beginning}`, () =>
      this.frames.find((frame) => frame.startsWith(beginning)),
    );
  }

  /** Waits until the connection is closed or has failed. */
  async closed(): Promise<void> {
    await this.#changes.until(
      'the connection to close',
      () => this.#socket.readyState === WebSocket.CLOSED || undefined,
    );
  }

  /** Tells whether the server answers an operation on this connection. */
  async answers(): Promise<boolean> {
    const id = this.frames.length + 100;
    this.send(`42/chat,${id}["fetch-users",{"limit":1}]`);
    return (await this.next(`43/chat,${id}[`)).includes('"users"');
  }

  /** Stops reading for good, so that even a close frame stays unread. */
  stall(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }
}
