import { FrameSocket } from './frame-socket.js';
import { type Credentials, createFraming, type Framing, type WireName } from './framing.js';

/** The port and the protocol of a server. */
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
  /** The server ended the connection or violated its protocol. */
  onFailure(error: Error): void;
}

/** A client of any of the servers. As a real client does, it parses every packet and answers pings. */
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

  /** Connects a person. Resolves when the server has accepted the connection. */
  static connect(address: Address, person: Person, listener: LoadClientListener): Promise<LoadClient> {
    return new Promise((resolve, reject) => {
      const onFailure = (error: Error): void => {
        reject(error);
        listener.onFailure(error);
      };
      const client = new LoadClient(address, person, { ...listener, onFailure }, () => resolve(client));
    });
  }

  /** Sends an event. The server acknowledges it under this id, which the caller chooses. */
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
        // The service accepts the connection before it rejects a token by this event.
        if (frame.event === 'auth-failed')
          this.#socket.destroy(`the server rejected the client: ${JSON.stringify(frame.payload)}`);
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
        this.#socket.destroy(`the server sent ${frame.reason}`);
        break;
    }
  }
}
