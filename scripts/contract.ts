import { Command } from 'commander';
import { ContractBreach } from '../generated/contract-demands.js';
import { contractCases } from '../generated/contract-runner.js';
import { contractSuite } from '../generated/contract-suite.js';

interface Options {
  url: string;
  timeout: string;
}

const command = new Command('contract')
  .description(`Tests a running server against the contract "${contractSuite.title}".`)
  .requiredOption('--url <url>', 'the server, with its engine path, as in ws://localhost:3000/ws')
  .option('--timeout <ms>', 'how long to wait for any one thing, in milliseconds', '5000')
  .addHelpText('after', '\nExit codes: 0 the contract holds, 1 it is broken, 2 used wrongly.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .allowExcessArguments(false)
  .action(async ({ url, timeout }: Options) => {
    if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol)) command.error('--url must be a ws or wss URL');
    const timeoutMs = Number(timeout);
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1) command.error('--timeout must be a whole number from 1');
    process.exitCode = await run({ url, timeoutMs });
  });

async function run(target: { url: string; timeoutMs: number }): Promise<number> {
  let failed = 0;
  const cases = contractCases(contractSuite);
  for (const { title, run: demand } of cases) {
    try {
      await demand(target);
      process.stdout.write(`ok      ${title}\n`);
    } catch (error) {
      failed += 1;
      const kind = error instanceof ContractBreach ? 'broken' : 'error';
      process.stdout.write(`${kind.padEnd(7)} ${title}\n        ${error instanceof Error ? error.message : error}\n`);
    }
  }
  process.stdout.write(`\n${cases.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

await command.parseAsync();
