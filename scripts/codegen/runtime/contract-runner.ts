import {
  type CaseKind,
  ContractBreach,
  type ContractSuite,
  type ContractTarget,
  type SuiteClientEvent,
  type SuiteNamespace,
  type SuiteServerEvent,
  show,
} from './contract-demands.js';
import { World } from './contract-world.js';
import type { Problem, Validator } from './validation-runtime.js';

/** One demand; `run` rejects with a ContractBreach when the server does not meet it. */
export interface ContractCase {
  /** The address of the namespace. */
  readonly namespace: string;
  readonly event: string;
  readonly kind: CaseKind;
  /** What is demanded, in words, beginning with the event. */
  readonly title: string;
  run(target: ContractTarget): Promise<void>;
}

/** Every demand of a suite, to be given to a test runner one by one. */
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
      make('valid', 'succeeds as its scenario says', async (world) => {
        const reply = await world.play(scenario);
        if (!hasReply) return;
        expectSuccess(tested, reply);
        world.expectContains(reply, scenario.payload, 'the reply');
      }),
    );
  }
  for (const { name, ...sent } of hasReply ? tested.examples : []) {
    cases.push(
      make('valid', `gives its example "${name}" a documented reply`, async (world) => {
        await world.connect('tester');
        const payloads = 'payload' in sent ? [sent.payload] : [];
        expectDocumentedReply(tested, await world.emit('tester', event, ...payloads));
      }),
    );
  }
  if (tested.error && tested.invalid.length > 0) {
    cases.push(
      make('invalid', 'refuses what its schema does not allow', async (world) => {
        await world.connect('tester');
        const breaches: string[] = [];
        for (const { what, ...sent } of tested.invalid) {
          const payloads = 'payload' in sent ? [sent.payload] : [];
          const breach = refusalBreach(suite, tested, await world.emit('tester', event, ...payloads));
          if (breach !== undefined) breaches.push(`${what}: ${breach}`);
        }
        if (breaches.length > 0) throw new ContractBreach(breaches.join('\n'));
      }),
    );
  }
  if (namespace.auth) {
    cases.push(
      make('unauthenticated', 'is not carried out for whoever is not let in', async (world) => {
        await world.expectStrangersRefused(namespace.auth?.refusedBy, event, tested.examples[0]?.payload);
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
    make('provoked', `reaches ${scenario.receivers.join(' and ')}, and nobody else`, async (world) => {
      await world.play(scenario);
      for (const receiver of scenario.receivers) {
        const payload = await world.received(receiver, event, scenario.payload);
        if (tested.payload) expectValid(tested.payload, payload, `\`${event}\``);
      }
      await world.expectReceivers(event, scenario.receivers, scenario.payload);
    }),
  ];
}

/** Makes cases of one event; each begins with nobody connected, and leaves nobody behind. */
export function caseMaker(suite: ContractSuite, namespace: SuiteNamespace, event: string) {
  return (kind: CaseKind, what: string, run: (world: World) => Promise<void>): ContractCase => ({
    namespace: namespace.address,
    event,
    kind,
    title: `${event} ${what}`,
    async run(target) {
      const world = new World(suite, namespace, target);
      try {
        await run(world);
        await world.expectOneAcknowledgementEach(event);
        world.expectOnlyKnownEvents();
      } finally {
        await world.dispose();
      }
    },
  });
}

function expectSuccess({ event, reply, error }: SuiteClientEvent, received: unknown): void {
  if (error?.is(received)) throw new ContractBreach(`\`${event}\` was answered with an error: ${show(received)}`);
  if (reply) expectValid(reply, received, `the reply to \`${event}\``);
}

/** @throws ContractBreach unless it is the success reply, or an error reply with a code that the event may answer. */
export function expectDocumentedReply(tested: SuiteClientEvent, received: unknown): void {
  const { event, error, errorCodes } = tested;
  if (error === undefined || !looksLikeError(error, received)) {
    expectSuccess(tested, received);
    return;
  }
  expectValid(error, received, `the error reply to \`${event}\``);
  const code = errorCode(received);
  // A contract that lists no codes for the event leaves them open.
  if (code === undefined || errorCodes.length === 0 || errorCodes.includes(code)) return;
  throw new ContractBreach(`\`${event}\` answered \`${code}\`; it may answer ${errorCodes.join(', ')}`);
}

/** Whether a reply is an error reply, or is none only for a mistake in it. */
function looksLikeError(error: Validator<unknown>, received: unknown): boolean {
  return error.is(received) || Object.hasOwn(Object(received), 'error');
}

/** What is wrong with the reply to a payload that is not valid. */
export function refusalBreach(
  suite: ContractSuite,
  { error }: SuiteClientEvent,
  received: unknown,
): string | undefined {
  if (!error?.is(received)) return `answered with ${show(received)} in place of an error`;
  const code = errorCode(received);
  if (suite.invalidPayloadCode === undefined || code === suite.invalidPayloadCode) return undefined;
  return `answered \`${code}\` where \`${suite.invalidPayloadCode}\` is due`;
}

function expectValid(validator: Validator<unknown>, received: unknown, what: string): void {
  const problems = validator.problems(received);
  if (problems.length === 0) return;
  throw new ContractBreach(
    `${what} is no ${validator.typeName}: ${problems.map(showProblem).join('; ')}, in ${show(received)}`,
  );
}

function errorCode(reply: unknown): string | undefined {
  const { error, code } = Object(reply);
  return [Object(error).code, code, error].find((candidate) => typeof candidate === 'string');
}

function showProblem({ path, message }: Problem): string {
  return path === '' ? `it ${message}` : `${path} ${message}`;
}
