import { expect } from 'chai';
import { Accounts } from '../../src/identity/accounts.js';
import { Passwords } from '../../src/identity/passwords.js';
import { Conversations } from '../../src/messenger/conversations.js';
import type { Account, AccountStore, AppendedChat, ChatStore, NewChat } from '../../src/messenger/ports.js';

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

/** A store that has committed a message when the test says so. */
class SlowChats implements ChatStore {
  readonly commits: (() => void)[] = [];
  readonly markRead = notAskedFor;
  readonly findPage = notAskedFor;
  readonly countUnread = notAskedFor;

  append({ senderId, recipientId, message, media }: NewChat): Promise<AppendedChat> {
    const unreadCount = this.commits.length + 1;
    const chat = { id: '', senderId, recipientId, message, media, hasRead: false, sentAt: new Date(0) };
    return new Promise((resolve) => {
      this.commits.push(() => resolve({ chat, unreadCount, isDuplicate: false }));
    });
  }
}

describe('Messages', () => {
  it('are told of in the order of the store, whether the recipient had to be looked up or was remembered', async () => {
    const chats = new SlowChats();
    const conversations = new Conversations(new Accounts(accountStore, new Passwords()), chats);
    const told: string[] = [];
    const send = (message: string) =>
      conversations.send(sender, { user: 'bob', message }).then(({ reply }) => told.push(reply.chat.message));
    const first = send('first');
    // Meanwhile the recipient is looked up: from now on the name is remembered.
    await new Promise(setImmediate);
    const second = send('second');
    for (const commit of chats.commits) commit();
    await Promise.all([first, second]);
    expect(told).to.deep.equal(['first', 'second']);
  });
});
