import { expect } from 'chai';
import { docComment } from '../../../scripts/codegen/doc-comment.js';

describe('docComment', () => {
  const table: [what: string, text: string, want: string][] = [
    ['no text', '', ''],
    ['white space', ' \n ', ''],
    ['one line', 'What it is.', '/** What it is. */\n'],
    ['a line with a line break', 'What it is.\n', '/** What it is. */\n'],
    ['two paragraphs', 'One.\n\nTwo.', '/**\n * One.\n *\n * Two.\n */\n'],
    ['the end of a comment', 'a */ b */', '/** a *\\/ b *\\/ */\n'],
    ['an end over two lines', 'a *\n/ b', '/**\n * a *\n * / b\n */\n'],
    ['Windows line breaks', 'a\r\nb', '/**\n * a\n * b\n */\n'],
  ];
  for (const [what, text, want] of table) {
    it(`renders ${what}`, () => {
      expect(docComment(text)).to.equal(want);
    });
  }
});
