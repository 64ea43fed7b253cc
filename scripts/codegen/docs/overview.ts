import type { Operation } from '../contract.js';
import { type Html, html } from './html.js';
import { linkOperation, type Page } from './page.js';
import { downloads } from './raw-contract.js';

/** What the service is, and its events at a glance. */
export function overviewSection(page: Page): Html {
  const { contract, markdown } = page;
  return html`<section id="overview" aria-labelledby="overview--title">
<h1 id="overview--title">${contract.title} <span class="version">${contract.version}</span></h1>
<div class="lead">${markdown.render(contract.description, { level: 3 }).html}</div>
${downloads(page)}<div class="glance">
${glance(page, 'client', 'Your client sends')}${glance(page, 'server', 'Your client listens for')}</div>
</section>
`;
}

function glance(page: Page, sender: Operation['sender'], title: string): Html | undefined {
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
