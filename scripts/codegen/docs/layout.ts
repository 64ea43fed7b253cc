import { hrefOf, sections } from './anchors.js';
import { type Content, type Html, html } from './html.js';

/** Renders a section of the page with its heading. */
export function section(id: keyof typeof sections, content: Content): Html {
  return html`<section id="${id}" aria-labelledby="${id}--title">
<h2 id="${id}--title">${sections[id]}</h2>
${content}</section>
`;
}

/** Renders a named part of a section, which links can refer to. */
export function entry(id: string, name: Content, badges: Content, content: Content): Html {
  return html`<article class="entry" id="${id}" aria-labelledby="${id}--name">
<header>
<h3 id="${id}--name"><a class="self" href="${hrefOf(id)}">${name}</a></h3>
${badges}</header>
${content}</article>
`;
}

/** Renders text and its code: side by side on wide screens, else one below the other. */
export function pair(text: Content, code: Content = undefined): Html {
  return html`<div class="pair"><div>${text}</div>${code !== undefined && html`<div>${code}</div>`}</div>
`;
}

/** A column title. On narrow screens, which stack the cells of a row, cells of a labelled column show the title. */
export type Column = string | { labelled: string };

export interface Row {
  id?: string | undefined;
  /** One cell per column. The first cell is the heading of the row. */
  cells: Content[];
}

export function table(columns: Column[], rows: Row[]): Html {
  const titles = columns.map((column) => (typeof column === 'string' ? column : column.labelled));
  return html`<div class="scroll"><table class="stack">
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${rows.map(({ id, cells: [heading, ...cells] }) => {
  const attribute = id !== undefined && html` id="${id}"`;
  return html`<tr${attribute}><th scope="row">${heading}</th>${cells.map((cell, index) => dataCell(columns[index + 1], cell))}</tr>\n`;
})}</tbody></table></div>
`;
}

function dataCell(column: Column | undefined, content: Content): Html {
  const label = typeof column === 'object' && html` data-label="${column.labelled}"`;
  return html`<td${label}>${content}</td>`;
}
