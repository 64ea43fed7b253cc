import { uuidText, uuidV7 } from '../load/uuid-v7.js';
import { insertAccounts, selectAccountId } from './accounts.js';
import { insertConversation, type SeededChat } from './conversation-rows.js';
import { openSeedConnection, type SeedConnection } from './seed-connection.js';

/** The size of a dataset: one conversation of the people 0 and 1, in which person 0 has not read the newest chats of person 1. */
export interface Dataset {
  readonly users: number;
  readonly chats: number;
  /** At most `chats`. */
  readonly unread: number;
}

/** Chats of one transaction: few enough that the database's undo log stays small. */
const chatsPerTransaction = 50_000;

/** The time between two seeded chats. The last chat is one day old. */
const chatIntervalMs = 20;
const ageMs = 86_400_000;

/**
 * Fills a migrated database as if people had sent all its chats. It writes rows directly, since sending a million messages
 * would take too long.
 * @returns the id of the chat in the middle
 */
export async function seedDataset(databaseUrl: string, dataset: Dataset): Promise<string> {
  const connection = await openSeedConnection(databaseUrl);
  try {
    await insertAccounts(connection, dataset.users);
    return await seedConversation(connection, dataset);
  } finally {
    await connection.close();
  }
}

async function seedConversation(connection: SeedConnection, { chats, unread }: Dataset): Promise<string> {
  const [readerId, writerId] = [await selectAccountId(connection, 0), await selectAccountId(connection, 1)];
  const isReaderLow = readerId < writerId;
  const conversation = {
    lowId: Math.min(readerId, writerId),
    highId: Math.max(readerId, writerId),
    unreadLow: isReaderLow ? unread : 0,
    unreadHigh: isReaderLow ? 0 : unread,
  };
  const writer = await insertConversation(connection, conversation);

  const firstSentAt = Date.now() - ageMs - chats * chatIntervalMs;
  const idOf = (number: number): Buffer => uuidV7(firstSentAt + number * chatIntervalMs, number);
  const chatOf = (number: number): SeededChat => {
    const isUnread = number >= chats - unread;
    return {
      id: idOf(number),
      senderId: isUnread || number % 2 === 0 ? writerId : readerId,
      message: `Seeded message ${number}, of some length`,
      hasRead: !isUnread,
      sentAt: firstSentAt + number * chatIntervalMs,
    };
  };
  for (let first = 0; first < chats; first += chatsPerTransaction) {
    const length = Math.min(chatsPerTransaction, chats - first);
    await writer.insertChats(Array.from({ length }, (_, index) => chatOf(first + index)));
  }
  return uuidText(idOf(Math.floor(chats / 2)));
}
