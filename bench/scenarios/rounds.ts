import { readFileSync } from 'node:fs';
import type { Rounds } from '../results.js';
import type { RowName } from '../rows.js';
import type { Stage, StartedServer } from '../stage.js';

interface RoundsOptions {
  readonly title: string;
  readonly rounds: number;
  readonly rows: readonly RowName[];
  /** Accounts that each of our own servers has. */
  readonly people: number;
}

/**
 * Measures every row once a round, A B C A B C …, each time with a new server and a new database: what disturbs the machine
 * for a minute disturbs all rows, and no row has the memory or the compiled code of an earlier round.
 */
export async function measureInRounds<Value>(
  stage: Stage,
  { title, rounds, rows, people }: RoundsOptions,
  measure: (server: StartedServer, row: RowName) => Promise<Value>,
): Promise<Rounds<Value>> {
  const values: Rounds<Value> = {};
  for (let round = 1; round <= rounds; round += 1) {
    for (const row of rows) {
      stage.report(`${title}, round ${round} of ${rounds}: ${row}`);
      const server = await stage.start(row, people);
      try {
        values[row] = [...(values[row] ?? []), await measure(server, row)];
      } catch (error) {
        stage.report(`the end of the log of ${row}:\n${readFileSync(server.log, 'utf8').slice(-2_000)}`);
        throw error;
      } finally {
        await server.stop();
      }
    }
    await stage.clear();
  }
  return values;
}
