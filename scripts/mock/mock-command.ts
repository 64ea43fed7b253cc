import { Command, InvalidArgumentError } from 'commander';
import type { Contract } from '../codegen/contract.js';
import { loadContract } from '../codegen/load-contract.js';
import { DocumentError, formatProblem } from '../codegen/problem.js';
import { controlPath } from './control-endpoints.js';
import { type Mock, startMock } from './start-mock.js';

interface Options {
  spec: string;
  port: number;
  host: string;
  seed: number;
  interval?: number;
  onlyIssued?: boolean;
}

const help = `
Replies are the document's examples, else values drawn from its schemas; where an x-socketio-scenario says how an
operation succeeds, or what makes the server send an event, they are what it says. What clients send is checked, and
answered with the documented error when it is wrong; what is wrong with it is printed, too.

Who connects: identities are created and removed where x-socketio-actors says. Without being created, whoever has
mock-<name> where the document has a value of the server's answer, as in { token: 'mock-alice' }, is let in under that
name; not with --only-issued.

The mock's own endpoints, in JSON (the path is another where the document has one that begins so):
  GET  /mock                                        what there is, who is connected, and what was wrong lately
  POST /mock/emit  {"event", "payload"?, "to"?, "namespace"?}
                                                    sends a server event: to a socket id, to whoever has that property,
                                                    or to everybody; an example of it, or that payload
  POST /mock/next  {"event", "error", "namespace"?} answers the next request of that event with that error code

Exit codes: 0 stopped, 1 the document is wrong or the port cannot be had, 2 used wrongly.`;

/** The command `mock`. It sets `process.exitCode`, and ends at SIGINT or SIGTERM. */
export function mockCommand(): Command {
  return new Command('mock')
    .description('Serves an AsyncAPI 3.0 document of a Socket.IO service: a server that behaves as the document says.')
    .option('--spec <file>', 'the document, in YAML or JSON', 'asyncapi.yaml')
    .option('--port <number>', 'the port to listen on; 0 takes one that is free', wholeNumber(0, 65_535), 4000)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--seed <number>', 'the same seed draws the same values', wholeNumber(0, 2 ** 31 - 1), 1)
    .option(
      '--interval <ms>',
      'sends each server event in turn to everybody, one every so often',
      wholeNumber(1, 2 ** 31 - 1),
    )
    .option('--only-issued', 'lets nobody in who was not created')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      process.exitCode = await runMock(options);
    });
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

async function runMock({ spec, port, host, seed, interval, onlyIssued = false }: Options): Promise<number> {
  try {
    const { contract, warnings } = await loadContract(spec);
    for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
    const onNote = (line: string) => process.stderr.write(`${line}\n`);
    const mock = await startMock(contract, { port, host, seed, intervalMs: interval, onlyIssued, onNote });
    process.stdout.write(welcome(contract, mock));
    await stopSignal();
    await mock.close();
    return 0;
  } catch (error) {
    if (!(error instanceof DocumentError) && !isSystemError(error)) throw error;
    process.stderr.write(`${error instanceof DocumentError ? error.message : reasonOf(error, host, port)}\n`);
    return 1;
  }
}

function welcome(contract: Contract, { url, httpUrl }: Mock): string {
  const { origin, pathname } = new URL(url);
  const lines = contract.namespaces.map(
    ({ address }) => `  io('${origin}${address === '/' ? '' : address}', { path: '${pathname}' })`,
  );
  return [
    `${contract.title} ${contract.version}, mocked. Connect with:`,
    ...lines,
    ...(contract.actors
      ? [
          `Identities: ${contract.actors.create.method} ${httpUrl.replace(controlPath(contract), '')}${contract.actors.create.path}`,
        ]
      : []),
    `Status: GET ${httpUrl}; send an event: POST ${httpUrl}/emit; have a request fail: POST ${httpUrl}/next`,
    '',
  ].join('\n');
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** What the operating system refused. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function reasonOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is taken. Take another with --port, or stop what listens there.`;
  return `The mock cannot listen on ${host}:${port}: ${message}`;
}
