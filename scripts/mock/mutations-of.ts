import type { Contract, Json, Namespace, Operation, Payload, Scenario } from '../codegen/contract.js';
import { invalidPayloads } from '../codegen/invalid-payloads.js';
import { isObject } from '../codegen/json.js';
import { type ContractChecks, contractChecks } from './contract-checks.js';
import { codePlaceIn } from './error-replies.js';
import { schemaAt } from './flatten-schema.js';
import type { Change, Edit, Mutation } from './mutation.js';
import { payloadFields } from './payload-fields.js';
import { NoSampleError, Samples } from './samples.js';

const ofEachType: Json[] = [null, 'text', 12.5, true, ['item'], { field: 'value' }];
const unknownField = 'mockUnknownField';
const unknownCode = 'mock-unknown-code';

/** Returns all single deviations from the document that a client can observe. */
export function mutationsOf(contract: Contract): Mutation[] {
  return new MutationList(contract).all();
}

class MutationList {
  readonly #contract: Contract;
  readonly #checks: ContractChecks;
  readonly #samples: Samples;
  readonly #mutations: Mutation[] = [];

  constructor(contract: Contract) {
    this.#contract = contract;
    this.#checks = contractChecks(contract);
    this.#samples = new Samples(contract, this.#checks, 1);
  }

  all(): Mutation[] {
    for (const namespace of this.#contract.namespaces) {
      for (const operation of namespace.operations) {
        if (operation.sender === 'client') this.#addOfRequest(namespace, operation);
        else if (operation.scenario) this.#addOfEvent(namespace, operation, operation.scenario);
      }
      this.#addOfHandshake(namespace);
    }
    return this.#mutations;
  }

  #addOfRequest(namespace: Namespace, operation: Operation): void {
    const { event, payload, reply, error, scenario } = operation;
    const add = this.#adder(namespace, operation);
    if (reply) {
      this.#addOfPayload(reply, `the reply to ${event}`, (title, edit) => add(title, { at: 'reply', edit }));
      this.#addOfScenario(reply, scenario, `the reply to ${event}`, (title, edit) => add(title, { at: 'reply', edit }));
      add(`the reply to ${event} is not sent`, { at: 'reply', how: 'not sent' });
      add(`the reply to ${event} is sent twice`, { at: 'reply', how: 'sent twice' });
      add(`the reply to ${event} has two arguments`, { at: 'reply', how: 'with two arguments' });
    }
    if (!error || !payload || invalidPayloads(this.#contract, payload).length === 0) return;
    this.#addOfPayload(error, `the error of ${event}`, (title, edit) => add(title, { at: 'error', edit }));
    for (const code of this.#wrongCodes(operation)) {
      const path = codePlaceIn(this.#contract, error.type);
      if (path) add(`the error of ${event} has the code ${code}`, { at: 'error', edit: { path, value: code } });
    }
    add(`${event} accepts an invalid payload`, { at: 'request', how: 'invalid accepted' });
    add(`${event} refuses a valid payload`, { at: 'request', how: 'valid refused' });
  }

  /** Returns an undocumented code, and a code of other operations. */
  #wrongCodes({ errorCodes }: Operation): string[] {
    const others = this.#contract.errors.map(({ code }) => code).filter((code) => !errorCodes.includes(code));
    return [unknownCode, ...(errorCodes.length > 0 ? others.slice(0, 1) : [])];
  }

  #addOfEvent(namespace: Namespace, operation: Operation, scenario: Scenario): void {
    const { event, payload, reply, error } = operation;
    const add = this.#adder(namespace, operation);
    if (payload) {
      this.#addOfPayload(payload, event, (title, edit) => add(title, { at: 'event', edit }));
      this.#addOfScenario(payload, scenario, event, (title, edit) => add(title, { at: 'event', edit }));
    }
    if (scenario.receivers.length === 0) return;
    add(`${event} is not sent`, { at: 'event', how: 'not sent' });
    add(`${event} is sent twice`, { at: 'event', how: 'sent twice' });
    add(`${event} comes with an unknown event`, { at: 'event', how: 'with an unknown event' });
    if (hasNonReceiver(scenario))
      add(`${event} is also sent to another client`, { at: 'event', how: 'also to another client' });
    if (reply || error)
      add(`${event} does not ask for its reply`, { at: 'event', how: 'without asking for the reply' });
  }

  #addOfHandshake(namespace: Namespace): void {
    if (!namespace.auth) return;
    const { address } = namespace;
    const add = this.#adder(namespace, undefined);
    add(`${address} accepts every client`, { at: 'handshake', how: 'not checked' });
    if (namespace.auth.refusedBy)
      add(`${address} refuses without the event`, { at: 'handshake', how: 'without the event' });
    add(`${address} does not close the socket of a refused client`, { at: 'handshake', how: 'not closed' });
    if (namespace.operations.some(({ sender, reply }) => sender === 'client' && reply)) {
      add(`${address} answers before it refuses`, { at: 'handshake', how: 'answered before' });
    }
  }

  #addOfPayload({ type }: Payload, what: string, add: AddEdit): void {
    const { fields, closed } = payloadFields(this.#contract, type);
    this.#addWrongType({ $ref: `#/definitions/${type}` }, [], what, add);
    for (const { path, schema, isRequired } of fields) {
      if (isRequired) add(`${what} lacks ${pointer(path)}`, { path, value: undefined });
      this.#addWrongType(schema, path, what, add);
    }
    for (const path of closed) {
      const field = [...path, unknownField];
      add(`${what} has the unknown field ${pointer(field)}`, { path: field, value: true });
    }
  }

  #addWrongType(schema: Json, path: readonly string[], what: string, add: AddEdit): void {
    const value = ofEachType.find((candidate) => !this.#checks.allows(schema, candidate));
    if (value === undefined) return;
    add(`${what} has ${JSON.stringify(value)} as ${pointer(path) || 'itself'}`, { path, value });
  }

  /** Replaces the values that a scenario expects by other valid values. */
  #addOfScenario({ type }: Payload, scenario: Scenario | undefined, what: string, add: AddEdit): void {
    for (const { path, expected } of leavesOf(scenario?.payload)) {
      const schema = schemaAt(this.#contract, { $ref: `#/definitions/${type}` }, path);
      const value = schema && this.#otherThan(expected, schema);
      if (value !== undefined) add(`${what} has another ${pointer(path)}`, { path, value });
    }
  }

  #otherThan(expected: Json, schema: Json): Json | undefined {
    const generated: Json[] = [];
    try {
      generated.push(this.#samples.ofSchema(schema, 'a field'), this.#samples.ofSchema(schema, 'a field'));
    } catch (error) {
      if (!(error instanceof NoSampleError)) throw error;
    }
    const simple = typeof expected === 'number' ? [expected + 1, expected - 1] : [expected !== true, 'another-value'];
    return [...simple, ...generated].find((value) => value !== expected && this.#checks.allows(schema, value));
  }

  #adder({ address }: Namespace, operation: Operation | undefined) {
    const meant = operation && { id: operation.id, event: operation.event };
    return (title: string, change: Change): void => {
      this.#mutations.push({ title, namespace: address, operation: meant, change });
    };
  }
}

type AddEdit = (title: string, edit: Edit) => void;

/** Returns true when a client that is connected at the end of a scenario does not receive its event. */
function hasNonReceiver({ connected, steps, receivers }: Scenario): boolean {
  const there = new Set(connected);
  for (const step of steps) {
    if ('connect' in step) there.add(step.actor);
    if ('disconnect' in step) there.delete(step.actor);
  }
  return [...there].some((actor) => !receivers.includes(actor));
}

function leavesOf(
  value: Json | undefined,
  path: readonly string[] = [],
): { path: readonly string[]; expected: Json }[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, String(index)]));
  if (!isObject(value)) return [{ path, expected: value }];
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...path, name]));
}

function pointer(path: readonly string[]): string {
  return path.map((name) => `/${name}`).join('');
}
