import { readFileSync } from 'node:fs';
import type { Contract } from '../contract.js';
import type { Models } from '../render-models.js';
import { connectingSection } from './connecting.js';
import { errorsSection } from './errors.js';
import { eventsSection } from './events.js';
import { type Html, html } from './html.js';
import { limitsSection } from './limits.js';
import { localHost } from './local-host.js';
import { overviewSection } from './overview.js';
import { type Page, preparePage } from './page.js';
import { contractSection } from './raw-contract.js';
import { schemasSection } from './schemas.js';
import { sidebar } from './sidebar.js';

const stylesheet = readFileSync(new URL('./docs.css', import.meta.url), 'utf8');
const script = readFileSync(new URL('./docs.js', import.meta.url), 'utf8');

export interface DocsOptions {
  /** Folder of `asyncapi.yaml` and `asyncapi.json`, relative to the page. */
  documentFolder?: string;
  /** True if the described service itself serves the page, false if any web server may host it. */
  servedByService?: boolean;
}

/**
 * Renders the files of the docs page, by name. They load nothing from other hosts and run under a content security
 * policy without inline styles and scripts.
 */
export function renderDocs(
  contract: Contract,
  models: Models,
  { documentFolder = '..', servedByService = true }: DocsOptions = {},
): Map<string, string> {
  const host = servedByService ? localHost(contract) : undefined;
  return new Map([
    ['index.html', renderPage(preparePage(contract, models, documentFolder), host).text],
    ['docs.css', stylesheet],
    ['docs.js', script],
  ]);
}

/** @param host the host that the page's script replaces by its own */
function renderPage(page: Page, host: string | undefined): Html {
  const { title } = page.contract;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${title}: how to connect, events, payloads, replies, errors and limits.">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="npm run generate">
<title>${title}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%230f766e' d='M2 2h12v9H8l-4 3v-3H2z'/%3E%3C/svg%3E">
<link rel="stylesheet" href="docs.css">
<script src="docs.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<details class="contents"><summary>Contents</summary>
<nav aria-label="Contents">
${sidebar(page)}</nav></details>
<nav class="sidebar" aria-label="On this page">
<a class="home" href="#overview">${title}</a>
${sidebar(page)}</nav>
<main id="main" tabindex="-1"${host !== undefined && html` data-host="${host}"`}>
${overviewSection(page)}${connectingSection(page)}${eventsSection(page, 'client')}${eventsSection(page, 'server')}${errorsSection(page)}${limitsSection(page)}${schemasSection(page)}${contractSection(page)}</main>
</body>
</html>
`;
}
