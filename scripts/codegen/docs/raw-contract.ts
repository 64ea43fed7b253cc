import { type Html, html } from './html.js';
import { section } from './layout.js';
import type { Page } from './page.js';

/** The links to the document that the page is made from. */
export function downloads({ documentFolder }: Page): Html {
  return html`<p class="downloads"><a class="button" href="${documentFolder}/asyncapi.yaml" download>asyncapi.yaml</a> <a class="button" href="${documentFolder}/asyncapi.json" download>asyncapi.json</a></p>
`;
}

/** The document itself. */
export function contractSection(page: Page): Html {
  const text = html`<p>This page is made from an AsyncAPI 3 document. Take it for your own tools:</p>\n`;
  return section('contract', [text, downloads(page)]);
}
