import { expect } from 'chai';
import type { SendMessageReply } from '../../generated/models.js';
import { Accounts } from '../../src/messenger/accounts.js';
import { Conversations } from '../../src/messenger/conversations.js';
import type { Outcome } from '../../src/messenger/notice.js';
import { Passwords } from '../../src/messenger/passwords.js';
import type { Account, AccountStore, AppendedChat, ChatStore, NewChat, Settled } from '../../src/messenger/ports.js';

const sender: Account = { id: 1, username: 'alice', passwordHash: null, isDeleted: false };
const recipient: Account = { id: 2, username: 'bob', passwordHash: null, isDeleted: false };

function notAskedFor(): never {
  throw new Error('This test asks for nothing of the kind.');
}

const accountStore: AccountStore = {
  create: notAskedFor,
  findByUsername: () => Promise.resolve(recipient),
  findById: notAskedFor,
  remove: notAskedFor,
  list: notAskedFor,
};

/** A store that commits a message when the test says so. */
class SlowChats implements ChatStore {
  readonly commits: (() => void)[] = [];
  readonly markRead = notAskedFor;
  readonly findPage = notAskedFor;
  readonly countUnread = notAskedFor;
  readonly #stored: Pick<AppendedChat, 'isDuplicate' | 'recipientName'>;

  constructor(stored: Pick<AppendedChat, 'isDuplicate' | 'recipientName'>) {
    this.#stored = stored;
  }

  append({ senderId, recipientId, message, media }: NewChat, settled: Settled<AppendedChat>): void {
    const chat = { id: 'stored', senderId, recipientId, message, media, hasRead: false, sentAt: new Date(0) };
    this.commits.push(() => settled.committed({ chat, unreadCount: this.commits.length, ...this.#stored }));
  }
}

describe('Conversations', () => {
  /** Sends a message with a store that commits this, and answers the outcomes and failures in the turn of the commit. */
  const outcomesOf = async (stored: Pick<AppendedChat, 'isDuplicate' | 'recipientName'>) => {
    const chats = new SlowChats(stored);
    const conversations = new Conversations(new Accounts(accountStore, new Passwords()), chats);
    const outcomes: Outcome<SendMessageReply>[] = [];
    const failures: unknown[] = [];
    const write = await conversations.send(sender, { user: 'bob', message: 'Hello' });
    expect(chats.commits, 'nothing is queued before commit').to.have.length(0);
    write.commit({ committed: (outcome) => outcomes.push(outcome), failed: (reason) => failures.push(reason) });
    expect(outcomes).to.have.length(0);
    chats.commits[0]?.();
    return { outcomes, failures };
  };

  it('make the outcome of a message synchronously when the store commits the message', async () => {
    const { outcomes, failures } = await outcomesOf({ isDuplicate: false, recipientName: undefined });
    expect(failures).to.deep.equal([]);
    expect(outcomes.map(({ notices }) => notices.map(({ event }) => event))).to.deep.equal([
      ['chat', 'unread-chats-count'],
    ]);
  });

  it('answer a duplicate with the stored recipient, and notify nobody', async () => {
    const { outcomes, failures } = await outcomesOf({ isDuplicate: true, recipientName: 'carol' });
    expect(failures).to.deep.equal([]);
    expect(outcomes.map(({ reply, notices }) => [reply.chat.recipient, notices])).to.deep.equal([['carol', []]]);
  });

  it('fail a duplicate whose stored recipient is missing', async () => {
    const { outcomes, failures } = await outcomesOf({ isDuplicate: true, recipientName: undefined });
    expect(outcomes).to.deep.equal([]);
    expect(failures.map(String)).to.deep.equal(['Error: The stored chat stored has no recipient']);
  });
});
