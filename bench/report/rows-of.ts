import type { Rounds } from '../results.js';
import type { Row } from '../rows.js';

/** Returns the measured rows with the values of their rounds, in the order in which they were measured. */
export function rowsOf<Value>(rounds: Rounds<Value>): [Row, Value[]][] {
  return Object.entries(rounds).flatMap(([row, values]) => (values ? [[row as Row, values]] : []));
}
