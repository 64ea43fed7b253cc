import type { Json, Operation } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import type { Problem } from '../codegen/runtime/validation-runtime.js';
import { flattenSchema } from './flatten-schema.js';
import type { Happening } from './happening.js';
import { valueAt } from './json-paths.js';
import type { MockEnvironment } from './mock-environment.js';
import type { Person } from './people.js';
import type { Provocation } from './provocation.js';

export interface Answer {
  /** Nothing, for an operation that is not acknowledged, or that has no error reply. */
  readonly reply: Json | undefined;
  readonly isError: boolean;
  /** Whether the same request was carried out before, and nobody is to be told again. */
  readonly isRepeated: boolean;
}

/** Answers the requests of one namespace's clients. */
export class Answers {
  readonly #environment: MockEnvironment;
  readonly #provocation: Provocation;
  /** By event, the error code that answers it the next time. */
  readonly #forced = new Map<string, string>();
  /** By person, the replies to requests that had an idempotency key. */
  readonly #carriedOut = new WeakMap<Person, Map<string, Json | undefined>>();

  constructor(environment: MockEnvironment, provocation: Provocation) {
    this.#environment = environment;
    this.#provocation = provocation;
  }

  /** The next request of that event is answered with that error. */
  failNext(event: string, code: string): void {
    this.#forced.set(event, code);
  }

  /** @throws NoSampleError when no reply was found. */
  answer(operation: Operation, person: Person, payloads: readonly Json[]): Answer {
    const { errors, wire, note } = this.#environment;
    const { event } = operation;
    const problems = wire.verdict(operation, this.#problems(operation, payloads));
    if (problems.length > 0) {
      note(`a client sent an invalid \`${event}\`: ${problems.map(showProblem).join('; ')}`);
      return { reply: errors.ofProblems(operation, problems), isError: true, isRepeated: false };
    }
    const code = this.#forced.get(event);
    this.#forced.delete(event);
    if (code !== undefined) return { reply: errors.ofCode(operation, code), isError: true, isRepeated: false };
    return this.#carryOut(operation, person, payloads[0]);
  }

  #carryOut(operation: Operation, person: Person, payload: Json | undefined): Answer {
    const key = this.#idempotencyKey(operation, payload);
    const earlier = this.#carriedOut.get(person) ?? new Map<string, Json | undefined>();
    if (key !== undefined && earlier.has(key)) return { reply: earlier.get(key), isError: false, isRepeated: true };
    const reply = this.#success(operation, person, payload);
    if (key !== undefined) this.#carriedOut.set(person, earlier.set(key, reply));
    return { reply, isError: false, isRepeated: false };
  }

  #success(operation: Operation, person: Person, payload: Json | undefined): Json | undefined {
    if (!operation.reply && !operation.error) return undefined;
    const happening: Happening = { kind: 'emit', person, event: operation.event, payload, reply: undefined };
    return this.#environment.replies.success(operation, payload, this.#provocation.expectation(operation, happening));
  }

  #problems({ payload, event }: Operation, payloads: readonly Json[]): Problem[] {
    if (!payload) return [];
    if (payloads.length > 1) return [{ path: '', message: `is ${payloads.length} arguments; \`${event}\` has one` }];
    return this.#environment.checks.problems(payload.type, payloads[0]);
  }

  #idempotencyKey({ event, payload }: Operation, sent: Json | undefined): string | undefined {
    const { contract } = this.#environment;
    const fields = objectAt(flattenSchema(contract, contract.schemas.get(payload?.type ?? '')), 'properties');
    const [name] = Object.keys(fields).filter(
      (field) => objectAt(fields, field)['x-socketio-idempotency-key'] === true,
    );
    const value = name === undefined ? undefined : valueAt(sent, [name]);
    return value === undefined ? undefined : JSON.stringify([event, value]);
  }
}

/** A problem in words, as in `/user is required`. */
export function showProblem({ path, message }: Problem): string {
  return `${path === '' ? 'it' : path} ${message}`;
}
