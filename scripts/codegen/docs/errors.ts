import { type Content, type Html, html, join } from './html.js';
import { section, table } from './layout.js';
import { linkError, linkOperation, type Page } from './page.js';

/** Renders the table of error codes. */
export function errorsSection(page: Page): Html {
  const { anchors, contract, markdown } = page;
  if (contract.errors.length === 0) return section('errors', html`<p>The contract defines no error codes.</p>\n`);
  const rows = contract.errors.map(({ code, summary, action }) => ({
    id: anchors.idOfError(code),
    cells: [linkError(page, code), markdown.inline(summary), markdown.inline(action), operationLinks(page, code)],
  }));
  const columns = ['Code', 'Meaning', { labelled: 'Client action' }, { labelled: 'Operations' }];
  return section('errors', table(columns, rows));
}

function operationLinks(page: Page, code: string): Content {
  const operations = page.contract.namespaces
    .flatMap((namespace) => namespace.operations)
    // An operation that lists no codes can reply with any code.
    .filter(({ error, errorCodes }) => (errorCodes.length > 0 ? errorCodes.includes(code) : error !== undefined));
  if (operations.length === 0) return 'No operation lists this code.';
  const links = operations.map((operation) => linkOperation(page, operation));
  return join(links, ', ');
}
