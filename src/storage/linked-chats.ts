import type { ConversationQuery, StoredChat } from '../messenger/ports.js';
import type { ChatInsert } from './batch-plan.js';
import { CHAT_COLUMNS, type ChatRow, toChat } from './chat-rows.js';
import { type AccountPair, pairOf } from './conversation.js';
import type { Statements } from './database.js';
import type { SqlValue } from './dialect.js';

/**
 * Chats that one statement goes back through at most. MySQL and MariaDB let none take more than 1,000 steps, unless they are
 * told to.
 */
const mostSteps = 500;

/** A chat, and the id of the one before it in its conversation. */
type LinkedRow = ChatRow & { readonly previous_id: string };

/** Where to go back from: SQL of the id of a chat, and what it binds. */
interface Entry {
  readonly sql: string;
  readonly bindings: readonly SqlValue[];
}

/**
 * The newest chats between two accounts within the bounds, newest first. A conversation is a list, in which each chat leads to
 * the one before it, and the conversation to the newest.
 */
export async function selectChats(statements: Statements, query: ConversationQuery): Promise<StoredChat[]> {
  const { before, after = '', limit } = query;
  const pair = pairOf(query.accountId, query.otherId);
  let rows = await selectBack(
    statements,
    before === undefined ? newestOf(pair) : olderThan(before, pair),
    after,
    limit,
  );
  if (rows.length === 0 && before !== undefined) {
    // The bound is none of this conversation's chats, or there is nothing older, or nothing that `after` leaves.
    rows = await selectBack(statements, await findEntry(statements, before, pair), after, limit);
  }
  const chats = rows.map(toChat);
  for (let last = rows.at(-1); last && last.previous_id > after && chats.length < limit; last = rows.at(-1)) {
    rows = await selectBack(statements, idOf(last.previous_id), after, limit - chats.length);
    chats.push(...rows.map(toChat));
  }
  return chats;
}

/** One chat in 256 is a milestone, by the last digits of its id: of these there is an index by conversation. */
function isMilestone(chatId: string): boolean {
  return chatId.endsWith('00');
}

/** The rows of `milestones` for those of the chats that are: `low_id`, `high_id`, `chat_id`. */
export function milestonesOf(inserts: readonly ChatInsert[]): (string | number)[][] {
  return inserts
    .filter(({ chat }) => isMilestone(chat.id))
    .map(({ chat: { id, senderId, recipientId } }) => {
      const { lowId, highId } = pairOf(senderId, recipientId);
      return [lowId, highId, id];
    });
}

/** Selected, since in MySQL the value by itself would have another character set than the ids, and no index. */
function idOf(chatId: string): Entry {
  return { sql: '(SELECT id FROM chats WHERE id = ?)', bindings: [chatId] };
}

function newestOf({ lowId, highId }: AccountPair): Entry {
  return {
    sql: '(SELECT last_chat_id FROM conversations WHERE low_id = ? AND high_id = ?)',
    bindings: [lowId, highId],
  };
}

/** Of a chat of another conversation, nothing. */
function olderThan(chatId: string, { lowId, highId }: AccountPair): Entry {
  return {
    sql: '(SELECT previous_id FROM chats WHERE id = ? AND low_id = ? AND high_id = ?)',
    bindings: [chatId, lowId, highId],
  };
}

/** The newest chat below a bound that is no chat of this conversation: going back from the milestone above it, or the newest. */
async function findEntry(statements: Statements, bound: string, pair: AccountPair): Promise<Entry> {
  const newest = newestOf(pair);
  let from: Entry = {
    sql: `COALESCE((SELECT MIN(chat_id) FROM milestones WHERE low_id = ? AND high_id = ? AND chat_id >= ?), ${newest.sql})`,
    bindings: [pair.lowId, pair.highId, bound, ...newest.bindings],
  };
  for (;;) {
    // It ends below the bound, or before the first chat, or, after many steps, above the bound.
    const { sql, bindings } = back(statements, from, bound, mostSteps);
    const [row] = await statements.select<{ last: string | null }>(
      `${sql} SELECT MIN(chat_id) AS last FROM back`,
      bindings,
    );
    const last = row?.last ?? '';
    if (last === '' || last < bound) return idOf(last);
    from = idOf(last);
  }
}

/** The chats from here back to `after`, itself excluded: newest first, at most `limit`, and no more than one statement takes. */
function selectBack(statements: Statements, from: Entry, after: string, limit: number): Promise<readonly LinkedRow[]> {
  const { sql, bindings } = back(statements, from, after, Math.min(limit, mostSteps));
  return statements.select<LinkedRow>(
    `${sql} SELECT ${CHAT_COLUMNS}, previous_id FROM back ${statements.dialect.joinById('chats')} ON id = chat_id
      WHERE chat_id > ? ORDER BY step`,
    [...bindings, after],
  );
}

/** A table of the ids of at most so many chats, going back until one is below the bound. */
function back({ dialect }: Statements, from: Entry, bound: string, steps: number): Entry {
  return {
    sql: `WITH RECURSIVE back (chat_id, step) AS (
        SELECT ${from.sql}, 1
        UNION ALL
        SELECT previous_id, step + 1 FROM back ${dialect.joinById('chats')} ON id = chat_id WHERE step < ? AND chat_id >= ?
      )`,
    bindings: [...from.bindings, steps, bound],
  };
}
