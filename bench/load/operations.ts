import type { OperationsCommand, OperationsReport, Target } from './commands.js';
import { messagePayload } from './message.js';
import { createPeople, usernameOf } from './people.js';
import { RequestClient } from './request-client.js';

/** The number of chats, or users, that a client requests for one screen. */
const pageSize = 50;

/** Turns before the measurement. */
const warmUpTurns = 30;

/** A user who reads, and the user who writes to the reader. */
interface Pair {
  readonly reader: RequestClient;
  readonly writer: RequestClient;
}

/**
 * Sends the same requests to each server, one after the other, again and again: other work on the machine then disturbs all
 * servers. The reader is the person 0 and the writer the person 1, as in the seeded dataset.
 */
export async function runOperations({ datasets, samples }: OperationsCommand): Promise<OperationsReport> {
  const pairs = await Promise.all(
    datasets.map(async (dataset) => ({ ...dataset, ...(await connectPair(dataset.target)) })),
  );
  const report: Record<string, Record<string, number[]>> = {};
  for (let turn = 0; turn < warmUpTurns + samples; turn += 1) {
    for (const pair of pairs) {
      const times = await performAll(pair, turn, pair.olderThan);
      if (turn < warmUpTurns) continue;
      for (const [operation, ms] of Object.entries(times)) {
        report[operation] ??= {};
        report[operation][pair.name] ??= [];
        report[operation][pair.name]?.push(ms);
      }
    }
  }
  await Promise.all(pairs.flatMap(({ reader, writer }) => [reader.close(), writer.close()]));
  return report;
}

async function connectPair(target: Target): Promise<Pair> {
  const [first, second] = await createPeople(2, target.secret);
  if (!first || !second) throw new Error('The operations need two people.');
  return { reader: await RequestClient.connect(target, first), writer: await RequestClient.connect(target, second) };
}

/**
 * Performs every operation once. It reads the message that it sends, so that the number of unread messages stays the same.
 * @returns by operation, the time in ms
 */
async function performAll({ reader, writer }: Pair, turn: number, olderThan: string): Promise<Record<string, number>> {
  const user = usernameOf(1);
  const time = async (event: string, payload: object) => (await reader.request(event, payload)).ms;
  const sent = await writer.request('send-message', messagePayload(turn, 0));
  return {
    'send-message': sent.ms,
    'read-chat': await time('read-chat', { id: chatIdOf(sent.reply) }),
    'fetch-unread-chats-count': await time('fetch-unread-chats-count', { user }),
    'fetch-conversation-with-user': await time('fetch-conversation-with-user', { user, limit: pageSize }),
    'fetch-conversation-with-user, older': await time('fetch-conversation-with-user', {
      user,
      limit: pageSize,
      before: olderThan,
    }),
    'fetch-users': await time('fetch-users', { limit: pageSize }),
    'wait-for-user': await time('wait-for-user', { user }),
    'stop-waiting-for-user': await time('stop-waiting-for-user', { user }),
  };
}

function chatIdOf(reply: object): unknown {
  const chat = 'chat' in reply ? reply.chat : undefined;
  return typeof chat === 'object' && chat !== null && 'id' in chat ? chat.id : undefined;
}
