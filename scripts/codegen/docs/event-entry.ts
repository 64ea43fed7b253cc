import type { Operation, Payload } from '../contract.js';
import { exampleList } from './examples.js';
import { codeBlock } from './highlight.js';
import { type Html, html } from './html.js';
import { entry, pair, table } from './layout.js';
import { linkError, linkType, type Page } from './page.js';
import { schemaTable, typeDeclaration } from './schema-table.js';
import { renderSnippet } from './snippet.js';

/** Renders the entry of one event. */
export function eventEntry(page: Page, operation: Operation, namespaceLabel: string | undefined): Html {
  const { event, sender, summary, description } = operation;
  const direction = sender === 'client' ? 'client → server' : 'server → client';
  const badges = html`<p><span class="badge ${sender}">${direction}</span>${
    namespaceLabel !== undefined && html` <span class="badge">${namespaceLabel}</span>`
  }</p>\n`;
  return entry(page.anchors.idOf(operation), html`<code>${event}</code>`, badges, [
    pair(
      [
        summary !== '' && html`<p class="summary">${page.markdown.inline(summary)}</p>\n`,
        page.markdown.render(description).html,
      ],
      codeBlock(renderSnippet(operation, page.contract), 'javascript', 'socket.io-client'),
    ),
    payloadPart(page, operation),
    replyPart(page, operation),
    errorPart(page, operation),
  ]);
}

function payloadPart(page: Page, { payload, sender }: Operation): Html {
  if (payload === undefined) return pair(html`<h4>Payload</h4>\n<p>None. The event has no arguments.</p>\n`);
  // The snippet of a client event already shows the first example.
  return typePart(page, 'Payload', html``, payload, sender === 'server');
}

function replyPart(page: Page, { sender, reply, error }: Operation): Html {
  if (reply === undefined && error === undefined) {
    return pair(
      html`<h4>Reply</h4>\n<p>None. ${
        sender === 'client' ? 'The server does not acknowledge this event' : 'The server expects no acknowledgement'
      }.</p>\n`,
    );
  }
  const heading = sender === 'client' ? 'Reply' : 'Reply of the client';
  const note = html`<p class="note">${
    sender === 'client'
      ? 'The only argument of the acknowledgement callback.'
      : 'Call the acknowledgement callback, which is the last argument of the listener, once with this value.'
  }</p>\n`;
  if (reply === undefined)
    return pair(html`<h4>${heading}</h4>\n<p>The contract describes only the error reply.</p>\n`);
  return typePart(page, heading, note, reply, true);
}

function typePart(page: Page, heading: string, note: Html, payload: Payload, open: boolean): Html {
  return pair(
    html`<h4>${heading} ${typeName(page, payload.type)}</h4>\n${note}${schemaTable(page, payload.type)}`,
    html`${typeDeclaration(page, payload.type)}${exampleList(page, payload, open)}`,
  );
}

function errorPart(page: Page, { error, errorCodes, sender }: Operation): Html | undefined {
  if (error === undefined && errorCodes.length === 0) return undefined;
  const heading = sender === 'client' ? 'Errors' : 'Errors of the client';
  const isShownHere = error !== undefined && isOnlyHere(page, error.type);
  return pair(
    [
      html`<h4>${heading} ${error !== undefined && typeName(page, error.type)}</h4>\n`,
      codes(page, errorCodes),
      isShownHere && schemaTable(page, error.type),
    ],
    error && [isShownHere && typeDeclaration(page, error.type), exampleList(page, error, false)],
  );
}

/** Renders the error codes of an operation, in the order of the contract. */
function codes(page: Page, errorCodes: string[]): Html | undefined {
  const { errors } = page.contract;
  const anyCode = html`<p>Any of the <a href="#errors">error codes</a>.</p>\n`;
  if (errorCodes.length === 0) return errors.length > 0 ? anyCode : undefined;
  const known = errors.filter(({ code }) => errorCodes.includes(code));
  const unknown = errorCodes.filter((code) => !known.some((definition) => definition.code === code));
  return table(
    ['Code', 'Meaning'],
    [
      ...known.map(({ code, summary }) => ({ cells: [linkError(page, code), page.markdown.inline(summary)] })),
      ...unknown.map((code) => ({ cells: [linkError(page, code), undefined] })),
    ],
  );
}

function isOnlyHere(page: Page, type: string): boolean {
  return !page.anchors.ownTypes.includes(type);
}

/** Renders the name of a type, with a link if the type has an entry elsewhere. */
function typeName(page: Page, type: string): Html {
  return isOnlyHere(page, type)
    ? html`<code class="type">${type}</code>`
    : html`<span class="type">${linkType(page, type)}</span>`;
}
