import type { Target } from './commands.js';
import { LoadClient, type Person } from './load-client.js';

/** A client that waits for each reply and measures the time to it. */
export class RequestClient {
  readonly #client: LoadClient;
  readonly #pending: Map<number, (reply: unknown) => void>;
  #nextId = 0;

  private constructor(client: LoadClient, pending: Map<number, (reply: unknown) => void>) {
    this.#client = client;
    this.#pending = pending;
  }

  static async connect(target: Target, person: Person): Promise<RequestClient> {
    const pending = new Map<number, (reply: unknown) => void>();
    const client = await LoadClient.connect(target, person, {
      onEvent: () => {},
      onAcknowledgement: (id, reply) => {
        pending.get(id)?.(reply);
        pending.delete(id);
      },
      onFailure: (error) => {
        throw error;
      },
    });
    return new RequestClient(client, pending);
  }

  /**
   * Sends an event and waits for the acknowledgement.
   * @throws Error when the reply is an error
   */
  async request(event: string, payload: object): Promise<{ readonly reply: object; readonly ms: number }> {
    const id = this.#nextId;
    this.#nextId += 1;
    const replied = new Promise<unknown>((resolve) => this.#pending.set(id, resolve));
    const start = performance.now();
    this.#client.emit(id, event, payload);
    const reply = await replied;
    const ms = performance.now() - start;
    if (typeof reply !== 'object' || reply === null || 'error' in reply) {
      throw new Error(`${event} was answered with ${JSON.stringify(reply)}`);
    }
    return { reply, ms };
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
