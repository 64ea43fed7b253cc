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
Replies follow the x-socketio-scenario of an operation, or are examples of the document, or random values of the
schemas. Server events are sent as the scenarios define. Payloads of clients are validated; an invalid payload is
answered with the documented error, and its problems are printed.

Authentication: identities are created and removed as x-socketio-actors defines. A client can also connect as <name>
without creating an identity, with the value mock-<name> for each value of the server's answer, as in
{ token: 'mock-alice' }; not with --only-issued.

HTTP endpoints of the mock itself, in JSON (under another path if the document uses /mock):
  GET  /mock                                        lists the namespaces, the clients and the latest problems
  POST /mock/emit  {"event", "payload"?, "to"?, "namespace"?}
                                                    sends a server event (an example or the given payload) to a socket
                                                    id, to the user with that property, or to all clients
  POST /mock/next  {"event", "error", "namespace"?} makes the next request of that event fail with that error code

Exit codes: 0 stopped by a signal, 1 invalid document or port not available, 2 usage error.`;

/** Creates the command `mock`. It sets `process.exitCode`, and ends on SIGINT or SIGTERM. */
export function mockCommand(): Command {
  return new Command('mock')
    .description('Starts a mock server that behaves as an AsyncAPI 3.0 document of a Socket.IO service describes.')
    .option('--spec <file>', 'the AsyncAPI document, in YAML or JSON', 'asyncapi.yaml')
    .option('--port <number>', 'the port to listen on; 0 selects a free port', wholeNumber(0, 65_535), 4000)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--seed <number>', 'the seed of the random values', wholeNumber(0, 2 ** 31 - 1), 1)
    .option(
      '--interval <ms>',
      'send all server events in turn to all clients, one event per interval',
      wholeNumber(1, 2 ** 31 - 1),
    )
    .option('--only-issued', 'refuse mock-<name> tokens: accept only identities that were created')
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
    `${contract.title} ${contract.version} (mock). Connect with:`,
    ...lines,
    ...(contract.actors
      ? [
          `Identities: ${contract.actors.create.method} ${httpUrl.replace(controlPath(contract), '')}${contract.actors.create.path}`,
        ]
      : []),
    `Status: GET ${httpUrl}; send an event: POST ${httpUrl}/emit; make a request fail: POST ${httpUrl}/next`,
    '',
  ].join('\n');
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Returns true for an error of the operating system. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function reasonOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is already in use. Choose another with --port, or stop the other program.`;
  return `The mock cannot listen on ${host}:${port}: ${message}`;
}
