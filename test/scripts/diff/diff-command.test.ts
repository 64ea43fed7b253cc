import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { temporaryFolder } from '../../support/temporary-folder.js';

const orders = 'test/fixtures/diff/orders.yaml';

describe('The command diff', function () {
  // Each run starts a process that loads the AsyncAPI parser.
  this.timeout(60_000);

  const folder = temporaryFolder();
  after(() => folder.remove());

  it('exits with 0 when nothing changed', async () => {
    const { code, out, err } = await diff(orders, orders);
    expect({ code, out, err }).to.deep.equal({
      code: 0,
      out: 'No changes. OLD declares 1.4.0, NEW declares 1.4.0.\n',
      err: '',
    });
  });

  it('exits with 1 for a breaking change, and with 0 if the new version declares it', async () => {
    const broken = await diff(orders, edited('maxItems: 10', 'maxItems: 5'));
    expect(broken.code).to.equal(1);
    expect(broken.out).to.match(/^breaking +\/orders place request \/gifts\/maxItems +10 → 5$/m);
    expect(broken.out).to.contain(
      '1 breaking, 0 compatible, 0 documentation: 1.4.0 → 2.0.0 or later; NEW still declares 1.4.0.',
    );
    const said = await diff(orders, edited('maxItems: 10', 'maxItems: 5', '2.0.0'));
    expect(said.code).to.equal(0);
  });

  it('prints JSON with --format json', async () => {
    const { code, out } = await diff(
      orders,
      edited('maxItems: 10', 'maxItems: 5', '1.5.0'),
      '--format',
      'json',
      '--fail-on',
      'none',
    );
    const report = JSON.parse(out);
    expect(code, 'with `--fail-on none`').to.equal(0);
    expect(report).to.deep.include({ bump: 'major', atLeast: '2.0.0', honest: false });
    expect(report.old).to.deep.equal({ file: orders, version: '1.4.0' });
    expect(report.counts).to.deep.equal({ breaking: 1, compatible: 0, documentation: 0 });
    expect(report.changes).to.deep.equal([
      {
        level: 'breaking',
        where: '/orders place request /gifts/maxItems',
        also: [],
        what: '10 → 5',
        why: 'The server refuses payloads that clients may send today.',
      },
    ]);
  });

  it('exits with 2 for invalid documents, and prints the problems of each', async () => {
    const invalid = edited('action: receive', 'action: fetch');
    const { code, out, err } = await diff('test/fixtures/diff/missing.yaml', invalid);
    expect({ code, out }).to.deep.equal({ code: 2, out: '' });
    expect(err).to.contain('missing.yaml: error: no such file');
    expect(err).to.match(/edited-\d+\.yaml:\d+:\d+: error: /);
  });

  for (const wrong of [
    [orders],
    [orders, orders, orders],
    [orders, orders, '--fail-on', 'all'],
    [orders, orders, '--colour'],
  ]) {
    it(`exits with 2 for ${wrong.join(' ')}`, async () => {
      const { code, out, err } = await diff(...wrong);
      expect({ code, out }).to.deep.equal({ code: 2, out: '' });
      expect(err).to.contain('error: ');
    });
  }

  it('prints its usage with --help', async () => {
    const { code, out } = await diff('--help');
    expect(code).to.equal(0);
    expect(out).to.contain('Exit codes: 0').and.contain('<old> <new>');
  });

  let count = 0;
  function edited(replaced: string, by: string, version = '1.4.0'): string {
    count += 1;
    const file = join(folder.path, `edited-${count}.yaml`);
    writeFileSync(file, readFileSync(orders, 'utf8').replace(replaced, by).replace('1.4.0', version));
    return file;
  }
});

async function diff(...options: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import=tsx', 'scripts/socketio-contract.ts', 'diff', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}
