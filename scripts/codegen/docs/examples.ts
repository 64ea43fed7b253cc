import type { Example, Json, Payload } from '../contract.js';
import { arrayAt } from '../json.js';
import { highlight } from './highlight.js';
import { type Html, html } from './html.js';
import type { Page } from './page.js';

/** Renders the examples of a payload, collapsed. If `open` is true, the first example is expanded. */
export function exampleList(page: Page, payload: Payload, open: boolean): Html {
  const examples = payload.examples.length > 0 ? payload.examples : examplesOfType(page, payload.type);
  return html`${examples.map((example, index) => collapsible(page, example, open && index === 0))}`;
}

/** Returns the examples in the schema of a type. */
export function examplesOfType(page: Page, type: string): Example[] {
  const given = arrayAt(page.contract.schemas.get(type) ?? {}, 'examples');
  return given.map((payload, index) => {
    const name = given.length === 1 ? '' : String(index + 1);
    return { name, summary: name, payload };
  });
}

function collapsible(page: Page, { summary, payload }: Example, open: boolean): Html {
  return html`<details class="example"${open && html` open`}><summary>Example${
    summary !== '' && html`: ${page.markdown.label(summary)}`
  }</summary><pre><code>${highlight(json(payload), 'json')}</code></pre></details>
`;
}

function json(value: Json): string {
  return JSON.stringify(value, null, 2);
}
