import { expect } from 'chai';
import { createCorrespondents } from '../../bench/load/correspondents.js';

/** Lists the pairs of people who write to each other, each pair once. */
function pairsOf(people: number, conversations: number): [number, number][] {
  return createCorrespondents(people, conversations).flatMap(({ begun }, person) =>
    begun.map((other): [number, number] => [person, other]),
  );
}

describe('The correspondents of the load', () => {
  for (const [people, conversations] of [
    [2, 1],
    [5, 10],
    [6, 15],
    [200, 800],
    [450, 800],
    [450, 100_000],
  ] as const) {
    it(`make ${conversations} different conversations of ${people} people`, () => {
      const pairs = pairsOf(people, conversations);
      expect(pairs).to.have.length(conversations);
      expect(new Set(pairs.map(([a, b]) => Math.min(a, b) * people + Math.max(a, b))).size).to.equal(conversations);
      for (const [a, b] of pairs) expect(a).not.to.equal(b);
    });
  }

  it('make every pair of people when more conversations are requested', () => {
    expect(pairsOf(6, 1_000)).to.have.length(15);
  });

  it('give everyone somebody to write to, on both sides of each conversation', () => {
    const correspondents = createCorrespondents(450, 800);
    const directions = new Set<string>();
    for (const [person, { begun, joined }] of correspondents.entries()) {
      expect(begun.length + joined.length).to.be.greaterThan(0);
      const all = Array.from({ length: begun.length + joined.length }, (_, turn) =>
        correspondents[person]?.recipientOf(turn),
      );
      expect(all).to.deep.equal([...begun, ...joined]);
      for (const other of all) directions.add(`${person} ${other}`);
    }
    expect(directions.size).to.equal(1_600);
  });

  it('start again with the first correspondent after the last', () => {
    const [first] = createCorrespondents(5, 10);
    expect(first?.recipientOf(4)).to.equal(first?.recipientOf(0));
  });
});
