import { type Html, html } from './html.js';
import { section } from './layout.js';
import type { Page } from './page.js';

/** Renders the download links of the AsyncAPI document. */
export function downloads({ documentFolder }: Page): Html {
  return html`<p class="downloads"><a class="button" href="${documentFolder}/asyncapi.yaml" download>asyncapi.yaml</a> <a class="button" href="${documentFolder}/asyncapi.json" download>asyncapi.json</a></p>
`;
}

/** Renders the section about the AsyncAPI document. */
export function contractSection(page: Page): Html {
  const text = html`<p>This page is generated from an AsyncAPI 3 document. You can use the document with your own tools:</p>\n`;
  return section('contract', [text, downloads(page)]);
}
