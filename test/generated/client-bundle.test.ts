import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type BuildOptions, build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { sharedServer } from '../support/server.js';

const entry = fileURLToPath(new URL('../../generated/client.ts', import.meta.url));
const socketIo = { external: ['socket.io-client'] };
const production = { 'process.env.NODE_ENV': '"production"' };
const development = { 'process.env.NODE_ENV': '"development"' };

async function bundle(options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    define: production,
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

describe('The generated client in a bundle', () => {
  it('is small, and contains no validators in production', async () => {
    const alone = gzipSync(await bundle(socketIo)).length;
    const complete = gzipSync(await bundle()).length;
    const validating = gzipSync(await bundle({ ...socketIo, define: development })).length;
    const report = [
      `      the client, gzipped: ${alone} bytes`,
      `      with socket.io-client: ${complete} bytes`,
      `      the validators, in development or when asked for: ${validating - alone} bytes`,
    ];
    process.stdout.write(`${report.join('\n')}\n`);
    expect(alone).to.be.below(3_400);
    expect(complete).to.be.below(17_000);
    expect(await bundle(socketIo)).not.to.contain('instancePath');
    expect(await bundle({ ...socketIo, define: development })).to.contain('instancePath');
  });

  it('needs no `eval`', async () => {
    expect(await bundle({ define: development })).not.to.match(/\beval\(|new Function\(/);
  });

  describe('in a browser', () => {
    const server = sharedServer({ environment: { ALLOWED_ORIGINS: '*' } });
    let browser: Browser | undefined;
    const pages = createServer();

    before(async function () {
      browser = await launchChromium(this);
      const scripts: Record<string, string> = {
        '/production.js': await bundle(),
        '/development.js': await bundle({ define: development }),
        // A page without a bundler: `process` is not defined.
        '/unknown.js': await bundle({ define: { 'process.env.NODE_ENV': 'process.env.NODE_ENV' } }),
      };
      pages.on('request', (request: IncomingMessage, response: ServerResponse) => {
        const script = scripts[request.url ?? ''];
        response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
        // A strict Content-Security-Policy: no inline script, no `eval`.
        response.setHeader('content-security-policy', "default-src 'self'; connect-src *");
        response.end(script ?? '<!doctype html><title>client</title>');
      });
      await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    });
    after(async () => {
      await browser?.close();
      pages.close();
    });

    for (const script of ['/production.js', '/development.js', '/unknown.js']) {
      it(`sends a message and receives an event from ${script.slice(1)}`, async () => {
        const [alice, bob] = await Promise.all([server().register('alice'), server().register('bob')]);
        const page = await browser?.newPage();
        const { port } = pages.address() as AddressInfo;
        await page?.goto(`http://localhost:${port}/`);
        const outcome = await page?.evaluate(
          async ({ script, url, tokens, to }) => {
            const { createClient } = await import(script);
            const [alice, bob] = tokens.map((token) => createClient(url, { token }));
            const received = new Promise((resolve) => bob.on('chat', resolve));
            await bob.connected();
            const sent = await alice.sendMessage({ user: to, message: 'from a browser' });
            const error = await alice
              .sendMessage({ user: 'nobody-at-all', message: 'Hello?' })
              .catch((thrown: Error) => thrown);
            return { sent, received: await received, code: error.code };
          },
          { script, url: server().url, tokens: [alice.token, bob.token], to: bob.username },
        );
        await page?.close();
        expect(outcome?.sent.chat).to.include({ message: 'from a browser', sender: alice.username });
        expect(outcome?.received).to.deep.equal(outcome?.sent);
        expect(outcome?.code).to.equal('user-not-found');
      });
    }
  });
});
