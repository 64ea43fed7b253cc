import { expect } from 'chai';
import fc from 'fast-check';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { ChatIdentifier, SendMessageReply, SendMessageRequest } from '../../generated/models.js';
import type { ChatNamespace } from '../../src/chat/client-socket.js';
import type { Caller } from '../../src/chat/handler.js';
import { NamespaceMetrics } from '../../src/chat/namespace-metrics.js';
import { accountRoom, NoticeDelivery } from '../../src/chat/notice-delivery.js';
import { Pipeline } from '../../src/chat/pipeline.js';
import { WriteOrder } from '../../src/chat/write-order.js';
import { Accounts } from '../../src/identity/accounts.js';
import { Passwords } from '../../src/identity/passwords.js';
import { Conversations } from '../../src/messenger/conversations.js';
import type { Write } from '../../src/messenger/notice.js';
import type { Account, AccountStore } from '../../src/messenger/ports.js';
import { Presence } from '../../src/messenger/presence.js';
import { type Commit, MemoryStore } from './memory-store.js';

/** Lets other work go first, for as long as the scheduler decides. */
type Delay = () => Promise<void>;

/** Ends the delays one at a time, in an order that the property chooses. */
class Scheduler {
  readonly #choices: readonly number[];
  readonly #delayed: (() => void)[] = [];
  #ended = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  readonly delay: Delay = () => new Promise((resolve) => this.#delayed.push(resolve));

  /** Ends delays until nothing is delayed any more, or `count` of them. */
  async proceed(count = Number.POSITIVE_INFINITY): Promise<void> {
    for (let left = count; left > 0; left -= 1) {
      // All promises of the code under test go on as far as they can.
      await new Promise(setImmediate);
      if (this.#delayed.length === 0) return;
      const choice = this.#choices[this.#ended % this.#choices.length] ?? 0;
      this.#ended += 1;
      const [end] = this.#delayed.splice(choice % this.#delayed.length, 1);
      end?.();
    }
  }
}

/** Anything that a socket sees, as one text. */
type Seen = string;

interface Step {
  readonly person: number;
  readonly socket: number;
  readonly other: number;
  readonly kind: 'send' | 'send again' | 'send to nobody' | 'read';
  /** Which of the possible messages is sent again or read. */
  readonly choice: number;
  /** How many delays end before the next step. */
  readonly waits: number;
}

const people: readonly Account[] = ['alice', 'bob', 'carol'].map((username, index) => ({
  id: index + 1,
  username,
  passwordHash: null,
  isDeleted: false,
}));
const socketsOf = (account: Account) => [0, 1].map((socket) => `${account.username}/${socket}`);
const personOf = (index: number): Account => people[index % people.length] as Account;
const socketOf = ({ person, socket }: Step) => `${personOf(person).username}/${socket}`;
const metrics = new NamespaceMetrics(new Registry());
const passwords = new Passwords();
const logger = pino({ level: 'silent' });

/** The account of a caller, with the number of the step that uses it. */
type TracedAccount = Account & { readonly step: number };

/** Accounts whose lookups take their time. */
class SlowAccounts extends Accounts {
  readonly #delay: Delay;

  constructor(delay: Delay) {
    super({} as AccountStore, passwords);
    this.#delay = delay;
  }

  override async require(username: string): Promise<Account> {
    // Some lookups take longer than others, as those of a cache and a database do.
    await this.#delay();
    const account = people.find((person) => person.username === username);
    if (!account) throw new Error('The steps name people only');
    if (account.id % 2 === 0) await this.#delay();
    return account;
  }
}

/** Conversations that take their time to decide, and tell the store which step a write belongs to. */
class SlowConversations extends Conversations {
  readonly #delay: Delay;
  readonly #store: MemoryStore;

  constructor(accounts: Accounts, store: MemoryStore, delay: Delay) {
    super(accounts, store);
    this.#store = store;
    this.#delay = delay;
  }

  override async send(sender: Account, request: SendMessageRequest): Promise<Write<SendMessageReply>> {
    await this.#delay();
    return this.#traced(sender, await super.send(sender, request));
  }

  override async read(reader: Account, id: ChatIdentifier): Promise<Write<Record<string, never>>> {
    const write = await super.read(reader, id);
    await this.#delay();
    return this.#traced(reader, write);
  }

  #traced<Reply>(account: Account, write: Write<Reply>): Write<Reply> {
    return {
      commit: (settled) => {
        this.#store.step = (account as TracedAccount).step;
        write.commit(settled);
      },
    };
  }
}

/** Runs the steps, and answers what each socket saw and what the store committed. */
async function run(steps: readonly Step[], scheduler: Scheduler) {
  const { delay } = scheduler;
  const seen = new Map<string, Seen[]>(people.flatMap(socketsOf).map((socket) => [socket, []]));
  const see = (socket: string, what: Seen) => seen.get(socket)?.push(what);
  const store = new MemoryStore(people, delay);
  const accounts = new SlowAccounts(delay);
  // The parts of a namespace that delivery uses: its rooms and its sockets.
  const namespace = {
    adapter: { rooms: new Map(people.map((person) => [accountRoom(person.id), new Set(socketsOf(person))])) },
    sockets: new Map(
      [...seen.keys()].map((id) => [
        id,
        { emit: (event: string, payload: unknown) => see(id, eventSeen(event, payload)) },
      ]),
    ),
  } as unknown as ChatNamespace;
  const delivery = new NoticeDelivery(namespace, undefined, logger);
  const pipeline = new Pipeline({
    messenger: {
      accounts,
      presence: new Presence(),
      conversations: new SlowConversations(accounts, store, delay),
    },
    deliver: (notices) => delivery.deliver(notices),
    limits: {},
    metrics,
    logger,
  });
  const writeOrders = new Map([...seen.keys()].map((socket) => [socket, new WriteOrder()]));

  const issue = (step: Step, index: number): void => {
    const account: TracedAccount = { ...personOf(step.person), step: index };
    const socket = socketOf(step);
    const caller = { account, connection: socket, writeOrder: writeOrders.get(socket) } as unknown as Caller;
    const [event, payload] = requestOf(step, index, account, store);
    pipeline.receive(caller, event, [payload, (reply: object) => see(socket, acknowledged(index, reply))]);
  };

  for (const [index, step] of steps.entries()) {
    issue(step, index);
    await scheduler.proceed(step.waits);
  }
  await scheduler.proceed();
  await pipeline.drain();
  return { seen, commits: store.commits };
}

function requestOf(step: Step, index: number, account: Account, store: MemoryStore): [string, object] {
  const user = personOf(step.person + 1 + (step.other % 2)).username;
  if (step.kind === 'send to nobody') return ['send-message', { user, message: ' ' }];
  if (step.kind === 'read') return ['read-chat', { id: store.idForReader(account.id, step.choice) }];
  const again = step.kind === 'send again' ? step.choice % (index + 1) : index;
  return ['send-message', { user, message: `message ${index}`, clientMessageId: `name ${again}` }];
}

function acknowledged(step: number, reply: object): Seen {
  return `ack of ${step}: ${JSON.stringify(reply)}`;
}

function eventSeen(event: string, payload: unknown): Seen {
  return `${event} ${JSON.stringify(payload)}`;
}

/** The messages that each socket must receive, commit by commit. */
function expectedOf(commits: readonly Commit[], steps: readonly Step[]): Map<string, Seen[]> {
  const expected = new Map<string, Seen[]>(people.flatMap(socketsOf).map((socket) => [socket, []]));
  const tell = (account: Account, what: Seen) => {
    for (const socket of socketsOf(account)) expected.get(socket)?.push(what);
  };
  for (const { step: index, reply, notices } of commits) {
    const step = steps[index] as Step;
    expected.get(socketOf(step))?.push(acknowledged(index, reply));
    for (const { to, event, payload } of notices) tell(personOf(to - 1), eventSeen(event, payload));
  }
  return expected;
}

const steps = fc.array(
  fc.record<Step>({
    person: fc.nat(2),
    socket: fc.nat(1),
    other: fc.nat(1),
    kind: fc.constantFrom('send', 'send', 'send', 'send again', 'send to nobody', 'read', 'read'),
    choice: fc.nat(20),
    waits: fc.constantFrom(0, 0, 1, 3, 20),
  }),
  { minLength: 4, maxLength: 14 },
);

/** Of each person, the unread counts of the others that the person has to see last. */
function expectLastCounts(seen: ReadonlyMap<string, Seen[]>, commits: readonly Commit[]): void {
  const notices = commits.flatMap((commit) => commit.notices).filter(({ event }) => event === 'unread-chats-count');
  for (const reader of people) {
    for (const { username } of people) {
      const last = notices.findLast(({ to, payload }) => to === reader.id && payload['user'] === username);
      for (const socket of socketsOf(reader)) {
        const told = seen.get(socket)?.findLast((what) => /^unread/.test(what) && what.includes(`"${username}"`));
        expect(told, socket).to.equal(last && eventSeen(last.event, last.payload));
      }
    }
  }
}

/** The writes of each socket are committed in the order in which the socket sent them. */
function expectOrderOfSending(commits: readonly Commit[], steps: readonly Step[]): void {
  for (const socket of people.flatMap(socketsOf)) {
    const own = commits.map(({ step }) => step).filter((index) => socketOf(steps[index] as Step) === socket);
    expect(own, socket).to.deep.equal([...own].sort((one, other) => one - other));
  }
}

/** Which of the delays ends next, over and over. */
const choices = fc.array(fc.nat(97), { minLength: 20, maxLength: 20 });

describe('the order of a conversation', () => {
  it('is the order of the commits for every socket, however long lookups, handlers and the store take', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(steps, choices, async (taken, chosen) => {
        const scheduler = new Scheduler(chosen);
        const { seen, commits } = await run(taken, scheduler);
        const expected = expectedOf(commits, taken);
        for (const [socket, list] of seen) {
          // Only a refused request is acknowledged without a commit.
          const committed = list.filter((what) => !what.includes('"validation-failed"'));
          expect(committed, socket).to.deep.equal(expected.get(socket));
        }
        expectLastCounts(seen, commits);
        expectOrderOfSending(commits, taken);
      }),
      // The seed makes a failure repeatable.
      { numRuns: 2_000, seed: 14 },
    );
  });
});
