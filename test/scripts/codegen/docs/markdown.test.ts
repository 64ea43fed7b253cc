import { expect } from 'chai';
import { Markdown } from '../../../../scripts/codegen/docs/markdown.js';

describe('Markdown', () => {
  const markdown = new Markdown(new Map([['send-message', 'client-send-message']]));
  const cases: [what: string, given: string, want: string][] = [
    ['renders inline markup', 'a **b**', '<p>a <strong>b</strong></p>\n'],
    ['shows HTML as text', '<b onclick="x">', '<p>&lt;b onclick=&quot;x&quot;&gt;</p>\n'],
    ['rejects links that run code', '[x](javascript:alert)', '<p>[x](javascript:alert)</p>\n'],
    [
      'replaces an image by a link',
      '![a cat](https://a.example/"cat".png)',
      '<p><a href="https://a.example/%22cat%22.png">a cat</a></p>\n',
    ],
    [
      'links the name of an event',
      '`send-message`',
      '<p><a href="#client-send-message"><code>send-message</code></a></p>\n',
    ],
    ['does not link an unknown name', '`<x>`', '<p><code>&lt;x&gt;</code></p>\n'],
    ['does not nest links', '[`send-message`](/x)', '<p><a href="/x"><code>send-message</code></a></p>\n'],
    ['places headings below the headings of the page', '# a\n### b', '<h4>a</h4>\n<h6>b</h6>\n'],
    ['uses no heading level that HTML does not have', '# a\n\n#### b', '<h4>a</h4>\n<h6>b</h6>\n'],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(markdown.render(given).html.text).to.equal(want));
  }

  it('aligns table cells without a style attribute, and labels them with their column', () => {
    const { html } = markdown.render('|a|b "q"|\n|-|-:|\n|1|2|');
    expect(html.text).to.contain('<th scope="col">a</th>').and.contain('<th scope="col" class="right">b');
    expect(html.text).to.contain('<td>1</td>').and.contain('<td class="right" data-label="b &quot;q&quot;">2</td>');
    expect(html.text).not.to.contain('style=');
  });

  it('highlights code, and escapes code in an unknown language', () => {
    expect(markdown.render('```js\nconst a = 1;\n```').html.text).to.contain('<span class="hljs-keyword">const</span>');
    expect(markdown.render('```<b>\n</pre>\n```').html.text)
      .to.contain('<figcaption>&lt;b&gt;</figcaption>')
      .and.contain('<code>&lt;/pre&gt;</code>');
  });

  it('assigns the claimed ID to each of the highest headings', () => {
    const { headings, html } = markdown.render('## Get a `token`\n### Deeper\n## Then', {
      level: 4,
      claim: (text) => `id of ${text}`,
    });
    expect(headings).to.deep.equal([
      { id: 'id of Get a token', text: 'Get a token' },
      { id: 'id of Then', text: 'Then' },
    ]);
    expect(html.text).to.contain('<h4 id="id of Then">Then</h4>');
  });

  it('keeps paragraphs in a table cell, and adds none around a single paragraph', () => {
    expect(markdown.cell('a\n\nb').text).to.equal('<p>a</p>\n<p>b</p>\n');
    expect(markdown.cell('a\nb').text).to.equal('a\nb');
  });

  it('does not link names in a label', () => {
    expect(markdown.label('`send-message`').text).to.equal('<code>send-message</code>');
  });
});
