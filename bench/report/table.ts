import type { Results } from '../results.js';
import { againstTable } from './against-table.js';
import { figure } from './figures.js';
import { idleTable } from './idle-table.js';
import { loneTable } from './lone-table.js';
import { mixedTable } from './mixed-table.js';
import { operationsTable } from './operations-table.js';
import { targetsTable } from './targets-table.js';
import { variantsTable, windowsTable } from './windows-table.js';

/** Shows all of a run as text. */
export function resultsText(results: Results): string {
  const { machine, measurements, startedAt, options, targets, notes, against } = results;
  const { closed, open, conversations, mixed, retries, lone, idle, operations } = measurements;
  const sections = [
    [
      `${startedAt}, ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}`,
      `${options.rounds} rounds of ${options.seconds} s after ${options.warmUpSeconds} s of warm-up; ` +
        'medians, and in brackets the smallest and the largest value',
      ...notes,
    ].join('\n'),
    closed &&
      titled(`Closed loop: ${options.people} clients, ${options.inFlight} in flight each`, windowsTable(closed)),
    open && titled(`Open loop: ${figure(open.messagesPerSecond)} messages/s offered`, windowsTable(open.rows)),
    conversations &&
      titled(
        `Closed loop: ${options.manyPeople} clients, few (${figure(options.conversations)}) and many ` +
          `(${figure(options.manyConversations)}) conversations`,
        variantsTable({ 'few conversations': conversations.few, 'many conversations': conversations.many }),
      ),
    mixed &&
      titled('Closed loop: 60 % sends, 30 % reads of received chats, 10 % fetches of the newest 50', mixedTable(mixed)),
    retries &&
      titled(
        'Closed loop: 5 % of the sends repeated with the same clientMessageId, per distinct message',
        variantsTable({ 'no retries': retries.none, '5 % retries': retries.some }),
      ),
    lone && titled('One lone message, ms', loneTable(lone)),
    idle && titled('Idle connections', idleTable(idle)),
    operations &&
      titled('Operations: median ms × ratio to the small dataset', operationsTable(operations, options.rounds)),
    against &&
      titled(
        `This checkout ÷ ${against.name} (${against.commit.slice(0, 12)})`,
        againstTable(measurements, against.name),
      ),
    titled('Targets', targetsTable(targets)),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

function titled(title: string, table: string): string {
  return `${title}\n\n${table}`;
}
