import { readFileSync } from 'node:fs';
import type { Rounds } from '../results.js';
import type { Row } from '../rows.js';
import type { ServerLauncher, StartedServer } from '../server-launcher.js';

interface RoundsOptions {
  readonly title: string;
  readonly rounds: number;
  readonly rows: readonly Row[];
  /** The number of accounts that each service has. */
  readonly people: number;
}

/**
 * Measures every row once in each round, each time with a new server and a new database. Other work on the machine then
 * disturbs all rows, and no row keeps the memory or the compiled code of an earlier round. The order alternates,
 * A B C C B A A B C …, so that no row always follows the same row.
 */
export async function measureInRounds<Value>(
  launcher: ServerLauncher,
  options: RoundsOptions,
  measure: (server: StartedServer, row: Row) => Promise<Value>,
): Promise<Rounds<Value>> {
  return (await measureVariants(launcher, options, [''], measure))[''];
}

/** Measures every variant of every row in each round, A1 A2 B1 B2 B2 B1 A2 A1 …, as `measureInRounds` does. */
export async function measureVariants<Variant extends string, Value>(
  launcher: ServerLauncher,
  { title, rounds, rows, people }: RoundsOptions,
  variants: readonly Variant[],
  measure: (server: StartedServer, row: Row, variant: Variant) => Promise<Value>,
): Promise<Record<Variant, Rounds<Value>>> {
  const values = Object.fromEntries(variants.map((variant) => [variant, {}])) as Record<Variant, Rounds<Value>>;
  for (let round = 1; round <= rounds; round += 1) {
    const isReversed = round % 2 === 0;
    for (const row of ordered(rows, isReversed)) {
      for (const variant of ordered(variants, isReversed)) {
        launcher.report(`${title}, round ${round} of ${rounds}: ${row} ${variant}`.trimEnd());
        const server = await launcher.start(row, people);
        try {
          const value = await measure(server, row, variant);
          const rowsOfVariant: Rounds<Value> = values[variant];
          rowsOfVariant[row] = [...(rowsOfVariant[row] ?? []), value];
        } catch (error) {
          launcher.report(`The end of the log of ${row}:\n${readFileSync(server.log, 'utf8').slice(-2_000)}`);
          throw error;
        } finally {
          await server.stop();
        }
      }
    }
    await launcher.clear();
  }
  return values;
}

function ordered<Item>(items: readonly Item[], isReversed: boolean): readonly Item[] {
  return isReversed ? items.toReversed() : items;
}
