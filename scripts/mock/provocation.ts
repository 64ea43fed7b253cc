import type { Json, JsonObject, Namespace, Operation, Scenario } from '../codegen/contract.js';
import { cast } from './cast.js';
import { type Happening, History } from './happening.js';
import { matchScenario } from './match-scenario.js';
import type { MockEnvironment } from './mock-environment.js';
import type { Person } from './people.js';
import type { Scene } from './scene.js';
import { fillKnown } from './template-match.js';

/** A server event that is due, and to whom. */
export interface DueEvent {
  readonly operation: Operation;
  readonly receivers: readonly Person[];
  readonly payload: Json | undefined;
}

/** What the scenarios of a namespace say of the things that happen there. */
export class Provocation {
  readonly #environment: MockEnvironment;
  readonly #namespace: Namespace;
  readonly #history = new History();
  readonly #connected: () => Person[];

  /** `connected` answers who is, in the order in which they connected. */
  constructor(environment: MockEnvironment, namespace: Namespace, connected: () => Person[]) {
    this.#environment = environment;
    this.#namespace = namespace;
    this.#connected = connected;
  }

  remember(happening: Happening): void {
    this.#history.add(happening);
  }

  /** What a reply must contain, or the refusal of a client, by the operation's scenario; `undefined` if it says nothing. */
  expectation({ scenario }: Operation, happening: Happening): Json | undefined {
    const [scene] = this.#scenes(scenario, happening);
    return scenario && scene && contentOf(scenario, cast(scenario, scene, this.#connected()).scene);
  }

  /** The events that a happening makes due. Each person gets an event once, however often its scenario has happened. */
  events(happening: Happening): DueEvent[] {
    return this.#namespace.operations
      .filter(({ sender }) => sender === 'server')
      .flatMap((operation) => this.#dueEvents(operation, happening));
  }

  #dueEvents(operation: Operation, happening: Happening): DueEvent[] {
    const { scenario } = operation;
    const told = new Set<Person>();
    return this.#scenes(scenario, happening).flatMap((scene) => {
      if (!scenario) return [];
      const { scene: full, receivers } = cast(scenario, scene, this.#connected());
      const untold = receivers.filter((person) => !told.has(person));
      if (untold.length === 0) return [];
      for (const person of untold) told.add(person);
      const instead = happening.kind === 'emit' ? this.#repeated(operation, happening) : undefined;
      const containing = contentOf(scenario, full);
      const payload = operation.payload && this.#environment.samples.of(operation.payload, { instead, containing });
      return [{ operation, receivers: untold, payload }];
    });
  }

  /** An event about the very thing that the reply was about has that very thing in it. */
  #repeated(operation: Operation, { event, reply }: Happening & { kind: 'emit' }): JsonObject | undefined {
    const cause = this.#namespace.operations.find(
      (candidate) => candidate.sender === 'client' && candidate.event === event,
    );
    return cause && this.#environment.replies.shared(cause, reply, operation);
  }

  /** The ways in which a scenario has just happened: those nearest to its own words first, then the latest. */
  #scenes(scenario: Scenario | undefined, happening: Happening): Scene[] {
    if (!scenario) return [];
    const { contract, people } = this.#environment;
    const stage = { contract, people, operations: this.#namespace.operations, history: this.#history.all };
    return matchScenario(stage, scenario, happening).sort((left, right) => left.differences - right.differences);
  }
}

function contentOf(scenario: Scenario, scene: Scene): Json | undefined {
  if (scenario.payload === undefined) return undefined;
  return fillKnown(scenario.payload, (path) => scene.lookUp(path), scene.standIns);
}
