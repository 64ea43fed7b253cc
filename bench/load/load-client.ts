import { WebSocket } from 'ws';
import { type Credentials, createFraming, type Framing, type WireName } from './framing.js';

/** Where a server is, and what it speaks. */
export interface Address {
  readonly port: number;
  readonly wire: WireName;
}

export interface Person {
  readonly username: string;
  readonly credentials: Credentials;
}

export interface LoadClientListener {
  onEvent(event: string, payload: unknown): void;
  onAcknowledgement(id: number, reply: unknown): void;
  /** The connection ended, and it was not by us; or the server broke its protocol. */
  onFailure(error: Error): void;
}

/** A client of any of the servers, which does what a real one does: it parses every packet and answers the pings. */
export class LoadClient {
  readonly #socket: WebSocket;
  readonly #framing: Framing;
  readonly #listener: LoadClientListener;
  #isClosing = false;

  private constructor(socket: WebSocket, framing: Framing, listener: LoadClientListener) {
    this.#socket = socket;
    this.#framing = framing;
    this.#listener = listener;
  }

  /** Resolves when the server has let the person in. */
  static connect(address: Address, person: Person, listener: LoadClientListener): Promise<LoadClient> {
    const framing = createFraming(address.wire, person.credentials);
    const url = `ws://127.0.0.1:${address.port}${framing.path(person.username)}`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const client = new LoadClient(socket, framing, listener);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
        if (!client.#isClosing) listener.onFailure(error);
      };
      socket.on('error', fail);
      socket.on('close', (code) => fail(new Error(`The server ended the connection of ${person.username}: ${code}`)));
      socket.on('message', (data) => client.#read(String(data), () => resolve(client), fail));
    });
  }

  /** Sends an event that is to be acknowledged under this number, which is for the caller to choose. */
  emit(id: number, event: string, payload: object): void {
    this.#socket.send(this.#framing.encode(id, event, payload));
  }

  /** Resolves when the connection is closed on both sides. */
  close(): Promise<void> {
    this.#isClosing = true;
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.close();
    });
  }

  #read(text: string, onReady: () => void, fail: (error: Error) => void): void {
    const frame = this.#framing.decode(text);
    switch (frame.kind) {
      case 'event':
        // By this event our own service refuses someone whom it has connected.
        if (frame.event === 'auth-failed') fail(new Error(`Not let in: ${JSON.stringify(frame.payload)}`));
        else this.#listener.onEvent(frame.event, frame.payload);
        break;
      case 'ack':
        this.#listener.onAcknowledgement(frame.id, frame.reply);
        break;
      case 'answer':
        this.#socket.send(frame.frame);
        break;
      case 'ready':
        onReady();
        break;
      case 'refused':
        fail(new Error(`The server refused: ${frame.reason}`));
        break;
    }
  }
}
