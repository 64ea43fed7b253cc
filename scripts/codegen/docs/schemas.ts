import { hrefOf } from './anchors.js';
import { exampleList } from './examples.js';
import { type Content, type Html, html, join } from './html.js';
import { entry, pair, section } from './layout.js';
import { linkOperation, linkType, type Page } from './page.js';
import { schemaTable, typeDeclaration } from './schema-table.js';
import type { Use } from './uses.js';

/** The types that are used in more than one place, or inside others. */
export function schemasSection(page: Page): Html {
  const { ownTypes } = page.anchors;
  const note = html`<p class="note">What is used in one event only is described there.</p>\n`;
  return section('schemas', [
    ownTypes.length < page.contract.schemas.size && note,
    ownTypes.length === 0 && html`<p>There are no others.</p>\n`,
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
  if (uses.length === 0) return html`<p class="note">Nothing in the contract uses it.</p>\n`;
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
