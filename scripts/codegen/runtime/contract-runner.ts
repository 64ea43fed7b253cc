import { ContractRun } from './contract-run.js';
import {
  type CaseKind,
  ContractBreach,
  type ContractSuite,
  type ContractTarget,
  type SuiteClientEvent,
  type SuiteNamespace,
  type SuiteServerEvent,
  show,
} from './contract-types.js';
import type { Problem, Validator } from './validation-runtime.js';

/** One test case; `run` rejects with a ContractBreach when the server violates the contract. */
export interface ContractCase {
  /** The address of the namespace. */
  readonly namespace: string;
  readonly event: string;
  readonly kind: CaseKind;
  /** What the case tests, in words, beginning with the event. */
  readonly title: string;
  run(target: ContractTarget): Promise<void>;
}

/** Returns all test cases of a suite, for any test runner. */
export function contractCases(suite: ContractSuite): ContractCase[] {
  return suite.namespaces.flatMap((namespace) => [
    ...namespace.clientEvents.flatMap((event) => clientEventCases(suite, namespace, event)),
    ...namespace.serverEvents.flatMap((event) => serverEventCases(suite, namespace, event)),
  ]);
}

function clientEventCases(suite: ContractSuite, namespace: SuiteNamespace, tested: SuiteClientEvent): ContractCase[] {
  const { event, scenario } = tested;
  const make = caseMaker(suite, namespace, event);
  const hasReply = tested.reply !== undefined || tested.error !== undefined;
  const cases = [];
  if (scenario) {
    cases.push(
      make('valid', 'succeeds as its scenario says', async (run) => {
        const reply = await run.runScenario(scenario);
        if (!hasReply) return;
        expectSuccess(tested, reply);
        run.expectContains(reply, scenario.payload, 'the reply');
      }),
    );
  }
  for (const { name, ...sent } of hasReply ? tested.examples : []) {
    cases.push(
      make('valid', `gets a documented reply to its example "${name}"`, async (run) => {
        await run.connect('tester');
        const payloads = 'payload' in sent ? [sent.payload] : [];
        expectDocumentedReply(tested, await run.emit('tester', event, ...payloads));
      }),
    );
  }
  if (tested.error && tested.invalid.length > 0) {
    cases.push(
      make('invalid', 'is refused with an error when the payload is invalid', async (run) => {
        await run.connect('tester');
        const breaches: string[] = [];
        for (const { what, ...sent } of tested.invalid) {
          const payloads = 'payload' in sent ? [sent.payload] : [];
          const breach = refusalBreach(suite, tested, await run.emit('tester', event, ...payloads));
          if (breach !== undefined) breaches.push(`${what}: ${breach}`);
        }
        if (breaches.length > 0) throw new ContractBreach(breaches.join('\n'));
      }),
    );
  }
  if (namespace.auth) {
    cases.push(
      make('unauthenticated', 'is not carried out for an unauthenticated client', async (run) => {
        await run.expectUnauthenticatedRefused(namespace.auth?.refusedBy, event, tested.examples[0]?.payload);
      }),
    );
  }
  return cases;
}

function serverEventCases(suite: ContractSuite, namespace: SuiteNamespace, tested: SuiteServerEvent): ContractCase[] {
  const { event, scenario } = tested;
  if (!scenario) return [];
  const make = caseMaker(suite, namespace, event);
  return [
    make('provoked', `reaches ${scenario.receivers.join(' and ')}, and no other client`, async (run) => {
      await run.runScenario(scenario);
      for (const receiver of scenario.receivers) {
        const payload = await run.received(receiver, event, scenario.payload);
        if (tested.payload) expectValid(tested.payload, payload, `\`${event}\``);
      }
      await run.expectReceivers(event, scenario.receivers, scenario.payload);
    }),
  ];
}

/** Returns a function that creates test cases of one event. Each case starts without connections and closes its own. */
export function caseMaker(suite: ContractSuite, namespace: SuiteNamespace, event: string) {
  return (kind: CaseKind, what: string, test: (run: ContractRun) => Promise<void>): ContractCase => ({
    namespace: namespace.address,
    event,
    kind,
    title: `${event} ${what}`,
    async run(target) {
      const run = new ContractRun(suite, namespace, target);
      try {
        await test(run);
        await run.expectOneAcknowledgementEach(event);
        run.expectOnlyKnownEvents();
      } finally {
        await run.dispose();
      }
    },
  });
}

function expectSuccess({ event, reply, error }: SuiteClientEvent, received: unknown): void {
  if (error?.is(received)) throw new ContractBreach(`\`${event}\` was answered with an error: ${show(received)}`);
  if (reply) expectValid(reply, received, `the reply to \`${event}\``);
}

/** @throws ContractBreach unless the reply is a success reply, or an error reply with a documented code. */
export function expectDocumentedReply(tested: SuiteClientEvent, received: unknown): void {
  const { event, error, errorCodes } = tested;
  if (error === undefined || !looksLikeError(error, received)) {
    expectSuccess(tested, received);
    return;
  }
  expectValid(error, received, `the error reply to \`${event}\``);
  const code = errorCode(received);
  // Without a list of codes in the contract, any code is allowed.
  if (code === undefined || errorCodes.length === 0 || errorCodes.includes(code)) return;
  throw new ContractBreach(`\`${event}\` answered \`${code}\`; it may answer ${errorCodes.join(', ')}`);
}

/** Returns true for an error reply, and for a reply that is one except for a mistake in it. */
function looksLikeError(error: Validator<unknown>, received: unknown): boolean {
  return error.is(received) || Object.hasOwn(Object(received), 'error');
}

/** Describes what is wrong with the reply to an invalid payload; `undefined` when it is correct. */
export function refusalBreach(
  suite: ContractSuite,
  { error }: SuiteClientEvent,
  received: unknown,
): string | undefined {
  if (!error?.is(received)) return `answered with ${show(received)} instead of an error`;
  const code = errorCode(received);
  if (suite.invalidPayloadCode === undefined || code === suite.invalidPayloadCode) return undefined;
  return `answered \`${code}\` instead of \`${suite.invalidPayloadCode}\``;
}

function expectValid(validator: Validator<unknown>, received: unknown, what: string): void {
  const problems = validator.problems(received);
  if (problems.length === 0) return;
  throw new ContractBreach(
    `${what} is not a valid ${validator.typeName}: ${problems.map(showProblem).join('; ')}, in ${show(received)}`,
  );
}

function errorCode(reply: unknown): string | undefined {
  const { error, code } = Object(reply);
  return [Object(error).code, code, error].find((candidate) => typeof candidate === 'string');
}

function showProblem({ path, message }: Problem): string {
  return path === '' ? `it ${message}` : `${path} ${message}`;
}
