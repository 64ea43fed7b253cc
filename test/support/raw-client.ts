import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Changes } from './changes.js';

interface RawClientOptions {
  headers?: Record<string, string>;
  path?: string;
  query?: string;
  answersPings?: boolean;
}

/** A WebSocket on the engine path that sends what it is told to, be it no Engine.IO or Socket.IO at all. */
export class RawClient {
  readonly #socket: WebSocket;
  /** The text frames that came, in their order; pings that are answered are left out. */
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

  /** A client that is let in to the chat namespace. */
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

  /** Reads nothing more, until it is told to go on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** The first frame that begins so. */
  next(beginning: string): Promise<string> {
    return this.#changes.until(`a frame that begins with ${beginning}`, () =>
      this.frames.find((frame) => frame.startsWith(beginning)),
    );
  }

  /** Resolves when the connection is closed, or never came about. */
  async closed(): Promise<void> {
    await this.#changes.until(
      'the connection to be closed',
      () => this.#socket.readyState === WebSocket.CLOSED || undefined,
    );
  }

  /** Whether the server still answers on this connection. */
  async answers(): Promise<boolean> {
    const id = this.frames.length + 100;
    this.send(`42/chat,${id}["fetch-users",{"limit":1}]`);
    return (await this.next(`43/chat,${id}[`)).includes('"users"');
  }

  /** Reads nothing any more, not even that the connection is to be closed. */
  stall(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }
}
