import type { Namespace } from '../contract.js';
import { exampleList } from './examples.js';
import { codeBlock } from './highlight.js';
import { type Content, type Html, html } from './html.js';
import { entry, pair, section, table } from './layout.js';
import { linkOperation, type Page } from './page.js';
import { schemaTable, typeDeclaration } from './schema-table.js';
import { renderConnectSnippet } from './snippet.js';

/** Renders how a client connects: the servers, and the guide and handshake of each namespace. */
export function connectingSection(page: Page): Html {
  const { namespaces } = page.contract;
  const none = html`<p>The contract defines no namespaces.</p>\n`;
  return section('connecting', [
    servers(page),
    namespaces.length === 0 ? none : namespaces.map((namespace) => namespaceEntry(page, namespace)),
  ]);
}

function servers({ contract, markdown }: Page): Html | undefined {
  if (contract.servers.length === 0) return undefined;
  const rows = contract.servers.map(({ name, url, path, description }) => ({
    cells: [name, html`<code>${url}</code>`, html`<code>${path}</code>`, markdown.cell(description)],
  }));
  return table(['Server', { labelled: 'Address' }, { labelled: 'Engine path' }, 'Description'], rows);
}

function namespaceEntry(page: Page, namespace: Namespace): Html {
  const { anchors, guides, markdown } = page;
  const guide = guides.get(namespace);
  return entry(anchors.idOf(namespace), html`Namespace <code>${namespace.address}</code>`, undefined, [
    namespace.summary !== '' && html`<p class="summary">${markdown.inline(namespace.summary)}</p>\n`,
    html`<div class="guide">\n${guide?.html}</div>\n`,
    pair(
      [html`<h4 id="${guide?.handshakeId}">Handshake</h4>\n`, handshake(page, namespace)],
      [
        codeBlock(renderConnectSnippet(page.contract, namespace), 'javascript', 'socket.io-client'),
        authType(page, namespace),
      ],
    ),
  ]);
}

function handshake(page: Page, namespace: Namespace): Content {
  const { auth } = namespace;
  if (auth === undefined) return html`<p>The handshake has no <code>auth</code>. Any client can connect.</p>\n`;
  const refusal = namespace.operations.find(({ event, sender }) => event === auth.refusedBy && sender === 'server');
  return html`${page.markdown.render(auth.description).html}${schemaTable(page, auth.type)}${
    auth.refusedBy !== undefined &&
    html`<p>If the server rejects a client, it sends ${
      refusal === undefined ? html`<code>${auth.refusedBy}</code>` : linkOperation(page, refusal)
    }.</p>\n`
  }`;
}

function authType(page: Page, { auth }: Namespace): Html | undefined {
  if (auth === undefined) return undefined;
  return html`${typeDeclaration(page, auth.type)}${exampleList(page, { type: auth.type, examples: [] }, false)}`;
}
