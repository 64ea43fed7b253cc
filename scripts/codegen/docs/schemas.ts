import { hrefOf } from './anchors.js';
import { exampleList } from './examples.js';
import { type Content, type Html, html, join } from './html.js';
import { entry, pair, section } from './layout.js';
import { linkOperation, linkType, type Page } from './page.js';
import { schemaTable, typeDeclaration } from './schema-table.js';
import type { Use } from './uses.js';

/** Renders the types that several events or other types use. */
export function schemasSection(page: Page): Html {
  const { ownTypes } = page.anchors;
  const note = html`<p class="note">Types that only one event uses are described with the event.</p>\n`;
  return section('schemas', [
    ownTypes.length < page.contract.schemas.size && note,
    ownTypes.length === 0 && html`<p>There are no other types.</p>\n`,
    ownTypes.map((type) => schemaEntry(page, type)),
  ]);
}

function schemaEntry(page: Page, type: string): Html {
  const description = page.contract.schemas.get(type)?.['description'];
  return entry(
    page.anchors.idOfType(type) ?? '',
    html`<code>${type}</code>`,
    undefined,
    pair(
      [
        typeof description === 'string' && page.markdown.render(description).html,
        schemaTable(page, type),
        usedBy(page, type),
      ],
      [typeDeclaration(page, type), exampleList(page, { type, examples: [] }, false)],
    ),
  );
}

function usedBy(page: Page, type: string): Html {
  const uses = page.uses.of(type).map((use) => useLink(page, use));
  if (uses.length === 0) return html`<p class="note">Not used in the contract.</p>\n`;
  return html`<p class="note">Used in ${join(uses, ', ')}.</p>\n`;
}

function useLink(page: Page, use: Use): Content {
  if ('schema' in use) return linkType(page, use.schema);
  if ('operation' in use) {
    const fromServer = use.operation.sender === 'server' ? ', server event' : '';
    return [linkOperation(page, use.operation), ` (${use.part}${fromServer})`];
  }
  return html`<a href="${hrefOf(page.anchors.idOf(use.namespace))}">the handshake of ${use.namespace.address}</a>`;
}
