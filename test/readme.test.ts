import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startServer, type TestServer } from './support/server.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('The README', function () {
  this.timeout(60_000);
  let server: TestServer;

  before(async () => {
    server = await startServer();
  });

  after(() => server.close());

  it('has a first conversation that can be copied and run', async () => {
    const [, code] = /runs this code. -->\s+```ts\n([\s\S]+?)```/.exec(readme) ?? [];
    expect(code).to.be.a('string');
    const folder = await mkdtemp(join(root, 'node_modules', 'readme-'));
    try {
      const file = join(folder, 'conversation.ts');
      await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
      await writeFile(file, String(code).replace('./generated/', `${root}generated/`));
      const child = spawn(process.execPath, ['--import', 'tsx', file], {
        cwd: root,
        env: { ...process.env, SERVER: `127.0.0.1:${server.port}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [[exitCode], output, problems] = await Promise.all([
        once(child, 'close'),
        text(child.stdout),
        text(child.stderr),
      ]);
      expect(problems).to.equal('');
      const lines = output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace(/-\w+|[0-9a-f]{8}-[-0-9a-f]+/g, '…'));
      // Bob also receives the unread count 0, if he is still connected then.
      expect(lines.filter((line) => line !== '0 unread of alice…')).to.have.members([
        '1 unread of alice…',
        'alice…: Hello, Bob',
        'bob… has read it',
        'stored as …',
      ]);
      expect(exitCode).to.equal(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('names no command that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => String(name));
    expect(named).to.include('generate');
    expect(scripts).to.include.keys(...new Set(named));
  });
});
