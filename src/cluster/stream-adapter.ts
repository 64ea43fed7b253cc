import { ClusterAdapter, type ClusterMessage, type ClusterResponse } from 'socket.io-adapter';
import type { Outbox } from './outbox.js';

/** The namespaces' adapters, each to be given what other processes tell. */
export class StreamAdapters {
  readonly #adapters = new Set<StreamAdapter>();
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** For the option `adapter` of a Socket.IO server. */
  create(namespace: unknown): StreamAdapter {
    const adapter = new StreamAdapter(namespace, this.#outbox);
    this.#adapters.add(adapter);
    return adapter;
  }

  /** Gives a message of another process, or of this one, to the adapter it is for, which leaves alone what is its own. */
  take(message: ClusterMessage): void {
    for (const adapter of this.#adapters) adapter.take(message);
  }
}

/**
 * Has what is sent to a room of this process reach the room's sockets on all processes. The sockets of this process get
 * it at once, whether or not Redis is there: for the base class a message is out when it is in the outbox.
 *
 * It is for emitting and disconnecting. `fetchSockets` and acknowledged broadcasts know the sockets of this process only.
 */
class StreamAdapter extends ClusterAdapter {
  readonly #outbox: Outbox;

  constructor(namespace: unknown, outbox: Outbox) {
    super(namespace);
    this.#outbox = outbox;
  }

  take(message: ClusterMessage): void {
    this.onMessage(message);
  }

  protected override async doPublish(message: ClusterMessage): Promise<string> {
    this.#outbox.add(message);
    // The offset is for recovering a connection's state, which this service does not do.
    return '';
  }

  protected override async doPublishResponse(_requester: string, response: ClusterResponse): Promise<void> {
    this.#outbox.add(response);
  }
}
