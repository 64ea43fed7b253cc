import type { Operation, Payload } from '../contract.js';
import { exampleList } from './examples.js';
import { codeBlock } from './highlight.js';
import { type Html, html } from './html.js';
import { entry, pair, table } from './layout.js';
import { linkError, linkType, type Page } from './page.js';
import { schemaTable, typeDeclaration } from './schema-table.js';
import { renderSnippet } from './snippet.js';

/** All there is to know of one event. */
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
  if (payload === undefined) return pair(html`<h4>Payload</h4>\n<p>None: the event carries no argument.</p>\n`);
  // The snippet of a client event has the first example already.
  return typePart(page, 'Payload', html``, payload, sender === 'server');
}

function replyPart(page: Page, { sender, reply, error }: Operation): Html {
  if (reply === undefined && error === undefined) {
    return pair(
      html`<h4>Reply</h4>\n<p>None: ${
        sender === 'client' ? 'the server does not acknowledge this event' : 'the server does not wait for one'
      }.</p>\n`,
    );
  }
  const heading = sender === 'client' ? 'Reply' : 'Reply your client owes';
  const way = html`<p class="note">${
    sender === 'client'
      ? 'The one argument of the acknowledgement callback.'
      : 'Call the acknowledgement callback, the last argument of the listener, with it once.'
  }</p>\n`;
  if (reply === undefined) return pair(html`<h4>${heading}</h4>\n<p>Only an error reply is described.</p>\n`);
  return typePart(page, heading, way, reply, true);
}

function typePart(page: Page, heading: string, way: Html, payload: Payload, open: boolean): Html {
  return pair(
    html`<h4>${heading} ${typeName(page, payload.type)}</h4>\n${way}${schemaTable(page, payload.type)}`,
    html`${typeDeclaration(page, payload.type)}${exampleList(page, payload, open)}`,
  );
}

function errorPart(page: Page, { error, errorCodes, sender }: Operation): Html | undefined {
  if (error === undefined && errorCodes.length === 0) return undefined;
  const heading = sender === 'client' ? 'Errors' : 'Errors your client may answer';
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

/** The codes an operation may answer, in the order of the catalogue. */
function codes(page: Page, errorCodes: string[]): Html | undefined {
  const { errors } = page.contract;
  const anyCode = html`<p>Any code of the <a href="#errors">catalogue</a>.</p>\n`;
  if (errorCodes.length === 0) return errors.length > 0 ? anyCode : undefined;
  const known = errors.filter(({ code }) => errorCodes.includes(code));
  const unknown = errorCodes.filter((code) => !known.some((definition) => definition.code === code));
  return table(
    ['Code', 'What it means'],
    [
      ...known.map(({ code, summary }) => ({ cells: [linkError(page, code), page.markdown.inline(summary)] })),
      ...unknown.map((code) => ({ cells: [linkError(page, code), undefined] })),
    ],
  );
}

function isOnlyHere(page: Page, type: string): boolean {
  return !page.anchors.ownTypes.includes(type);
}

/** A type that is shown elsewhere too leads there. */
function typeName(page: Page, type: string): Html {
  return isOnlyHere(page, type)
    ? html`<code class="type">${type}</code>`
    : html`<span class="type">${linkType(page, type)}</span>`;
}
