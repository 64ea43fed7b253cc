import type { Example, Json, Payload } from '../contract.js';
import { arrayAt } from '../json.js';
import { highlight } from './highlight.js';
import { type Html, html } from './html.js';
import type { Page } from './page.js';

/** Each example of a payload, folded; the first one open when `open` is true. */
export function exampleList(page: Page, payload: Payload, open: boolean): Html {
  const examples = payload.examples.length > 0 ? payload.examples : examplesOfType(page, payload.type);
  return html`${examples.map((example, index) => folded(page, example, open && index === 0))}`;
}

/** The examples that a schema has. */
export function examplesOfType(page: Page, type: string): Example[] {
  const given = arrayAt(page.contract.schemas.get(type) ?? {}, 'examples');
  return given.map((payload, index) => {
    const name = given.length === 1 ? '' : String(index + 1);
    return { name, summary: name, payload };
  });
}

function folded(page: Page, { summary, payload }: Example, open: boolean): Html {
  return html`<details class="example"${open && html` open`}><summary>Example${
    summary !== '' && html`: ${page.markdown.label(summary)}`
  }</summary><pre><code>${highlight(json(payload), 'json')}</code></pre></details>
`;
}

function json(value: Json): string {
  return JSON.stringify(value, null, 2);
}
