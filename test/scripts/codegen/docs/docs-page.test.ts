import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildContract } from '../../../../scripts/codegen/build-contract.js';
import type { Contract } from '../../../../scripts/codegen/contract.js';
import { renderDocs } from '../../../../scripts/codegen/docs/render-docs.js';
import { loadDocument } from '../../../../scripts/codegen/load-document.js';
import { renderModels } from '../../../../scripts/codegen/render-models.js';
import { launchChromium } from '../../../support/chromium.js';
import { hostileContract } from './hostile-contract.js';

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Record<string, string> = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript' };

const screens: BrowserContextOptions[] = [1400, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ viewport: { width, height: 900 }, colorScheme })),
);

/** Runs in the page. Returns the texts without enough contrast to their background (WCAG 2.2, 1.4.3). */
const faintTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [r, g, b] = rgba(color).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (rgba(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  };
  const found = new Map();
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
    if (text === '') continue;
    const pair = [getComputedStyle(element).color, backgroundOf(element)];
    const [light, dark] = pair.map(luminance).sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) found.set(pair.join(' on '), ratio.toFixed(2) + ': ' + text.slice(0, 40));
  }
  return [...found].map(([pair, what]) => pair + ' ' + what);
})()`;

/** Runs in the page. Returns the tables and code blocks that overflow and cannot scroll. */
const cutOff = `[...document.querySelectorAll('pre, .scroll, figure')]
  .filter((box) => box.scrollWidth > box.clientWidth && !['auto', 'scroll'].includes(getComputedStyle(box).overflowX))
  .map((box) => box.textContent.slice(0, 40))`;

describe('the docs page in a browser', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  before(async function () {
    browser = await launchChromium(this);
    const contracts: Record<string, Contract> = {
      ours: buildContract((await loadDocument('asyncapi.yaml')).document),
      hostile: hostileContract(),
    };
    const files = new Map<string, string>();
    for (const [name, contract] of Object.entries(contracts)) {
      for (const [file, text] of renderDocs(contract, await renderModels(contract))) {
        files.set(`/${name}/docs/${file}`, text);
      }
    }
    server = await serve(files);
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  /** Opens a page and collects its console messages, errors and failed requests. */
  async function open(path: string, options: BrowserContextOptions): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('requestfailed', (request) => problems.push(request.url()));
    await page.goto(`${origin}${path}`);
    return { page, problems };
  }

  for (const options of screens) {
    const screen = `${options.viewport?.width} px wide, ${options.colorScheme}`;

    for (const name of ['ours', 'hostile']) {
      it(`has enough contrast and no overflow, ${screen} (${name})`, async () => {
        const { page, problems } = await open(`/${name}/docs/`, options);
        expect(problems).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(options.viewport?.width);
        expect(await page.evaluate(cutOff)).to.deep.equal([]);
        expect(await page.evaluate(faintTexts)).to.deep.equal([]);
        await page.close();
      });
    }

    it(`scrolls to the target of a deep link and highlights it, ${screen}`, async () => {
      const { page } = await open('/ours/docs/#server-read-chat', options);
      const heading = page.locator('#server-read-chat h3');
      expect(await heading.textContent()).to.equal('read-chat');
      const box = await heading.boundingBox();
      expect(box?.y).to.be.within(0, 200);
      const colors = await page.evaluate(
        `['server', 'client'].map((sender) => getComputedStyle(document.querySelector('#' + sender + '-read-chat > header')).backgroundColor)`,
      );
      expect(colors)
        .to.be.an('array')
        .with.property('0')
        .not.equal((colors as string[])[1]);
      await page.close();
    });
  }

  it('is complete without JavaScript', async () => {
    const { page, problems } = await open('/ours/docs/', { javaScriptEnabled: false });
    expect(problems).to.deep.equal([]);
    const entry = page.locator('#client-send-message');
    expect(await entry.locator('figure').first().isVisible()).to.equal(true);
    expect(await entry.getByText('clientMessageId', { exact: true }).nth(1).isVisible()).to.equal(true);
    await page.locator('nav.sidebar').getByText('send-message').click();
    expect(page.url()).to.match(/#client-send-message$/);
    await page.close();
  });

  it('shows collapsed contents on a phone, and collapses them again after a click on a link', async () => {
    const { page } = await open('/ours/docs/', { viewport: { width: 390, height: 844 } });
    const link = page.locator('details.contents').getByText('send-message');
    expect(await page.locator('nav.sidebar').isVisible()).to.equal(false);
    expect(await link.isVisible()).to.equal(false);
    await page.locator('details.contents > summary').click();
    await link.click();
    expect(await link.isVisible()).to.equal(false);
    expect((await page.locator('#client-send-message h3').boundingBox())?.y).to.be.within(40, 200);
    await page.close();
  });

  it('copies the code of a snippet', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(`${origin}/ours/docs/`);
    const figure = page.locator('#client-send-message figure').first();
    await figure.getByText('Copy').click();
    await figure.getByText('Copied').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).to.match(
      /^const reply = await socket\n {2}\.timeout\(5_000\)\n {2}\.emitWithAck\('send-message', \{\n {4}user: /,
    );
    await context.close();
  });

  it('moves the focus to the content with the skip link', async () => {
    const { page } = await open('/ours/docs/', {});
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).to.equal('main');
    await page.close();
  });
});

async function serve(files: Map<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\/$/, '/index.html');
    const text = files.get(path);
    const type = types[path.split('.').at(-1) ?? ''] ?? 'text/plain';
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': type, 'content-security-policy': policy });
    response.end(text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
