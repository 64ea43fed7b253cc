import { type CaseResult, type ContractReport, totalsOf } from './result.js';

/** Renders the run as JUnit XML: one test suite for each event, one test case for each contract case. */
export function renderJunit(report: ContractReport): string {
  const { passed, failed, errors } = totalsOf(report);
  const suites = [...new Set(report.results.map(suiteOf))];
  const total = report.results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(report.title)}" tests="${passed + failed + errors}" failures="${failed}" errors="${errors}" time="${inSeconds(total)}">`,
    ...suites.flatMap((name) =>
      renderSuite(
        name,
        report.results.filter((result) => suiteOf(result) === name),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf({ namespace, event }: CaseResult): string {
  return `${namespace} ${event}`;
}

function renderSuite(name: string, results: readonly CaseResult[]): string[] {
  const count = (outcome: CaseResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const figures = `tests="${results.length}" failures="${count('failed')}" errors="${count('error')}"`;
  return [`  <testsuite name="${escapeXml(name)}" ${figures}>`, ...results.map(renderCase), '  </testsuite>'];
}

function renderCase({ namespace, event, kind, title, outcome, message = '', durationMs }: CaseResult): string {
  const head = `    <testcase classname="${escapeXml(`${namespace}.${event}.${kind}`)}" name="${escapeXml(title)}" time="${inSeconds(durationMs)}"`;
  if (outcome === 'passed') return `${head}/>`;
  const element = outcome === 'failed' ? 'failure' : 'error';
  const first = message.split('\n')[0] ?? '';
  return `${head}>\n      <${element} message="${escapeXml(first)}">${escapeXml(message)}</${element}>\n    </testcase>`;
}

function inSeconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(3);
}

/** Escapes text for XML 1.0, which does not allow most control characters, nor unpaired surrogates. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
