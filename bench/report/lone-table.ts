import type { LoneReport } from '../load/commands.js';
import type { Rounds } from '../results.js';
import { rowTitle } from '../rows.js';
import { median, ratios, spread } from '../statistics.js';
import { spreadText } from './figures.js';
import { loneModes } from './lone-modes.js';
import { rowsOf } from './rows-of.js';
import { textTable } from './text-table.js';

/** Shows lone messages beside the relay's acknowledgement and the plain insert. */
export function loneTable(lone: Rounds<LoneReport>): string {
  const rows = rowsOf(lone).flatMap(([row, rounds]) =>
    loneModes.map(({ mode, title }) => {
      const acks = rounds.map((round) => median(round[mode].acks));
      const relayAcks = rounds.map((round) => median(round[mode].relayAcks));
      const inserts = rounds.map((round) => median(round[mode].inserts));
      const both = rounds.map((round) => median(round[mode].relayAcks) + median(round[mode].inserts));
      const figures = [spread(acks), spread(relayAcks), spread(inserts), ratios(acks, both), ratios(acks, inserts)];
      return [`${rowTitle(row)}, ${title}`, ...figures.map((one) => spreadText(one))];
    }),
  );
  const head = ['', 'ack p50', 'relay ack p50', 'plain insert p50', 'ack ÷ (relay ack + insert)', 'ack ÷ insert'];
  return textTable([head, ...rows]);
}
