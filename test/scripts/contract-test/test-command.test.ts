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

describe('the command test', function () {
  this.timeout(60_000);

  it('ends with 0 for a server that keeps the contract, and writes its reports', async () => {
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
      expect(await readFile(html, 'utf8')).to.include('The contract holds');
    } finally {
      folder.remove();
      await mock.close();
    }
  });

  it('ends with 1 for a server that breaks it, and says where', async () => {
    const { contract } = await loadContract(auction);
    const mutation = mutationsOf(contract).find(({ title }) => title.startsWith('the reply to place-bid lacks'));
    const mock = await startMock(contract, mutation ? { mutation } : {});
    try {
      const { code, stdout } = await test('--url', mock.url, '--runs', '5', '--timeout', '1000');
      expect(code).to.equal(1);
      expect(stdout).to.match(/BROKEN {2}place-bid .*\n +.*is required/);
    } finally {
      await mock.close();
    }
  });

  it('ends with 2 for a report that cannot be written', async () => {
    const { contract } = await loadContract(auction);
    const mock = await startMock(contract, {});
    try {
      const { code, stderr } = await test('--url', mock.url, '--runs', '1', '--junit', 'package.json/junit.xml');
      expect({ code, told: stderr.startsWith('A report could not be written') }).to.deep.equal({ code: 2, told: true });
    } finally {
      await mock.close();
    }
  });

  it("ends with 2 for a path under which no Socket.IO answers, and names the document's", async () => {
    const { contract } = await loadContract('asyncapi.yaml');
    const mock = await startMock(contract, {});
    try {
      const url = mock.url.replace(/\/ws$/, '');
      const { code, stderr } = await test('--url', url, '--spec', 'asyncapi.yaml');
      expect({ code, told: /The document's path is \/ws\./.test(stderr) }, stderr).to.deep.equal({
        code: 2,
        told: true,
      });
    } finally {
      await mock.close();
    }
  });

  const wrong: [what: string, args: string[], told: RegExp][] = [
    ['a server that is not there', ['--url', 'ws://127.0.0.1:1/ws'], /There is no server at ws:\/\/127\.0\.0\.1:1\/ws/],
    ['a document that is not there', ['--url', 'ws://127.0.0.1:1', '--spec', 'none.yaml'], /none\.yaml: error/],
    ['a module that is none', ['--url', 'ws://127.0.0.1:1', '--actors', 'package.json'], /error: /],
    ['no runs', ['--url', 'ws://127.0.0.1:1', '--runs', '0'], /must be a whole number from 1/],
  ];
  for (const [what, args, told] of wrong) {
    it(`ends with 2 for ${what}`, async () => {
      const { code, stderr } = await test(...args);
      expect({ code, told: told.test(stderr) }, stderr).to.deep.equal({ code: 2, told: true });
    });
  }
});
