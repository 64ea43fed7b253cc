import { expect } from 'chai';
import { type Content, html, join, trusted } from '../../../../scripts/codegen/docs/html.js';

describe('the html template', () => {
  const cases: [what: string, given: Content, want: string][] = [
    ['escapes what could end an element', '</pre><script>', '&lt;/pre&gt;&lt;script&gt;'],
    ['escapes what could end an attribute', `"'`, '&quot;&#39;'],
    ['escapes an ampersand once', '&amp;', '&amp;amp;'],
    ['puts markup in as it is', html`<b>${'<'}</b>`, '<b>&lt;</b>'],
    ['puts markup of a trusted renderer in as it is', trusted('<i>'), '<i>'],
    ['puts a list in without commas', ['a', ['<'], html`<br>`], 'a&lt;<br>'],
    ['puts nothing in for false and undefined', [false, undefined], ''],
    ['shows zero', 0, '0'],
    ['puts a separator between parts only', join(['a', 'b', 'c'], ', '), 'a, b, c'],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(html`[${given}]`.text).to.equal(`[${want}]`));
  }
});
