import type {
  Chat,
  ChatIdentifier,
  FetchConversationWithUserReply,
  FetchConversationWithUserRequest,
  FetchUnreadChatsCountReply,
  SendMessageReply,
  SendMessageRequest,
} from '../../generated/models.js';
import { invalidField, MessengerError } from '../errors.js';
import type { Accounts } from '../identity/accounts.js';
import { type Outcome, outcome } from './notice.js';
import type {
  Account,
  AppendedChat,
  ChatStore,
  ConversationPage,
  ConversationQuery,
  ReadReceipt,
  StoredChat,
} from './ports.js';

/** The most messages that a reply holds, and what it holds when nobody asks for less. */
const pageSize = 1_000;

/** Messages fetched from the database at a time, so that many long ones are not all in memory before they are counted. */
const chunkSize = 200;

/** A reply ends with the message that reaches this, in UTF-16 code units of text and media. */
const replySize = 1_000_000;

/** The form of our chat ids: a UUID (RFC 9562) in lower case. */
const chatIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What two people write to each other. Those whose unread counts change are told of it in the order in which the store
 * settles the changes, or the count that they are told last would not be the one that holds. So whatever has to be looked
 * up is looked up before: from the store's promise to the outcome it is one step, the same for all.
 */
export class Conversations {
  readonly #accounts: Accounts;
  readonly #chats: ChatStore;

  constructor(accounts: Accounts, chats: ChatStore) {
    this.#accounts = accounts;
    this.#chats = chats;
  }

  /** Stores a message, then has its recipient told; one that was stored before is told nobody again. */
  send(sender: Account, request: SendMessageRequest): Promise<Outcome<SendMessageReply>> {
    const { user, message, media } = request;
    if (message.trim() === '' && !media?.length) throw invalidField('/message', 'must not be blank without media');
    const recipient = this.#accounts.recall(user);
    if (recipient) {
      return this.#append(sender, recipient, request).then((appended) => this.#sent(appended, sender, recipient));
    }
    // Resolved by hand: as what becomes of the lookup, the outcome would come some steps later than that of somebody remembered.
    return new Promise((resolve, reject) => {
      this.#accounts
        .require(user)
        .then((found) =>
          this.#append(sender, found, request).then((appended) => resolve(this.#sent(appended, sender, found))),
        )
        .catch(reject);
    });
  }

  /** Marks one message as read by its recipient; the first time, its sender is told. */
  read(reader: Account, id: ChatIdentifier): Promise<Outcome<Record<string, never>>> {
    const chatId = String(id);
    if (!chatIdForm.test(chatId)) throw new MessengerError('chat-not-found');
    return this.#chats.markRead(chatId, reader.id).then((receipt) => {
      if (!receipt) throw new MessengerError('chat-not-found');
      return receipt.isFirst ? readOutcome(chatId, receipt, reader) : outcome({});
    });
  }

  /** The messages between two people, newest first. */
  async fetch(
    caller: Account,
    { user, before, after, limit = pageSize }: FetchConversationWithUserRequest,
  ): Promise<Outcome<FetchConversationWithUserReply>> {
    const bounds = {
      ...(before !== undefined && { before: requireChatId(before, '/before') }),
      ...(after !== undefined && { after: requireChatId(after, '/after') }),
    };
    const other = await this.#accounts.require(user);
    const page = await this.#collect({ accountId: caller.id, otherId: other.id, limit, ...bounds });
    return outcome({ chats: page.chats.map((chat) => toChat(chat, caller, other)), hasMore: page.hasMore });
  }

  /** How many messages of one user the caller has not read. */
  async countUnread(caller: Account, username: string): Promise<Outcome<FetchUnreadChatsCountReply>> {
    const sender = await this.#accounts.require(username);
    return outcome({ unreadChatsCount: await this.#chats.countUnread(caller.id, sender.id) });
  }

  /** Whether the recipient is deleted by now is for the store to say: what was stored before is answered even then. */
  #append(sender: Account, recipient: Account, request: SendMessageRequest): Promise<AppendedChat> {
    const { message, media, clientMessageId } = request;
    if (recipient.id === sender.id) throw invalidField('/user', 'must be somebody else');
    return this.#chats.append({
      senderId: sender.id,
      recipientId: recipient.id,
      message,
      media: media?.length ? media : undefined,
      clientMessageId,
    });
  }

  #sent(
    appended: AppendedChat,
    sender: Account,
    recipient: Account,
  ): Outcome<SendMessageReply> | Promise<Outcome<SendMessageReply>> {
    return appended.isDuplicate
      ? this.#sentBefore(appended, sender, recipient)
      : sentOutcome(appended, sender, recipient);
  }

  async #sentBefore({ chat }: AppendedChat, sender: Account, named: Account): Promise<Outcome<SendMessageReply>> {
    // What is sent again under the same `clientMessageId` may name another recipient than the stored message has.
    const recipient = chat.recipientId === named.id ? named : await this.#accounts.requireById(chat.recipientId);
    return outcome({ chat: toChat(chat, sender, recipient) });
  }

  /** A page of a conversation, up to its limit or to what a reply may hold. */
  async #collect(query: ConversationQuery): Promise<ConversationPage> {
    const chats: StoredChat[] = [];
    let before = query.before;
    for (let size = 0; ; ) {
      const limit = Math.min(chunkSize, query.limit - chats.length);
      const page = await this.#chats.findPage({ ...query, limit, ...(before !== undefined && { before }) });
      for (const [index, chat] of page.chats.entries()) {
        chats.push(chat);
        size += sizeOf(chat);
        if (size >= replySize) return { chats, hasMore: page.hasMore || index < page.chats.length - 1 };
      }
      before = chats.at(-1)?.id;
      if (!page.hasMore || chats.length >= query.limit) return { chats, hasMore: page.hasMore };
    }
  }
}

function requireChatId(id: ChatIdentifier, path: string): string {
  const chatId = String(id);
  if (!chatIdForm.test(chatId)) throw invalidField(path, 'is not the id of a chat');
  return chatId;
}

function sizeOf({ message, media = [] }: StoredChat): number {
  return media.reduce((size, url) => size + url.length, message.length);
}

/** Who sent a new message has it acknowledged, and its recipient is told. */
function sentOutcome(
  { chat, unreadCount }: AppendedChat,
  sender: Account,
  recipient: Account,
): Outcome<SendMessageReply> {
  const told = { chat: toChat(chat, sender, recipient) };
  const to = { kind: 'account', id: recipient.id } as const;
  return outcome(told, [
    { to, event: 'chat', payload: told },
    { to, event: 'unread-chats-count', payload: { unreadChatsCount: unreadCount, user: sender.username } },
  ]);
}

/** The first time that a message is read, its sender is told, and all connections of the reader how many are left. */
function readOutcome(
  id: string,
  { sender, unreadCount }: ReadReceipt,
  reader: Account,
): Outcome<Record<string, never>> {
  const { id: accountId, username: user } = sender;
  return outcome({}, [
    { to: { kind: 'account', id: accountId }, event: 'read-chat', payload: { id, user: reader.username } },
    {
      to: { kind: 'account', id: reader.id },
      event: 'unread-chats-count',
      payload: { unreadChatsCount: unreadCount, user },
    },
  ]);
}

/** A stored message as the contract shows it; the two are its sender and recipient, in any order. */
function toChat(stored: StoredChat, one: Account, other: Account): Chat {
  const isOneSender = one.id === stored.senderId;
  const chat: Chat = {
    id: stored.id,
    sender: isOneSender ? one.username : other.username,
    recipient: isOneSender ? other.username : one.username,
    message: stored.message,
    has_read: stored.hasRead,
    sent_at: stored.sentAt.toISOString(),
  };
  if (stored.media) chat.media = [...stored.media];
  return chat;
}
