import { FrameSocket } from './frame-socket.js';
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
  readonly #socket: FrameSocket;
  readonly #framing: Framing;
  readonly #listener: LoadClientListener;
  readonly #onReady: () => void;
  readonly #ended: Promise<unknown>;
  #isClosing = false;

  private constructor(address: Address, person: Person, listener: LoadClientListener, onReady: () => void) {
    this.#framing = createFraming(address.wire, person.credentials);
    this.#listener = listener;
    this.#onReady = onReady;
    this.#socket = new FrameSocket(address.port, this.#framing.path(person.username));
    this.#socket.onText = (text) => this.#read(text);
    this.#ended = this.#socket.ended.then((reason) => {
      if (!this.#isClosing) listener.onFailure(new Error(`The connection of ${person.username} ended: ${reason}`));
    });
  }

  /** Resolves when the server has let the person in. */
  static connect(address: Address, person: Person, listener: LoadClientListener): Promise<LoadClient> {
    return new Promise((resolve, reject) => {
      const onFailure = (error: Error): void => {
        reject(error);
        listener.onFailure(error);
      };
      const client = new LoadClient(address, person, { ...listener, onFailure }, () => resolve(client));
    });
  }

  /** Sends an event that is to be acknowledged under this number, which is for the caller to choose. */
  emit(id: number, event: string, payload: object): void {
    this.#socket.send(this.#framing.encode(id, event, payload));
  }

  /** Resolves when the connection is closed on both sides. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#socket.close();
    await this.#ended;
  }

  #read(text: string): void {
    const frame = this.#framing.decode(text);
    switch (frame.kind) {
      case 'event':
        // By this event our own service refuses someone whom it has connected.
        if (frame.event === 'auth-failed') this.#socket.destroy(`not let in: ${JSON.stringify(frame.payload)}`);
        else this.#listener.onEvent(frame.event, frame.payload);
        break;
      case 'ack':
        this.#listener.onAcknowledgement(frame.id, frame.reply);
        break;
      case 'answer':
        this.#socket.send(frame.frame);
        break;
      case 'ready':
        this.#onReady();
        break;
      case 'refused':
        this.#socket.destroy(`the server refused: ${frame.reason}`);
        break;
    }
  }
}
