import { readFileSync } from 'node:fs';
import { type Html, html, trusted } from '../codegen/docs/html.js';
import { type CaseResult, type ContractReport, type CoverageCell, caseKinds, perCent, totalsOf } from './result.js';

const stylesheet = readFileSync(new URL('./report.css', import.meta.url), 'utf8');

const words: Readonly<Record<CoverageCell['state'], string>> = {
  held: 'held',
  broken: 'broken',
  'not-reached': 'not reached',
  'not-applicable': '–',
};

/** The run as one page that needs nothing else: no script, no file beside it, nothing from the network. */
export function renderHtmlReport(report: ContractReport): string {
  const totals = totalsOf(report);
  const failed = totals.broken + totals.errors;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.title}: contract test</title>
<style>${trusted(stylesheet)}</style>
</head>
<body>
<header>
<h1>${report.title}</h1>
<p>Contract test of <code>${report.url}</code>, seed <code>${report.seed}</code></p>
<p class="${failed === 0 ? 'held' : 'broken'}"><strong>${failed === 0 ? 'The contract holds' : 'The contract is broken'}</strong>:
${totals.held} passed, ${failed} failed; ${perCent(totals.reached, totals.applicable)} % of what the document allows to try was
tried (${totals.reached} of ${totals.applicable}).</p>
</header>
<main>
${failures(report.results)}${coverageTable(report.coverage)}${notReached(report.coverage)}${everyCase(report.results)}</main>
</body>
</html>
`.text;
}

function failures(results: readonly CaseResult[]): Html | false {
  const failed = results.filter(({ outcome }) => outcome !== 'held');
  if (failed.length === 0) return false;
  return html`<section><h2>What does not hold</h2>
${failed.map(({ title, outcome, message }) => html`<article><h3 class="${outcome}">${title}</h3><pre>${message}</pre></article>\n`)}</section>
`;
}

function coverageTable(coverage: readonly CoverageCell[]): Html {
  const rows = [...new Set(coverage.map(rowOf))];
  return html`<section><h2>Coverage</h2>
<div class="scroll"><table><thead><tr><th>Operation</th><th>Sent by</th>${caseKinds.map((kind) => html`<th>${kind}</th>`)}</tr></thead><tbody>
${rows.map((row) => {
  const cells = coverage.filter((cell) => rowOf(cell) === row);
  const [first] = cells;
  return html`<tr><td><code>${first?.event}</code> <small>${first?.namespace}</small></td><td>${first?.sender}</td>${cells.map(
    ({ state, why }) => html`<td class="${state}" title="${why ?? ''}">${words[state]}</td>`,
  )}</tr>\n`;
})}</tbody></table></div></section>
`;
}

function notReached(coverage: readonly CoverageCell[]): Html | false {
  const missing = coverage.filter(({ state }) => state === 'not-reached');
  if (missing.length === 0) return false;
  return html`<section><h2>Not reached</h2><ul>
${missing.map(({ event, kind, why }) => html`<li><code>${event}</code>, ${kind}: ${why}</li>\n`)}</ul></section>
`;
}

function everyCase(results: readonly CaseResult[]): Html {
  return html`<section><h2>Every case</h2>
<div class="scroll"><table><thead><tr><th>Case</th><th>Kind</th><th>Outcome</th><th>ms</th></tr></thead><tbody>
${results.map(
  ({ title, kind, outcome, durationMs }) =>
    html`<tr><td>${title}</td><td>${kind}</td><td class="${outcome}">${outcome}</td><td>${Math.round(durationMs)}</td></tr>\n`,
)}</tbody></table></div></section>
`;
}

function rowOf({ namespace, event, sender }: CoverageCell): string {
  return `${namespace} ${sender} ${event}`;
}
