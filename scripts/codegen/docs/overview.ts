import type { Operation } from '../contract.js';
import { type Html, html } from './html.js';
import { linkOperation, type Page } from './page.js';
import { downloads } from './raw-contract.js';

/** Renders the description of the service and the list of its events. */
export function overviewSection(page: Page): Html {
  const { contract, markdown } = page;
  return html`<section id="overview" aria-labelledby="overview--title">
<h1 id="overview--title">${contract.title} <span class="version">${contract.version}</span></h1>
<div class="lead">${markdown.render(contract.description, { level: 3 }).html}</div>
${downloads(page)}<div class="glance">
${eventList(page, 'client', 'Events sent by the client')}${eventList(page, 'server', 'Events sent by the server')}</div>
</section>
`;
}

function eventList(page: Page, sender: Operation['sender'], title: string): Html | undefined {
  const operations = page.contract.namespaces
    .flatMap((namespace) => namespace.operations)
    .filter((operation) => operation.sender === sender);
  if (operations.length === 0) return undefined;
  const items = operations.map(
    (operation) =>
      html`<li>${linkOperation(page, operation)} <span>${page.markdown.label(operation.summary)}</span></li>\n`,
  );
  return html`<div><h2 class="minor">${title}</h2>
<ul>
${items}</ul></div>
`;
}
