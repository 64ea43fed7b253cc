import { writeFileSync } from 'node:fs';
import { parseOptions } from './options.js';
import { build } from './programs.js';
import { chartSvg } from './report/chart.js';
import { resultsText } from './report/table.js';
import type { Results } from './results.js';
import { runBench } from './run-bench.js';

const options = parseOptions(process.argv.slice(2));
// Leaving by `exit` has the children ended too.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  progress('building');
  await build();
  const json = JSON.stringify(await runBench(options, progress), toThousandths, 1);
  // What is shown is what is written, to the last digit.
  const results: Results = JSON.parse(json);
  writeFileSync(options.json, `${json}\n`);
  writeFileSync(options.svg, chartSvg(results));
  process.stdout.write(resultsText(results));
  progress(`written: ${options.json}, ${options.svg}`);
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** A thousandth of a ms or of a µs is less than is measured; more digits only make the file long. */
function toThousandths(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}

/** Says on standard error what is going on: standard output has the table alone. */
function progress(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
}
