import type { PayloadChecks } from './client-checks.js';
import { ClientError } from './client-error.js';
import type { EventDefinition, Listener } from './client-types.js';

/** Registers a client's listeners, calls them, and acknowledges events with a listener's answer. */
export class ClientEvents {
  readonly #definitions: Readonly<Record<string, EventDefinition>>;
  readonly #checks: PayloadChecks;
  readonly #report: (error: unknown) => void;
  readonly #listeners = new Map<PropertyKey, Set<Listener>>();

  constructor(
    definitions: Readonly<Record<string, EventDefinition>>,
    checks: PayloadChecks,
    report: (error: unknown) => void,
  ) {
    this.#definitions = definitions;
    this.#checks = checks;
    this.#report = report;
  }

  on(event: PropertyKey, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => this.off(event, listener);
  }

  off(event: PropertyKey, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  /** Calls the listeners of an event and resolves with the first listener's answer. Reports what listeners throw. */
  async notify(event: string, payload?: unknown): Promise<unknown> {
    const answers = [...(this.#listeners.get(event) ?? [])].map(async (listener) => {
      try {
        return await listener(payload as never);
      } catch (error) {
        this.#report(error);
        return undefined;
      }
    });
    return answers[0];
  }

  /** Handles an event of the server. The last of `args` is a function when the server expects an acknowledgement. */
  async receive(event: string, args: readonly unknown[]): Promise<void> {
    const definition = Object.hasOwn(this.#definitions, event) ? this.#definitions[event] : undefined;
    if (definition === undefined) return;
    const acknowledge = args.at(-1);
    const isValid = this.#check([definition.payload], args[0], event);
    const answer = isValid ? await this.notify(event, args[0]) : undefined;
    if (typeof acknowledge !== 'function') return;
    // Acknowledge even without an answer, because the server waits for the acknowledgement.
    const isAnswer = answer !== undefined && this.#check(definition.replies ?? [], answer, `the answer to ${event}`);
    acknowledge(...(isAnswer ? [answer] : []));
  }

  #check(types: readonly (string | undefined)[], data: unknown, event: string): boolean {
    const problems = this.#checks.problems(types, data);
    if (problems.length > 0) {
      this.#report(new ClientError('invalid-event', 'does not match the contract', { event, problems }));
    }
    return problems.length === 0;
  }
}
