import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { root } from '../run-script.js';
import { connect, request } from './client.js';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('The command mock', function () {
  this.timeout(60_000);

  it('serves until SIGINT, and then exits with 0', async () => {
    const child = run(['--port', '0']);
    const { stdout, exited } = outputOf(child);
    const welcome = await stdout.until('/next');
    const [, url = '', namespace = ''] = /io\('(ws:\/\/[^/]+)(\/\w+)', \{ path: '\/ws' \}\)/.exec(welcome) ?? [];
    const client = await connect(`${url}/ws`, namespace, { token: 'mock-alice' });
    expect(await client.ask('fetch-users', {})).to.have.property('users');
    const [, status = ''] = /GET (\S+);/.exec(welcome) ?? [];
    expect((await request(status)).status).to.equal(200);
    child.kill('SIGINT');
    expect((await exited).code).to.equal(0);
  });

  it('prints its usage with --help', async () => {
    const { code, stdout } = await outputOf(run(['--help'])).exited;
    expect(code).to.equal(0);
    expect(stdout).to.contain('--interval <ms>').and.contain('POST /mock/emit').and.contain('mock-<name>');
  });

  for (const args of [
    ['--port', 'x'],
    ['--port', '70000'],
    ['--interval', '0'],
    ['--seed', '-1'],
    ['--nonsense'],
    ['more'],
  ]) {
    it(`exits with 2 for ${args.join(' ')}`, async () => {
      const { code, stderr } = await outputOf(run(args)).exited;
      expect(code).to.equal(2);
      expect(stderr).to.match(/^error: /);
    });
  }

  it('exits with 1 when the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : address);
    const { code, stderr } = await outputOf(run(['--port', port])).exited;
    taken.close();
    expect(code).to.equal(1);
    expect(stderr).to.contain(`Port ${port} of 127.0.0.1 is already in use`);
  });

  it('exits with 1 and prints the position of an error in the document', async () => {
    const { code, stderr } = await outputOf(run(['--spec', 'package.json'])).exited;
    expect(code).to.equal(1);
    expect(stderr).to.contain('package.json:1:1: error: this is not an AsyncAPI document');
    const missing = await outputOf(run(['--spec', 'nowhere.yaml'])).exited;
    expect(missing.code).to.equal(1);
    expect(missing.stderr).to.contain('nowhere.yaml: error: no such file');
  });
});

function run(args: string[]): ChildProcess {
  const options = ['--import', tsx, `${root}scripts/socketio-contract.ts`, 'mock', ...args];
  return spawn(process.execPath, options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}

function outputOf(child: ChildProcess) {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  const exited = once(child, 'close').then(([code]: unknown[]) => ({ code, ...texts }));
  const until = async (text: string) => {
    while (!texts.stdout.includes(text)) {
      const ended = await Promise.race([exited, once(child.stdout ?? child, 'data')]);
      if (!Array.isArray(ended)) throw new Error(`The command exited with ${JSON.stringify(ended)}`);
    }
    return texts.stdout;
  };
  return { exited, stdout: { until } };
}
