import { expect } from 'chai';
import { renderHtmlReport } from '../../../scripts/contract-test/report-html.js';
import { renderJunit } from '../../../scripts/contract-test/report-junit.js';
import { renderResult, renderSummary } from '../../../scripts/contract-test/report-terminal.js';
import type { CaseResult, ContractReport } from '../../../scripts/contract-test/result.js';

const plain = (_style: string, text: string) => text;
const result = { namespace: '/shop', event: 'buy', kind: 'valid', durationMs: 12 } as const;
const held: CaseResult = { ...result, title: 'buy succeeds', outcome: 'held', message: undefined };
const broken: CaseResult = {
  ...result,
  title: 'buy <b>fails</b>',
  outcome: 'broken',
  message: 'a "quote" & \u0000\ud800',
};
const error: CaseResult = { ...result, title: 'buy is lost', outcome: 'error', message: 'no\nserver' };
const report: ContractReport = {
  title: 'Shop',
  url: 'ws://localhost:1/ws',
  seed: 42,
  results: [held, broken, error],
  coverage: [
    { namespace: '/shop', event: 'buy', sender: 'client', kind: 'valid', state: 'broken', why: undefined },
    {
      namespace: '/shop',
      event: 'buy',
      sender: 'client',
      kind: 'invalid',
      state: 'not-reached',
      why: 'no case was run',
    },
    { namespace: '/shop', event: 'sold', sender: 'server', kind: 'provoked', state: 'held', why: undefined },
  ],
};

describe('the report of a contract test', () => {
  it('is JUnit XML that any parser takes, whatever the messages hold', () => {
    const xml = renderJunit(report);
    expect(xml).to.include('tests="3" failures="1" errors="1"');
    expect(xml).to.include('<testcase classname="/shop.buy.valid" name="buy succeeds" time="0.012"/>');
    expect(xml).to.include('name="buy &lt;b&gt;fails&lt;/b&gt;"');
    expect(xml).to.include('a &quot;quote&quot; &amp; \ufffd\ufffd');
  });

  it('is a page that needs nothing else, and escapes what it shows', () => {
    const page = renderHtmlReport(report);
    expect(page).to.not.match(/<script|<link|src=|https?:\/\//);
    expect(page).to.include('buy &lt;b&gt;fails&lt;/b&gt;').and.include('The contract is broken');
    expect(page).to.include('66 % of what the document allows to try was');
  });

  it('says on the terminal what was expected, loudly what was not tried, and how to do it again', () => {
    expect(renderResult(held, plain)).to.equal('held    buy succeeds\n');
    expect(renderResult(error, plain)).to.equal('error   buy is lost\n        no\n        server\n');
    const summary = renderSummary(report, plain);
    expect(summary).to.include('ONLY 66 % OF WHAT THE DOCUMENT ALLOWS TO TRY WAS TRIED: 2 of 3.');
    expect(summary).to.include('not reached: buy, invalid: no case was run').and.include('Seed 42');
    expect(summary)
      .to.match(/→ buy +BROKEN +missing/)
      .and.match(/← sold .*held/);
    expect(summary).to.match(/\n1 passed, 2 failed\n$/);
  });
});
