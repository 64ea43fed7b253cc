import { type Content, type Html, html, join } from './html.js';
import { section, table } from './layout.js';
import { linkError, linkOperation, type Page } from './page.js';

/** The error catalogue. */
export function errorsSection(page: Page): Html {
  const { anchors, contract, markdown } = page;
  if (contract.errors.length === 0) return section('errors', html`<p>The contract lists no error codes.</p>\n`);
  const rows = contract.errors.map(({ code, summary, action }) => ({
    id: anchors.idOfError(code),
    cells: [linkError(page, code), markdown.inline(summary), markdown.inline(action), answeredBy(page, code)],
  }));
  const columns = ['Code', 'What it means', { labelled: 'What to do' }, { labelled: 'Answered by' }];
  return section('errors', table(columns, rows));
}

function answeredBy(page: Page, code: string): Content {
  const operations = page.contract.namespaces
    .flatMap((namespace) => namespace.operations)
    // An operation that names no codes may answer any.
    .filter(({ error, errorCodes }) => (errorCodes.length > 0 ? errorCodes.includes(code) : error !== undefined));
  if (operations.length === 0) return 'No event names it.';
  const links = operations.map((operation) => linkOperation(page, operation));
  return join(links, ', ');
}
