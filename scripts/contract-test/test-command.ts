import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { styleText } from 'node:util';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Contract } from '../codegen/contract.js';
import { loadContract } from '../codegen/load-contract.js';
import { DocumentError } from '../codegen/problem.js';
import type { ContractTarget } from '../codegen/runtime/contract-types.js';
import { identitiesOfModule, identitiesOfTokens, readActorModule } from './actor-identities.js';
import { renderHtmlReport } from './report-html.js';
import { renderJunit } from './report-junit.js';
import { type Paint, renderResult, renderSummary } from './report-terminal.js';
import { totalsOf } from './result.js';
import { runContractTest } from './run-contract-test.js';

interface Options {
  spec: string;
  url: string;
  token?: string[];
  actors?: string;
  expiredToken?: string;
  seed: number;
  runs: number;
  timeout: number;
  junit?: string;
  html?: string;
}

/** `test`: runs all test cases of a contract against a running server. */
export function testCommand(): Command {
  return new Command('test')
    .description('Tests whether a running server conforms to its contract.')
    .requiredOption(
      '--url <url>',
      "the server's URL with its engine path, such as ws://localhost:3000/ws",
      webSocketUrl,
    )
    .option('--spec <file>', 'the AsyncAPI document, in YAML or JSON', 'asyncapi.yaml')
    .option('--token <token...>', 'tokens of existing users, one for each actor of the scenarios')
    .option('--actors <module>', 'a module that creates the actors; see docs/commands.md')
    .option('--expired-token <token>', 'an expired token, for the test with expired credentials')
    .addOption(
      new Option('--seed <number>', 'the seed of the random payloads, to repeat a run')
        .argParser(wholeNumber)
        .default(randomInt(1, 10 ** 9), 'random'),
    )
    .option('--runs <number>', 'the number of random payloads for each case', wholeNumber, 50)
    .option('--timeout <ms>', 'the timeout of each wait, in milliseconds', wholeNumber, 5_000)
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--html <file>', 'write the report as an HTML page')
    .addHelpText(
      'after',
      `
The actors are created as x-socketio-actors in the document says, unless --token or --actors is given.
Exit codes: 0 success, 1 contract violation, 2 usage error, invalid document, or no server.`,
    )
    .action(async (options: Options, command: Command) => {
      process.exitCode = await test(options, command);
    });
}

async function test(options: Options, command: Command): Promise<number> {
  const { spec, url, seed, runs } = options;
  let contract: Contract;
  try {
    ({ contract } = await loadContract(spec));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const target = await targetOf(contract, options).catch((error: unknown) => {
    command.error(`error: ${error instanceof Error ? error.message : error}`, { exitCode: 2 });
  });
  const obstacle = await findObstacle(url, contract);
  if (obstacle !== undefined) {
    process.stderr.write(`${obstacle}\n`);
    return 2;
  }
  const report = await runContractTest(contract, {
    target,
    seed,
    runs,
    onResult: (result) => process.stdout.write(renderResult(result, paint)),
  });
  process.stdout.write(renderSummary(report, paint));
  try {
    if (options.junit !== undefined) await write(options.junit, renderJunit(report));
    if (options.html !== undefined) await write(options.html, renderHtmlReport(report));
  } catch (error) {
    process.stderr.write(`Failed to write a report: ${error instanceof Error ? error.message : error}\n`);
    return 2;
  }
  const { failed, errors } = totalsOf(report);
  return failed + errors === 0 ? 0 : 1;
}

async function targetOf(
  contract: Contract,
  { url, timeout, token, actors, expiredToken }: Options,
): Promise<ContractTarget> {
  const module = actors === undefined ? undefined : await readActorModule(actors);
  const expiredAuth = expiredToken === undefined ? module?.expiredAuth : { token: expiredToken };
  const identities = module ? identitiesOfModule(module) : token && identitiesOfTokens(token, propertiesOf(contract));
  return { url, timeoutMs: timeout, ...(identities && { identities }), ...(expiredAuth && { expiredAuth }) };
}

/** Returns the names of the properties of the contract's own actors. */
function propertiesOf({ actors }: Contract): string[] {
  return Object.keys(actors?.create.properties ?? {});
}

/** Colours output on a terminal, unless NO_COLOR is set (https://no-color.org). */
const paint: Paint = (style, text) => {
  const isWanted = process.stdout.isTTY && !process.env['NO_COLOR'];
  return isWanted ? styleText(style, text) : text;
};

/** Returns why the URL cannot be tested: no server listens, or no Socket.IO server answers under the path. */
async function findObstacle(url: string, { servers }: Contract): Promise<string | undefined> {
  const { host, protocol, pathname } = new URL(url);
  const path = pathname === '/' ? '/socket.io' : pathname;
  const handshake = `${protocol === 'wss:' ? 'https' : 'http'}://${host}${path}/?EIO=4&transport=polling`;
  const response = await fetch(handshake, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (!response) return `There is no server at ${url}.`;
  // Engine.IO answers with an `open` packet, or, if it refuses polling, with a JSON error that has a numeric code.
  const text = await response.text();
  if (/^0\{/.test(text) || /^\{"code":\d/.test(text)) return undefined;
  const documented = servers[0]?.path;
  const hint = documented !== undefined && documented !== path ? ` The path in the document is ${documented}.` : '';
  return `There is no Socket.IO server at ${url}, under the path ${path}.${hint}`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`wrote ${file}\n`);
}

function webSocketUrl(text: string): string {
  if (URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be a ws or wss URL.');
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, at least 1.');
}
