import { expect } from 'chai';
import type { SendMessageReply } from '../../generated/models.js';
import { Accounts } from '../../src/identity/accounts.js';
import { Passwords } from '../../src/identity/passwords.js';
import { Conversations } from '../../src/messenger/conversations.js';
import type { Outcome } from '../../src/messenger/notice.js';
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
  readonly #storedRecipient: string | undefined;

  /** @param storedRecipient Makes every message a duplicate of a message to this recipient. */
  constructor(storedRecipient?: string) {
    this.#storedRecipient = storedRecipient;
  }

  append({ senderId, recipientId, message, media }: NewChat, settled: Settled<AppendedChat>): void {
    const chat = { id: 'stored', senderId, recipientId, message, media, hasRead: false, sentAt: new Date(0) };
    const recipientName = this.#storedRecipient;
    this.commits.push(() =>
      settled.committed(
        recipientName === undefined
          ? { isDuplicate: false, chat, unreadCount: 1 }
          : { isDuplicate: true, chat, recipientName },
      ),
    );
  }
}

describe('Conversations', () => {
  /** Sends a message; returns the outcomes of the turn in which the store commits the message. */
  const outcomesOf = async (storedRecipient?: string) => {
    const chats = new SlowChats(storedRecipient);
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

  it('makes the outcome of a message synchronously when the store commits the message', async () => {
    const { outcomes, failures } = await outcomesOf();
    expect(failures).to.deep.equal([]);
    expect(outcomes.map(({ notices }) => notices.map(({ event }) => event))).to.deep.equal([
      ['chat', 'unread-chats-count'],
    ]);
  });

  it('answers a duplicate with the stored recipient, and notifies nobody', async () => {
    const { outcomes, failures } = await outcomesOf('carol');
    expect(failures).to.deep.equal([]);
    expect(outcomes.map(({ reply, notices }) => [reply.chat.recipient, notices])).to.deep.equal([['carol', []]]);
  });
});
