import { AskingClient } from './asking-client.js';
import type { OperationsCommand, OperationsReport, Target } from './commands.js';
import { messagePayload } from './message.js';
import { createPeople, usernameOf } from './people.js';

/** Chats, or users, that a page of a client's screen asks for. */
const pageSize = 50;

/** Times that everything is tried before it is measured. */
const warmUps = 30;

/** One user who reads, and one whose messages those are. */
interface Couple {
  readonly reader: AskingClient;
  readonly writer: AskingClient;
}

/**
 * Asks each server the same, one after the other, again and again: what disturbs the machine for a second disturbs all of
 * them. The reader is the person 0, the writer the person 1, as in what was seeded.
 */
export async function runOperations({ datasets, samples }: OperationsCommand): Promise<OperationsReport> {
  const couples = await Promise.all(datasets.map(async (dataset) => ({ ...dataset, ...(await meet(dataset.target)) })));
  const report: Record<string, Record<string, number[]>> = {};
  for (let turn = 0; turn < warmUps + samples; turn += 1) {
    for (const couple of couples) {
      const times = await tryAll(couple, turn, couple.olderThan);
      if (turn < warmUps) continue;
      for (const [operation, ms] of Object.entries(times)) {
        report[operation] ??= {};
        report[operation][couple.name] ??= [];
        report[operation][couple.name]?.push(ms);
      }
    }
  }
  await Promise.all(couples.flatMap(({ reader, writer }) => [reader.close(), writer.close()]));
  return report;
}

async function meet(target: Target): Promise<Couple> {
  const [first, second] = await createPeople(2, target.secret);
  if (!first || !second) throw new Error('Two people are needed.');
  return { reader: await AskingClient.connect(target, first), writer: await AskingClient.connect(target, second) };
}

/** Every operation once, by its name, in ms. What is sent is read again, so that as much is unread as before. */
async function tryAll({ reader, writer }: Couple, turn: number, olderThan: string): Promise<Record<string, number>> {
  const user = usernameOf(1);
  const time = async (event: string, payload: object) => (await reader.ask(event, payload)).ms;
  const sent = await writer.ask('send-message', messagePayload(turn, 0));
  return {
    'send-message': sent.ms,
    'read-chat': await time('read-chat', { id: idOf(sent.reply) }),
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

function idOf(reply: object): unknown {
  const chat = 'chat' in reply ? reply.chat : undefined;
  return typeof chat === 'object' && chat !== null && 'id' in chat ? chat.id : undefined;
}
