import type { Operation } from '../contract.js';
import { eventEntry } from './event-entry.js';
import { type Html, html } from './html.js';
import { section } from './layout.js';
import type { Page } from './page.js';

/** Renders the events that the client sends, or the events that the server sends. */
export function eventsSection(page: Page, sender: Operation['sender']): Html {
  const { namespaces } = page.contract;
  const entries = namespaces.flatMap((namespace) =>
    namespace.operations
      .filter((operation) => operation.sender === sender)
      .map((operation) => eventEntry(page, operation, namespaces.length > 1 ? namespace.address : undefined)),
  );
  const none = html`<p>The ${sender} sends no events.</p>\n`;
  return section(sender === 'client' ? 'sent-by-client' : 'sent-by-server', entries.length > 0 ? entries : none);
}
