import type { Json, JsonObject, Namespace, Operation, Scenario } from '../codegen/contract.js';
import { assignActors } from './assign-actors.js';
import { ActionHistory, type ClientAction } from './client-action.js';
import { matchScenario } from './match-scenario.js';
import type { MockEnvironment } from './mock-environment.js';
import type { ScenarioMatch } from './scenario-match.js';
import { fillKnown } from './template-match.js';
import type { User } from './users.js';

/** A server event to send, and its receivers. */
export interface DueEvent {
  readonly operation: Operation;
  readonly receivers: readonly User[];
  readonly payload: Json | undefined;
}

/** Determines, from the scenarios of a namespace, the server events that an action triggers. */
export class EventTriggers {
  readonly #environment: MockEnvironment;
  readonly #namespace: Namespace;
  readonly #history = new ActionHistory();
  readonly #connected: () => User[];

  /** @param connected Returns the connected users, in the order in which they connected. */
  constructor(environment: MockEnvironment, namespace: Namespace, connected: () => User[]) {
    this.#environment = environment;
    this.#namespace = namespace;
    this.#connected = connected;
  }

  record(action: ClientAction): void {
    this.#history.add(action);
  }

  /** Returns what the reply to an action, or a refusal, must contain according to the scenario, if it says so. */
  expectation({ scenario }: Operation, action: ClientAction): Json | undefined {
    const [match] = this.#matches(scenario, action);
    return scenario && match && contentOf(scenario, assignActors(scenario, match, this.#connected()).match);
  }

  /**
   * Returns the events that an action triggers. Each user receives an event once, even if several matches include it.
   */
  dueEvents(action: ClientAction): DueEvent[] {
    return this.#namespace.operations
      .filter(({ sender }) => sender === 'server')
      .flatMap((operation) => this.#dueEventsOf(operation, action));
  }

  #dueEventsOf(operation: Operation, action: ClientAction): DueEvent[] {
    const { scenario } = operation;
    const notified = new Set<User>();
    return this.#matches(scenario, action).flatMap((match) => {
      if (!scenario) return [];
      const { match: full, receivers } = assignActors(scenario, match, this.#connected());
      const remaining = receivers.filter((user) => !notified.has(user));
      if (remaining.length === 0) return [];
      for (const user of remaining) notified.add(user);
      const overrides = action.kind === 'emit' ? this.#repeated(operation, action) : undefined;
      const containing = contentOf(scenario, full);
      const payload = operation.payload && this.#environment.samples.of(operation.payload, { overrides, containing });
      return [{ operation, receivers: remaining, payload }];
    });
  }

  /** Returns the objects that the event shares with the reply, such as the same order or message. */
  #repeated(operation: Operation, { event, reply }: ClientAction & { kind: 'emit' }): JsonObject | undefined {
    const cause = this.#namespace.operations.find(
      (candidate) => candidate.sender === 'client' && candidate.event === event,
    );
    return cause && this.#environment.replies.shared(cause, reply, operation);
  }

  /** Returns the ways in which a scenario matches: those with the fewest different literals first, then the latest. */
  #matches(scenario: Scenario | undefined, action: ClientAction): ScenarioMatch[] {
    if (!scenario) return [];
    const { contract, users } = this.#environment;
    const context = { contract, users, operations: this.#namespace.operations, history: this.#history.all };
    return matchScenario(context, scenario, action).sort((left, right) => left.differences - right.differences);
  }
}

function contentOf(scenario: Scenario, match: ScenarioMatch): Json | undefined {
  if (scenario.payload === undefined) return undefined;
  return fillKnown(scenario.payload, (path) => match.lookUp(path), match.literals);
}
