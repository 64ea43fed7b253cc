import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { styleText } from 'node:util';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Contract } from '../codegen/contract.js';
import { loadContract } from '../codegen/load-contract.js';
import { DocumentError } from '../codegen/problem.js';
import type { ContractTarget } from '../codegen/runtime/contract-demands.js';
import { identitiesOfModule, identitiesOfTokens, readActorModule } from './given-identities.js';
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

/** `test`: tries everything that a contract demands on a running server. */
export function testCommand(): Command {
  return new Command('test')
    .description('Tests a running server against its contract.')
    .requiredOption('--url <url>', 'the server, with its engine path, as in ws://localhost:3000/ws', webSocketUrl)
    .option('--spec <file>', 'the document, in YAML or JSON', 'asyncapi.yaml')
    .option('--token <token...>', 'tokens of people who exist, one for each actor of the scenarios')
    .option('--actors <module>', 'a module that makes the actors: see docs/commands.md')
    .option('--expired-token <token>', 'a token that was right once, and has expired')
    .addOption(
      new Option('--seed <number>', 'draws the same payloads again')
        .argParser(wholeNumber)
        .default(randomInt(1, 10 ** 9), 'another each time'),
    )
    .option('--runs <number>', 'how many payloads are drawn for each case', wholeNumber, 50)
    .option('--timeout <ms>', 'how long to wait for any one thing, in milliseconds', wholeNumber, 5_000)
    .option('--junit <file>', 'write the outcome as JUnit XML')
    .option('--html <file>', 'write the outcome as a page')
    .addHelpText(
      'after',
      `
Who takes part: as the document says in x-socketio-actors, or by --token or --actors.
Exit codes: 0 the contract holds, 1 it is broken, 2 used wrongly, or there is no server.`,
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
  const obstacle = await whyNotSocketIo(url, contract);
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
    process.stderr.write(`A report could not be written: ${error instanceof Error ? error.message : error}\n`);
    return 2;
  }
  const { broken, errors } = totalsOf(report);
  return broken + errors === 0 ? 0 : 1;
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

/** What templates say of the contract's own actors. */
function propertiesOf({ actors }: Contract): string[] {
  return Object.keys(actors?.create.properties ?? {});
}

/** Colours on a terminal only, and only where nobody has asked for none (https://no-color.org). */
const paint: Paint = (style, text) => {
  const isWanted = process.stdout.isTTY && !process.env['NO_COLOR'];
  return isWanted ? styleText(style, text) : text;
};

/** Why there is nothing to test at a URL, if there is not: nobody listens, or no Socket.IO answers under that path. */
async function whyNotSocketIo(url: string, { servers }: Contract): Promise<string | undefined> {
  const { host, protocol, pathname } = new URL(url);
  const path = pathname === '/' ? '/socket.io' : pathname;
  const handshake = `${protocol === 'wss:' ? 'https' : 'http'}://${host}${path}/?EIO=4&transport=polling`;
  const response = await fetch(handshake, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (!response) return `There is no server at ${url}.`;
  // Engine.IO answers with the packet `open`, or, where polling is off or not for us, with an error of a code of its own.
  const text = await response.text();
  if (/^0\{/.test(text) || /^\{"code":\d/.test(text)) return undefined;
  const documented = servers[0]?.path;
  const hint = documented !== undefined && documented !== path ? ` The document's path is ${documented}.` : '';
  return `No Socket.IO answers at ${url}, under the path ${path}.${hint}`;
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
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
