import { readFileSync } from 'node:fs';
import { type Html, html, trusted } from '../codegen/docs/html.js';
import { type CaseResult, type ContractReport, type CoverageCell, caseKinds, perCent, totalsOf } from './result.js';

const stylesheet = readFileSync(new URL('./report.css', import.meta.url), 'utf8');

const words: Readonly<Record<CoverageCell['state'], string>> = {
  passed: 'passed',
  failed: 'failed',
  'not-covered': 'not covered',
  'not-applicable': '–',
};

/** Renders the run as a self-contained page: no scripts, no other files, no network. */
export function renderHtmlReport(report: ContractReport): string {
  const totals = totalsOf(report);
  const failed = totals.failed + totals.errors;
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
<p class="${failed === 0 ? 'passed' : 'failed'}"><strong>${failed === 0 ? 'The server conforms to the contract' : 'The server violates the contract'}</strong>:
${totals.passed} passed, ${failed} failed; coverage ${perCent(totals.covered, totals.applicable)} % (${totals.covered} of
${totals.applicable} applicable combinations of operation and kind).</p>
</header>
<main>
${failures(report.results)}${coverageTable(report.coverage)}${notCovered(report.coverage)}${everyCase(report.results)}</main>
</body>
</html>
`.text;
}

function failures(results: readonly CaseResult[]): Html | false {
  const failed = results.filter(({ outcome }) => outcome !== 'passed');
  if (failed.length === 0) return false;
  return html`<section><h2>Failures</h2>
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

function notCovered(coverage: readonly CoverageCell[]): Html | false {
  const missing = coverage.filter(({ state }) => state === 'not-covered');
  if (missing.length === 0) return false;
  return html`<section><h2>Not covered</h2><ul>
${missing.map(({ event, kind, why }) => html`<li><code>${event}</code>, ${kind}: ${why}</li>\n`)}</ul></section>
`;
}

function everyCase(results: readonly CaseResult[]): Html {
  return html`<section><h2>All cases</h2>
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
