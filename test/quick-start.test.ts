import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { startServer, type TestServer } from './support/server.js';
import { temporaryFolder } from './support/temporary-folder.js';

interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

const nodeModules = fileURLToPath(new URL('../node_modules', import.meta.url));
const installation = 'npm i socket.io-client';

describe('The quick start of the docs page', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let browser: Browser | undefined;
  let server: TestServer;
  let blocks: CodeBlock[];

  before(async function () {
    browser = await launchChromium(this);
    server = await startServer();
    blocks = await copyCodeBlocks(browser, `http://127.0.0.1:${server.port}/docs/`);
  });

  after(async () => {
    await browser?.close();
    await server?.close();
    folder.remove();
  });

  it('starts with the installation of the client', () => {
    expect(blocks[0]).to.deep.equal({ language: 'Shell', code: installation });
  });

  it('delivers a message on each of two runs, also if the name of its first user is taken', async () => {
    const password = 'correct horse battery';
    const registration = await server.request('/auth/register', { json: { username: 'alice', password } });
    expect(registration.status).to.equal(201);
    for (const run of ['first', 'second']) {
      const path = join(folder.path, run);
      await mkdir(path);
      const output = await follow(blocks, path);
      expect(output, run).to.match(/^Stored as [-0-9a-f]{36}\nalice-\w+: Hello, Bob$/m);
      expect(output, run).to.match(/^\{"token":"[-\w.]+","user":\{"username":"alice-[-\w]+",/m);
    }
  });
});

/** Returns the code blocks of the guide, in the order of the page, as the copy buttons copy them. */
async function copyCodeBlocks(browser: Browser, url: string): Promise<CodeBlock[]> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(url);
  const blocks: CodeBlock[] = [];
  for (const figure of await page.locator('.guide figure.code').all()) {
    const language = await figure.locator('figcaption').evaluate((caption) => caption.firstChild?.textContent ?? '');
    await figure.getByText('Copy', { exact: true }).click();
    await figure.getByText('Copied').waitFor();
    blocks.push({ language, code: String(await page.evaluate('navigator.clipboard.readText()')) });
  }
  await context.close();
  return blocks;
}

/** Follows the code blocks as a reader does: saves the JavaScript in one file and runs the shell commands, in order. */
async function follow(blocks: CodeBlock[], folder: string): Promise<string> {
  const [, program] = /^node (\S+)$/m.exec(blocks.map(({ code }) => code).join('\n')) ?? [];
  expect(program, 'the file that the page tells the reader to run').to.be.a('string');
  // The dependencies of this repository take the place of the installation.
  await symlink(nodeModules, join(folder, 'node_modules'));
  let output = '';
  for (const { language, code } of blocks) {
    expect(language).to.be.oneOf(['Shell', 'JavaScript']);
    if (code === installation) continue;
    if (language === 'Shell') output += await runShell(code, folder);
    else await writeFile(join(folder, String(program)), `${code}\n`, { flag: 'a' });
  }
  return output;
}

/** Runs shell commands and returns their output. The commands fail on an exit code or on output to standard error. */
async function runShell(code: string, cwd: string): Promise<string> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const child = spawn('sh', ['-e', '-c', code], {
    cwd,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
  });
  const [[exitCode], output, problems] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  expect(problems, code).to.equal('');
  expect(exitCode, `${code}\n${output}`).to.equal(0);
  return `${output}\n`;
}
