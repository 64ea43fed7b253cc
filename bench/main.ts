import { writeFileSync } from 'node:fs';
import { parseOptions } from './options.js';
import { build } from './programs.js';
import { chartSvg } from './report/chart.js';
import { resultsText } from './report/table.js';
import type { Results } from './results.js';
import { runBench } from './run-bench.js';

const options = parseOptions(process.argv.slice(2));
// `ChildProcesses` ends the child processes on the event `exit`.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  progress('building');
  await build();
  const json = JSON.stringify(await runBench(options, progress), toThousandths, 1);
  // The table and the chart show the rounded figures of the file.
  const results: Results = JSON.parse(json);
  writeFileSync(options.json, `${json}\n`);
  writeFileSync(options.svg, chartSvg(results));
  process.stdout.write(resultsText(results));
  progress(`Wrote ${options.json} and ${options.svg}`);
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** Rounds to thousandths: the figures are less exact than that, and more digits make the file long. */
function toThousandths(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}

/** Writes progress to standard error: standard output contains the table only. */
function progress(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
}
