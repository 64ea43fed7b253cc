import type { Target } from './commands.js';
import type { Person } from './load-client.js';
import { LoadClient } from './load-client.js';

/** A client that waits for each reply, and says how long it took. */
export class AskingClient {
  readonly #client: LoadClient;
  readonly #waiting: Map<number, (reply: unknown) => void>;
  #next = 0;

  private constructor(client: LoadClient, waiting: Map<number, (reply: unknown) => void>) {
    this.#client = client;
    this.#waiting = waiting;
  }

  static async connect(target: Target, person: Person): Promise<AskingClient> {
    const waiting = new Map<number, (reply: unknown) => void>();
    const client = await LoadClient.connect(target, person, {
      onEvent: () => {},
      onAcknowledgement: (id, reply) => {
        waiting.get(id)?.(reply);
        waiting.delete(id);
      },
      onFailure: (error) => {
        throw error;
      },
    });
    return new AskingClient(client, waiting);
  }

  /** @throws Error when the reply is an error */
  async ask(event: string, payload: object): Promise<{ readonly reply: object; readonly ms: number }> {
    const id = this.#next;
    this.#next += 1;
    const replied = new Promise<unknown>((resolve) => this.#waiting.set(id, resolve));
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
