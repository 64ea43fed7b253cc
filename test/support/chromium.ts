import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { type Browser, chromium } from 'playwright-core';
import { skipSuite } from './skip-suite.js';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const REASON = `no Chromium at ${executablePath}: install Chromium, or set CHROMIUM_PATH`;

/** Turns off Chromium's background services, so that the browser sends requests to the server under test only. */
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

/**
 * Launches a browser in a `before` hook; the caller closes it. Without Chromium, skips the suite of the hook, or fails in
 * CI.
 */
export async function launchChromium(context: Context): Promise<Browser> {
  if (!existsSync(executablePath)) skipSuite(context, REASON);
  return await chromium.launch({ executablePath, args });
}
