import { expect } from 'chai';
import type { Json } from '../../../scripts/codegen/contract.js';
import {
  arrayAt,
  isReference,
  mapObjects,
  objectAt,
  pointerTokens,
  resolvePointer,
  stringAt,
} from '../../../scripts/codegen/json.js';

describe('pointerTokens', () => {
  const table: [fragment: string, want: string[]][] = [
    ['', []],
    ['#', []],
    ['#/', ['']],
    ['#/components/schemas/Chat', ['components', 'schemas', 'Chat']],
    ['/a/b', ['a', 'b']],
    ['#/a~1b/c~0d', ['a/b', 'c~d']],
    ['#/~01', ['~1']],
    ['#/two%20words', ['two words']],
    ['#/gr%C3%B6%C3%9Fe', ['größe']],
  ];
  for (const [fragment, want] of table) {
    it(`splits ${JSON.stringify(fragment)}`, () => {
      expect(pointerTokens(fragment)).to.deep.equal(want);
    });
  }
});

describe('resolvePointer', () => {
  const root: Json = { list: ['a', { name: 'b' }], 'a/b': 1, nothing: null, text: 'word' };
  const table: [fragment: string, want: Json | undefined][] = [
    ['#', root],
    ['#/list/0', 'a'],
    ['#/list/1/name', 'b'],
    ['#/a~1b', 1],
    ['#/nothing', null],
    ['#/absent', undefined],
    ['#/list/2', undefined],
    ['#/list/first', undefined],
    ['#/text/length', undefined],
    ['#/nothing/more', undefined],
    ['#/constructor', undefined],
    ['#/toString', undefined],
  ];
  for (const [fragment, want] of table) {
    it(`finds ${JSON.stringify(want) ?? 'nothing'} at ${fragment}`, () => {
      expect(resolvePointer(root, fragment)).to.deep.equal(want);
    });
  }
});

describe('The JSON accessors', () => {
  it('return an empty value for a missing value or one of another type', () => {
    const parent = { object: { a: 1 }, array: [1], string: 'x', nothing: null };
    expect(objectAt(parent, 'object')).to.deep.equal({ a: 1 });
    expect(arrayAt(parent, 'array')).to.deep.equal([1]);
    expect(stringAt(parent, 'string')).to.equal('x');
    for (const key of ['string', 'array', 'nothing', 'absent']) expect(objectAt(parent, key)).to.deep.equal({});
    for (const key of ['string', 'object', 'nothing', 'absent']) expect(arrayAt(parent, key)).to.deep.equal([]);
    for (const key of ['object', 'array', 'nothing', 'absent']) expect(stringAt(parent, key)).to.equal('');
  });

  it('treat an object as a reference only if $ref is a string', () => {
    expect([{ $ref: '#/a' }, { $ref: '#/a', description: 'b' }].every(isReference)).to.equal(true);
    expect([{}, { $ref: 1 }, { $ref: { type: 'string' } }, null, [], '#/a'].some(isReference)).to.equal(false);
  });

  it('replace objects without visiting the replacements', () => {
    const value = { keep: [1, { swap: true, inner: { swap: true } }], also: null };
    const visited: string[] = [];
    const mapped = mapObjects(value, (object, path) => {
      visited.push(path.join('/'));
      return object['swap'] === true ? { swap: true, swapped: true } : undefined;
    });
    expect(mapped).to.deep.equal({ keep: [1, { swap: true, swapped: true }], also: null });
    expect(visited).to.deep.equal(['', 'keep/1']);
  });
});
