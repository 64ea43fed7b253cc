import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const REASON = `left out: no Chromium at ${executablePath}. Install it, or set CHROMIUM_PATH.`;

/** Without its own services: a test browser asks nobody but the server under test. */
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For a `before` hook: a browser, which the caller closes. Without one, skips its tests, or fails where they have to run. */
export async function launchChromium(context: Context): Promise<Browser> {
  if (!existsSync(executablePath)) {
    if (process.env['CI'] === 'true') throw new Error(REASON);
    process.stderr.write(`    ${REASON}\n`);
    context.skip();
  }
  return await chromium.launch({ executablePath, args });
}
