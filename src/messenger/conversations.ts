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
import { type Outcome, outcome, type Write } from './notice.js';
import type {
  Account,
  AppendedChat,
  ChatStore,
  ConversationPage,
  ConversationQuery,
  ReadReceipt,
  Settled,
  StoredChat,
} from './ports.js';

/** Finds an account by its username, deleted or not; throws MessengerError `user-not-found`. */
interface AccountLookup {
  require(username: string): Promise<Account>;
}

/** The largest page, and the page without a `limit`, in messages. */
const pageSize = 1_000;

/** Messages fetched from the database at a time, so that a page of long messages is never in memory beyond `replySize`. */
const chunkSize = 200;

/** A reply ends with the message that reaches this size, in UTF-16 code units of text and media. */
const replySize = 1_000_000;

/** The form of our chat ids: a UUID (RFC 9562) in lower case. */
const chatIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The messages between two accounts, and the unread count of each. `send` and `read` look up and decide everything first,
 * and return a write: what the store commits becomes the outcome synchronously, so that outcomes keep the commit order.
 */
export class Conversations {
  readonly #accounts: AccountLookup;
  readonly #chats: ChatStore;

  constructor(accounts: AccountLookup, chats: ChatStore) {
    this.#accounts = accounts;
    this.#chats = chats;
  }

  /**
   * Decides on a message. Its outcome notifies the recipient, unless the message was stored before. Whether the recipient
   * is deleted is for the store to decide: a message that was stored before is answered even then.
   * @throws MessengerError `validation-failed`, `user-not-found`
   */
  async send(sender: Account, request: SendMessageRequest): Promise<Write<SendMessageReply>> {
    const { user, message, media, clientMessageId } = request;
    if (message.trim() === '' && !media?.length) throw invalidField('/message', 'must not be blank without media');
    const recipient = await this.#accounts.require(user);
    if (recipient.id === sender.id) throw invalidField('/user', 'must be somebody else');
    const chat = {
      senderId: sender.id,
      recipientId: recipient.id,
      recipientName: recipient.username,
      message,
      media: media?.length ? media : undefined,
      clientMessageId,
    };
    return {
      commit: (settled) =>
        this.#chats.append(
          chat,
          settledBy(settled, (appended) => sendOutcome(appended, sender, recipient)),
        ),
    };
  }

  /**
   * Decides on a read mark by the recipient of a message. The first mark notifies the sender.
   * @throws MessengerError `chat-not-found`, from here or as the failure of the write
   */
  async read(reader: Account, id: ChatIdentifier): Promise<Write<Record<string, never>>> {
    const chatId = String(id);
    if (!chatIdForm.test(chatId)) throw new MessengerError('chat-not-found');
    return {
      commit: (settled) =>
        this.#chats.markRead(
          chatId,
          reader.id,
          settledBy(settled, (receipt) => readOutcome(chatId, receipt, reader)),
        ),
    };
  }

  /** Fetches a page of the messages between two accounts, newest first. */
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
    const chats = page.chats.map((chat) =>
      chat.senderId === caller.id
        ? toChat(chat, caller.username, other.username)
        : toChat(chat, other.username, caller.username),
    );
    return outcome({ chats, hasMore: page.hasMore });
  }

  /** Counts the messages of one user that the caller has not read. */
  async countUnread(caller: Account, username: string): Promise<Outcome<FetchUnreadChatsCountReply>> {
    const sender = await this.#accounts.require(username);
    return outcome({ unreadChatsCount: await this.#chats.countUnread(caller.id, sender.id) });
  }

  /** Collects a page of a conversation, up to its limit or to the size of a reply. */
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

/** Receives the result of a write, and passes on the outcome that `toOutcome` makes of the result, or its error. */
function settledBy<Result, Reply>(
  settled: Settled<Outcome<Reply>>,
  toOutcome: (result: Result) => Outcome<Reply>,
): Settled<Result> {
  return {
    committed: (result) => {
      let made: Outcome<Reply>;
      try {
        made = toOutcome(result);
      } catch (thrown) {
        settled.failed(thrown);
        return;
      }
      settled.committed(made);
    },
    failed: (reason) => settled.failed(reason),
  };
}

/** The recipient of a new message receives the message, then the unread count; a duplicate is answered to its sender only. */
function sendOutcome(appended: AppendedChat, sender: Account, recipient: Account): Outcome<SendMessageReply> {
  const { chat } = appended;
  if (appended.isDuplicate) return outcome({ chat: toChat(chat, sender.username, appended.recipientName) });
  const reply = { chat: toChat(chat, sender.username, recipient.username) };
  const to = { kind: 'account', id: recipient.id } as const;
  return outcome(reply, [
    { to, event: 'chat', payload: reply },
    { to, event: 'unread-chats-count', payload: { unreadChatsCount: appended.unreadCount, user: sender.username } },
  ]);
}

/** The first time that a message is read, its sender receives the read mark, and the reader the remaining unread count. */
function readOutcome(id: string, receipt: ReadReceipt | undefined, reader: Account): Outcome<Record<string, never>> {
  if (!receipt) throw new MessengerError('chat-not-found');
  if (!receipt.isFirst) return outcome({});
  const { sender, unreadCount } = receipt;
  return outcome({}, [
    { to: { kind: 'account', id: sender.id }, event: 'read-chat', payload: { id, user: reader.username } },
    {
      to: { kind: 'account', id: reader.id },
      event: 'unread-chats-count',
      payload: { unreadChatsCount: unreadCount, user: sender.username },
    },
  ]);
}

/** Converts a stored message to the contract's `Chat`. */
function toChat(stored: StoredChat, sender: string, recipient: string): Chat {
  const chat: Chat = {
    id: stored.id,
    sender,
    recipient,
    message: stored.message,
    has_read: stored.hasRead,
    sent_at: stored.sentAt.toISOString(),
  };
  if (stored.media) chat.media = [...stored.media];
  return chat;
}
