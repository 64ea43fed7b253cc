import { expect } from 'chai';
import { renderHtmlReport } from '../../../scripts/contract-test/report-html.js';
import { renderJunit } from '../../../scripts/contract-test/report-junit.js';
import { renderResult, renderSummary } from '../../../scripts/contract-test/report-terminal.js';
import type { CaseResult, ContractReport } from '../../../scripts/contract-test/result.js';

const plain = (_style: string, text: string) => text;
const result = { namespace: '/shop', event: 'buy', kind: 'valid', durationMs: 12 } as const;
const passed: CaseResult = { ...result, title: 'buy succeeds', outcome: 'passed', message: undefined };
const failed: CaseResult = {
  ...result,
  title: 'buy <b>fails</b>',
  outcome: 'failed',
  message: 'a "quote" & \u0000\ud800',
};
const error: CaseResult = { ...result, title: 'buy gets no reply', outcome: 'error', message: 'no\nserver' };
const report: ContractReport = {
  title: 'Shop',
  url: 'ws://localhost:1/ws',
  seed: 42,
  results: [passed, failed, error],
  coverage: [
    { namespace: '/shop', event: 'buy', sender: 'client', kind: 'valid', state: 'failed', why: undefined },
    {
      namespace: '/shop',
      event: 'buy',
      sender: 'client',
      kind: 'invalid',
      state: 'not-covered',
      why: 'no case was run',
    },
    { namespace: '/shop', event: 'sold', sender: 'server', kind: 'provoked', state: 'passed', why: undefined },
  ],
};

describe('The report of a contract test', () => {
  it('is valid JUnit XML whatever characters the messages contain', () => {
    const xml = renderJunit(report);
    expect(xml).to.include('tests="3" failures="1" errors="1"');
    expect(xml).to.include('<testcase classname="/shop.buy.valid" name="buy succeeds" time="0.012"/>');
    expect(xml).to.include('name="buy &lt;b&gt;fails&lt;/b&gt;"');
    expect(xml).to.include('a &quot;quote&quot; &amp; \ufffd\ufffd');
  });

  it('is a self-contained HTML page with escaped texts', () => {
    const page = renderHtmlReport(report);
    expect(page).to.not.match(/<script|<link|src=|https?:\/\//);
    expect(page).to.include('buy &lt;b&gt;fails&lt;/b&gt;').and.include('The server violates the contract');
    expect(page).to.include('coverage 66 % (2 of');
  });

  it('shows on the terminal failures, combinations that were not covered, and the seed', () => {
    expect(renderResult(passed, plain)).to.equal('passed  buy succeeds\n');
    expect(renderResult(error, plain)).to.equal('error   buy gets no reply\n        no\n        server\n');
    const summary = renderSummary(report, plain);
    expect(summary).to.include('COVERAGE: ONLY 66 %, 2 of 3 applicable combinations of operation and kind.');
    expect(summary).to.include('not covered: buy, invalid: no case was run').and.include('Seed 42');
    expect(summary)
      .to.match(/→ buy +FAILED +missing/)
      .and.match(/← sold .*passed/);
    expect(summary).to.match(/\n1 passed, 2 failed\n$/);
  });
});
