import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { Contract } from '../../../../scripts/codegen/contract.js';
import { localHost } from '../../../../scripts/codegen/docs/local-host.js';
import { type DocsOptions, renderDocs } from '../../../../scripts/codegen/docs/render-docs.js';
import { launchChromium } from '../../../support/chromium.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { emptyContract, namespaceOf } from './hostile-contract.js';

const description = `
Read <http://localhost:4000/help>, then connect to \`ws://localhost:4000/floor\` at localhost:4000.

\`\`\`sh
curl http://localhost:4000/tokens
\`\`\`
`;

describe('the example host of the docs page', () => {
  const cases: [url: string, want: string | undefined][] = [
    ['ws://localhost:4000/ws', 'localhost:4000'],
    ['wss://localhost/ws', 'localhost'],
    ['ws://127.0.0.1:4000/ws', '127.0.0.1:4000'],
    ['ws://[::1]:4000/ws', '[::1]:4000'],
    ['wss://example.com/ws', undefined],
    ['ws://localhost.example.com/ws', undefined],
    ['ws://{host}:{port}/ws', undefined],
    ['ws://"><b>', undefined],
  ];
  for (const [url, want] of cases) {
    it(`is ${want ?? 'not replaced'} if the server is ${url}`, () => {
      expect(localHost(contractWith(url))).to.equal(want);
    });
  }

  it('is not replaced if the contract has no server', () => {
    expect(localHost(emptyContract())).to.equal(undefined);
  });

  describe('in a browser', () => {
    const folder = temporaryFolder();
    let browser: Browser;

    before(async function () {
      browser = await launchChromium(this);
    });

    after(async () => {
      await browser?.close();
      folder.remove();
    });

    /** Opens the page at a URL and returns its text and the address of the first link in the guide. */
    async function open(url: string, options: DocsOptions = {}): Promise<{ text: string; link: string | null }> {
      const files = renderDocs(contractWith('ws://localhost:4000/ws'), new Map(), options);
      const page = await browser.newPage();
      for (const [name, content] of files) await writeFile(join(folder.path, name), content);
      await page.route('**/*', (route) => {
        const { pathname, protocol } = new URL(route.request().url());
        if (protocol === 'file:') return route.continue();
        return route.fulfill({ path: join(folder.path, pathname.replace(/\/$/, '/index.html')) });
      });
      await page.goto(url);
      const text = await page.locator('main').textContent();
      const link = await page.locator('.guide a').first().getAttribute('href');
      await page.close();
      return { text: String(text), link };
    }

    it('becomes the host that serves the page over HTTP, in texts, code and links', async () => {
      const { text, link } = await open('http://chat.example.com:8080/');
      expect(text).to.not.contain('localhost:4000');
      expect(text).to.contain('ws://chat.example.com:8080/floor').and.contain('at chat.example.com:8080.');
      expect(text).to.contain(`io('ws://chat.example.com:8080/floor', {`);
      expect(text).to.contain('curl http://chat.example.com:8080/tokens');
      expect(link).to.equal('http://chat.example.com:8080/help');
    });

    it('gets secure schemes if the page is served over HTTPS', async () => {
      const { text, link } = await open('https://chat.example.com/');
      expect(text).to.not.contain('localhost:4000');
      expect(text).to.contain('wss://chat.example.com/floor').and.contain('at chat.example.com.');
      expect(text).to.contain(`io('wss://chat.example.com/floor', {`);
      expect(text).to.contain('curl https://chat.example.com/tokens');
      expect(link).to.equal('https://chat.example.com/help');
    });

    it('stays in a page that is opened as a file', async () => {
      const { text, link } = await open(pathToFileURL(join(folder.path, 'index.html')).href);
      expect(text).to.contain('ws://localhost:4000/floor').and.contain('curl http://localhost:4000/tokens');
      expect(link).to.equal('http://localhost:4000/help');
    });

    it('stays in a page that the service does not serve', async () => {
      const { text } = await open('http://docs.example.com/', { servedByService: false });
      expect(text).to.contain('ws://localhost:4000/floor').and.not.contain('docs.example.com');
    });
  });
});

function contractWith(url: string): Contract {
  const server = { name: 'local', url, path: '/ws', description: '' };
  return { ...emptyContract(), servers: [server], namespaces: [{ ...namespaceOf('/floor', []), description }] };
}
