import type { Json, Operation } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import type { Problem } from '../codegen/runtime/validation-runtime.js';
import type { ClientAction } from './client-action.js';
import type { EventTriggers } from './event-triggers.js';
import { flattenSchema } from './flatten-schema.js';
import { valueAt } from './json-paths.js';
import type { MockEnvironment } from './mock-environment.js';
import type { User } from './users.js';

export interface Answer {
  /** `undefined` for an operation without an acknowledgement or without an error reply. */
  readonly reply: Json | undefined;
  readonly isError: boolean;
  /** True for a repeated request with a known idempotency key, which must not trigger events again. */
  readonly isRepeated: boolean;
}

/** Answers the requests to one namespace. */
export class Answers {
  readonly #environment: MockEnvironment;
  readonly #triggers: EventTriggers;
  /** The error codes to answer the next request with, by event. */
  readonly #forced = new Map<string, string>();
  /** The replies to requests with an idempotency key, by user. */
  readonly #carriedOut = new WeakMap<User, Map<string, Json | undefined>>();

  constructor(environment: MockEnvironment, triggers: EventTriggers) {
    this.#environment = environment;
    this.#triggers = triggers;
  }

  /** Makes the next request of that event fail with that error code. */
  failNext(event: string, code: string): void {
    this.#forced.set(event, code);
  }

  /** @throws NoSampleError when no valid reply could be generated. */
  answer(operation: Operation, user: User, payloads: readonly Json[]): Answer {
    const { errors, wire, note } = this.#environment;
    const { event } = operation;
    const problems = wire.problems(operation, this.#problems(operation, payloads));
    if (problems.length > 0) {
      note(`a client sent an invalid \`${event}\`: ${problems.map(showProblem).join('; ')}`);
      return { reply: errors.ofProblems(operation, problems), isError: true, isRepeated: false };
    }
    const code = this.#forced.get(event);
    this.#forced.delete(event);
    if (code !== undefined) return { reply: errors.ofCode(operation, code), isError: true, isRepeated: false };
    return this.#carryOut(operation, user, payloads[0]);
  }

  #carryOut(operation: Operation, user: User, payload: Json | undefined): Answer {
    const key = this.#idempotencyKey(operation, payload);
    const earlier = this.#carriedOut.get(user) ?? new Map<string, Json | undefined>();
    if (key !== undefined && earlier.has(key)) return { reply: earlier.get(key), isError: false, isRepeated: true };
    const reply = this.#success(operation, user, payload);
    if (key !== undefined) this.#carriedOut.set(user, earlier.set(key, reply));
    return { reply, isError: false, isRepeated: false };
  }

  #success(operation: Operation, user: User, payload: Json | undefined): Json | undefined {
    if (!operation.reply && !operation.error) return undefined;
    const action: ClientAction = { kind: 'emit', user, event: operation.event, payload, reply: undefined };
    return this.#environment.replies.success(operation, payload, this.#triggers.expectation(operation, action));
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

/** Formats a problem, as in `/user is required`. */
export function showProblem({ path, message }: Problem): string {
  return `${path === '' ? 'it' : path} ${message}`;
}
