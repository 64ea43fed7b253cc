import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { mutationsOf } from '../../../scripts/mock/mutations-of.js';
import { startMock } from '../../../scripts/mock/start-mock.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runScript } from '../run-script.js';

const auction = 'test/fixtures/contracts/auction.yaml';
const test = (...args: string[]) => runScript('socketio-contract.ts', ['test', '--spec', auction, ...args]);

describe('The command test', function () {
  this.timeout(60_000);

  it('exits with 0 for a server that conforms to the contract, and writes its reports', async () => {
    const { contract } = await loadContract(auction);
    const mock = await startMock(contract, {});
    const folder = temporaryFolder();
    try {
      const [junit, html] = [join(folder.path, 'deep', 'junit.xml'), join(folder.path, 'report.html')];
      const { code, stdout } = await test('--url', mock.url, '--runs', '5', '--junit', junit, '--html', html);
      expect(code, stdout).to.equal(0);
      expect(stdout)
        .to.match(/\d+ passed, 0 failed/)
        .and.not.include('\u001b[');
      expect(await readFile(junit, 'utf8')).to.include('failures="0" errors="0"');
      expect(await readFile(html, 'utf8')).to.include('The server conforms to the contract');
    } finally {
      folder.remove();
      await mock.close();
    }
  });

  it('exits with 1 for a server that violates the contract, and prints the violation', async () => {
    const { contract } = await loadContract(auction);
    const mutation = mutationsOf(contract).find(({ title }) => title.startsWith('the reply to place-bid lacks'));
    const mock = await startMock(contract, mutation ? { mutation } : {});
    try {
      const { code, stdout } = await test('--url', mock.url, '--runs', '5', '--timeout', '1000');
      expect(code).to.equal(1);
      expect(stdout).to.match(/FAILED {2}place-bid .*\n +.*is required/);
    } finally {
      await mock.close();
    }
  });

  it('exits with 2 when a report cannot be written', async () => {
    const { contract } = await loadContract(auction);
    const mock = await startMock(contract, {});
    try {
      const { code, stderr } = await test('--url', mock.url, '--runs', '1', '--junit', 'package.json/junit.xml');
      expect({ code, matches: stderr.startsWith('Failed to write a report') }).to.deep.equal({
        code: 2,
        matches: true,
      });
    } finally {
      await mock.close();
    }
  });

  it("exits with 2 for a path without a Socket.IO server, and prints the document's path", async () => {
    const { contract } = await loadContract('asyncapi.yaml');
    const mock = await startMock(contract, {});
    try {
      const url = mock.url.replace(/\/ws$/, '');
      const { code, stderr } = await test('--url', url, '--spec', 'asyncapi.yaml');
      expect({ code, matches: /The path in the document is \/ws\./.test(stderr) }, stderr).to.deep.equal({
        code: 2,
        matches: true,
      });
    } finally {
      await mock.close();
    }
  });

  const wrong: [mistake: string, args: string[], expected: RegExp][] = [
    ['a server that does not run', ['--url', 'ws://127.0.0.1:1/ws'], /There is no server at ws:\/\/127\.0\.0\.1:1\/ws/],
    ['a missing document', ['--url', 'ws://127.0.0.1:1', '--spec', 'none.yaml'], /none\.yaml: error/],
    ['an actor module that cannot be imported', ['--url', 'ws://127.0.0.1:1', '--actors', 'package.json'], /error: /],
    ['zero runs', ['--url', 'ws://127.0.0.1:1', '--runs', '0'], /must be a whole number, at least 1/],
  ];
  for (const [mistake, args, expected] of wrong) {
    it(`exits with 2 for ${mistake}`, async () => {
      const { code, stderr } = await test(...args);
      expect({ code, matches: expected.test(stderr) }, stderr).to.deep.equal({ code: 2, matches: true });
    });
  }
});
