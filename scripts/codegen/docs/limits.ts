import { type Html, html } from './html.js';
import { section, table } from './layout.js';
import type { Page } from './page.js';

/** Renders the table of limits. */
export function limitsSection({ contract, markdown }: Page): Html {
  if (contract.limits.length === 0) return section('limits', html`<p>The contract defines no limits.</p>\n`);
  const rows = contract.limits.map(({ what, limit, consequence }) => ({
    cells: [markdown.inline(what), markdown.inline(limit), markdown.inline(consequence)],
  }));
  return section('limits', table(['Subject', { labelled: 'Limit' }, { labelled: 'If exceeded' }], rows));
}
