import { expect } from 'chai';
import type { Json } from '../../../../scripts/codegen/contract.js';
import { jsLiteral, jsMember } from '../../../../scripts/codegen/docs/js-literal.js';

describe('jsLiteral', () => {
  const cases: [given: Json, want: string][] = [
    [{ user: 'bob', 'a b': [1, null, true] }, `{ user: 'bob', 'a b': [1, null, true] }`],
    [{}, '{}'],
    [[], '[]'],
    [`it's "\\ \n`, `'it\\'s "\\\\ \\n'`],
    [JSON.parse('{"__proto__":1}'), `{ ['__proto__']: 1 }`],
    [{ 名前: 1, '0a': 2, $x: 3 }, `{ 名前: 1, '0a': 2, $x: 3 }`],
  ];
  for (const [given, want] of cases) {
    it(`prints ${JSON.stringify(given)} as ${want}, which evaluates to the same value`, () => {
      const literal = jsLiteral(given);
      expect(literal).to.equal(want);
      expect(new Function(`return ${literal}`)()).to.deep.equal(given);
    });
  }

  it('prints each field on its own line if one line is too short', () => {
    const given = { first: 'a'.repeat(30), second: [{ third: 'b'.repeat(40) }], none: {} };
    expect(jsLiteral(given)).to.equal(
      `{\n  first: '${given.first}',\n  second: [\n    {\n      third: '${'b'.repeat(40)}',\n    },\n  ],\n  none: {},\n}`,
    );
    expect(new Function(`return ${jsLiteral(given)}`)()).to.deep.equal(given);
  });

  it('counts the characters before the literal', () => {
    expect(jsLiteral({ user: 'bob' }, 30)).to.equal(`{ user: 'bob' }`);
    expect(jsLiteral({ user: 'bob' }, 50)).to.equal(`{\n  user: 'bob',\n}`);
  });

  it('prints brackets for a member name that is not an identifier', () => {
    expect(jsMember('reply', 'error')).to.equal('reply.error');
    expect(jsMember('reply', "the 'error'")).to.equal(`reply['the \\'error\\'']`);
  });
});
