import { copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import mysql from 'mysql2/promise';
import type { AppendedChat, NewChat, Storage } from '../../src/messenger/ports.js';
import { readContent, type StoredContent, type StoredConversation } from '../fixtures/databases/stored-content.js';

const pathOf = (name: string) => fileURLToPath(new URL(`../fixtures/databases/${name}`, import.meta.url));
const releasedFile = pathOf('released.sqlite');
const releasedDump = readFileSync(pathOf('released.sql'), 'utf8');

/** The results of the released version for the fixtures. See `write-databases.ts` beside the fixtures. */
export const released: StoredContent = JSON.parse(readFileSync(pathOf('released.json'), 'utf8'));

/** Copies the SQLite fixture to a path. */
export function copyReleasedFile(filename: string): void {
  copyFileSync(releasedFile, filename);
}

/** Loads the MySQL fixture into an empty database. */
export async function loadReleasedDump(url: string): Promise<void> {
  await withConnection(url, (connection) => connection.query(releasedDump));
}

/** Opens a connection whose queries may hold several statements, and closes it after the work. */
export async function withConnection<Result>(
  url: string,
  work: (connection: mysql.Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

/** Expects the storage to return what the released version returned: accounts, messages in order, unread counts. */
export async function expectReleasedContent(storage: Storage): Promise<void> {
  const { accounts, conversations } = released;
  const content = await readContent(
    storage,
    accounts.map(({ username }) => username),
  );
  expect(content).to.deep.equal({ accounts, conversations });
}

/** The conversation of the fixture with the most messages. */
export function longestConversation(): StoredConversation {
  return released.conversations.reduce((longest, one) => (one.chats.length > longest.chats.length ? one : longest));
}

/** Sends a message. Resolves when it is committed. */
export function append(storage: Storage, chat: NewChat): Promise<AppendedChat> {
  return new Promise((resolve, reject) => {
    storage.chats.append(chat, { committed: resolve, failed: reject });
  });
}
