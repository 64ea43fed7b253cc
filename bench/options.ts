import { Command, InvalidArgumentError, Option } from 'commander';
import { type RowName, rowNames } from './rows.js';
import type { Dataset } from './seed/dataset.js';

/** The parts of the benchmark, in their order. */
export const partNames = ['closed', 'open', 'conversations', 'mixed', 'retries', 'lone', 'idle', 'operations'] as const;

export type PartName = (typeof partNames)[number];

/** How much is done. All of it is bounded, in time or in number. */
export interface BenchOptions {
  readonly parts: readonly PartName[];
  readonly rows: readonly RowName[];
  readonly rounds: number;
  /** Of each window that is measured. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly people: number;
  readonly conversations: number;
  /** The clients of the part `conversations`, with few conversations as with many. */
  readonly manyPeople: number;
  readonly manyConversations: number;
  /** The operations of each client that are in flight in the closed loop. */
  readonly inFlight: number;
  /** In the open loop; without it, half of what the relay does in the closed loop. */
  readonly messagesPerSecond: number | undefined;
  readonly loneMessages: number;
  readonly idleLevels: readonly number[];
  readonly settleSeconds: number;
  readonly operationSamples: number;
  readonly small: Dataset;
  readonly large: Dataset;
  /** Another revision of the service, which is measured in turns with this checkout. */
  readonly against?: string | undefined;
  readonly json: string;
  readonly svg: string;
}

type Amounts = Omit<BenchOptions, 'parts' | 'rows' | 'messagesPerSecond' | 'against' | 'json' | 'svg'>;

const full: Amounts = {
  rounds: 5,
  seconds: 10,
  warmUpSeconds: 5,
  people: 200,
  conversations: 800,
  // 450 people make 101,025 pairs.
  manyPeople: 450,
  manyConversations: 100_000,
  inFlight: 2,
  loneMessages: 200,
  idleLevels: [1_000, 5_000, 10_000],
  settleSeconds: 3,
  operationSamples: 300,
  small: { users: 100, chats: 1_000, unread: 10 },
  large: { users: 100_000, chats: 1_000_000, unread: 100_000 },
};

const quick: Amounts = {
  ...full,
  rounds: 1,
  seconds: 1.5,
  warmUpSeconds: 1,
  manyPeople: 150,
  manyConversations: 10_000,
  loneMessages: 60,
  idleLevels: [500],
  settleSeconds: 1,
  operationSamples: 60,
  large: { users: 5_000, chats: 50_000, unread: 5_000 },
};

/** Reads the command line; on a wrong one, or `--help`, says so and ends the process. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures the service beside a bare relay, a naive service and plain ws, in one run.')
    .option('--quick', 'less of everything: ends within two minutes', false)
    .addOption(new Option('--only <parts...>', 'only these parts').choices(partNames))
    .addOption(
      new Option('--rows <rows>', `only these rows, with commas between them: ${rowNames.join(', ')}`).argParser(
        parseRows,
      ),
    )
    .option('--rounds <count>', `rounds, in each of which every row is measured once (${full.rounds})`, between(1, 100))
    .option('--seconds <seconds>', `length of each measured window (${full.seconds})`, between(0.1, 300))
    .option(
      '--rate <count>',
      "messages a second in the open loop (half of the relay's in the closed loop)",
      between(1, 1_000_000),
    )
    .option('--against <revision>', 'also build this git revision and measure it in turns with this checkout')
    .option('--json <file>', 'where the results go', 'bench/results.json')
    .option('--svg <file>', 'where the chart goes', 'bench/results.svg')
    .addHelpText('after', notes)
    .parse([...argv], { from: 'user' });
  const given = command.opts<{
    quick: boolean;
    only?: PartName[];
    rows?: RowName[];
    rounds?: number;
    seconds?: number;
    rate?: number;
    against?: string;
    json: string;
    svg: string;
  }>();
  const amounts = given.quick ? quick : full;
  return {
    ...amounts,
    parts: given.only ?? partNames,
    rows: given.rows ?? rowNames,
    rounds: Math.round(given.rounds ?? amounts.rounds),
    seconds: given.seconds ?? amounts.seconds,
    messagesPerSecond: given.rate,
    against: given.against,
    json: given.json,
    svg: given.svg,
  };
}

const notes = `
It builds the service and starts it as a user would. Databases are made in the folder for temporary files, which has to be
on a disk (TMPDIR names another). 10,000 connections need as many open files, in the server and in the load alike: where
\`ulimit -Hn\` is lower, the levels above it are left out.`;

function parseRows(text: string): RowName[] {
  return text.split(',').map((part) => {
    const row = rowNames.find((name) => name === part.trim());
    if (!row) throw new InvalidArgumentError(`Rows are ${rowNames.join(', ')}.`);
    return row;
  });
}

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    return value;
  };
}
