import { expect } from 'chai';
import { type Content, html, join, trusted } from '../../../../scripts/codegen/docs/html.js';

describe('html', () => {
  const cases: [what: string, given: Content, want: string][] = [
    ['escapes characters that could close an element', '</pre><script>', '&lt;/pre&gt;&lt;script&gt;'],
    ['escapes characters that could close an attribute', `"'`, '&quot;&#39;'],
    ['escapes an ampersand once', '&amp;', '&amp;amp;'],
    ['inserts markup unchanged', html`<b>${'<'}</b>`, '<b>&lt;</b>'],
    ['inserts trusted markup unchanged', trusted('<i>'), '<i>'],
    ['inserts an array without commas', ['a', ['<'], html`<br>`], 'a&lt;<br>'],
    ['renders nothing for false and undefined', [false, undefined], ''],
    ['renders zero', 0, '0'],
    ['inserts separators between parts only', join(['a', 'b', 'c'], ', '), 'a, b, c'],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(html`[${given}]`.text).to.equal(`[${want}]`));
  }
});
