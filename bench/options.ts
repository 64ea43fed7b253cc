import { Command, InvalidArgumentError, Option } from 'commander';
import { type RowName, rowNames } from './rows.js';
import type { Dataset } from './seed/dataset.js';

/** The parts of the benchmark, in the order in which they run. */
export const partNames = ['closed', 'open', 'conversations', 'mixed', 'retries', 'lone', 'idle', 'operations'] as const;

export type PartName = (typeof partNames)[number];

/** The amounts of a run. Each is bounded, in time or in number. */
export interface BenchOptions {
  readonly parts: readonly PartName[];
  readonly rows: readonly RowName[];
  readonly rounds: number;
  /** The length of each measured window. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly people: number;
  readonly conversations: number;
  /** The clients of the part `conversations`, with few conversations as with many. */
  readonly manyPeople: number;
  readonly manyConversations: number;
  /** The operations of each client that are in flight in the closed loop. */
  readonly inFlight: number;
  /** The rate of the open loop; without it, half of the relay's rate in the closed loop. */
  readonly messagesPerSecond: number | undefined;
  /** Messages before the lone ones: V8 has compiled the code of a server that has served some thousands of messages. */
  readonly loneWarmUpMessages: number;
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
  loneWarmUpMessages: 3_000,
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

/** Parses the command line. Prints a message and exits when an argument is wrong, or on `--help`. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description(
      'Measures the service beside a bare Socket.IO relay, a naive service and a plain ws relay, in one run.',
    )
    .option('--quick', 'use small amounts: takes some minutes, and the figures are rough', false)
    .addOption(new Option('--only <parts...>', 'measure only these parts').choices(partNames))
    .addOption(
      new Option('--rows <rows>', `measure only these rows, separated by commas: ${rowNames.join(', ')}`).argParser(
        parseRows,
      ),
    )
    .option(
      '--rounds <count>',
      `number of rounds; each round measures every row once (default: ${full.rounds})`,
      between(1, 100),
    )
    .option('--seconds <seconds>', `length of each measured window (default: ${full.seconds})`, between(0.1, 300))
    .option(
      '--rate <count>',
      "messages per second in the open loop (default: half of the relay's rate in the closed loop)",
      between(1, 1_000_000),
    )
    .option('--against <revision>', 'also build this git revision and measure it in turns with this checkout')
    .option('--json <file>', 'file for the results', 'bench/results.json')
    .option('--svg <file>', 'file for the chart', 'bench/results.svg')
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
The benchmark builds the service and starts it as a user does. It creates databases in the folder for temporary files, which
must be on a disk; TMPDIR names another folder. The server and the load need one open file for each connection: levels of
idle connections above \`ulimit -Hn\` are left out.

--against measures the parts with the rows sqlite and mariadb on both revisions, except the part operations. The revision
uses the node_modules of this checkout if both have the same package-lock.json; otherwise npm ci installs its own.`;

function parseRows(text: string): RowName[] {
  return text.split(',').map((part) => {
    const row = rowNames.find((name) => name === part.trim());
    if (!row) throw new InvalidArgumentError(`The rows are ${rowNames.join(', ')}.`);
    return row;
  });
}

function between(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= minimum && value <= maximum))
      throw new InvalidArgumentError(`The value must be a number from ${minimum} to ${maximum}.`);
    return value;
  };
}
