import { expect } from 'chai';
import { createUuidV7, isUuidV7, successorOf } from '../../src/storage/uuidv7.js';

describe('the ids of chats', () => {
  it('are UUIDv7s that hold the time', () => {
    const id = createUuidV7(() => 0x017f22e279b0)();
    expect(id).to.match(/^017f22e2-79b0-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuidV7(id)).to.equal(true);
  });

  it('rise within a millisecond, over its end, and when the clock goes back', () => {
    let clock = 1_800_000_000_000;
    const newId = createUuidV7(() => clock);
    const ids = Array.from({ length: 10_000 }, newId);
    clock -= 5000;
    ids.push(newId());
    clock += 10_000;
    ids.push(newId());
    expect(ids).to.deep.equal([...new Set(ids)].sort());
    expect(ids.every(isUuidV7)).to.equal(true);
    expect(Number.parseInt((ids.at(-1) ?? '').replace('-', '').slice(0, 12), 16)).to.equal(clock);
  });

  it('differ between processes at the same moment', () => {
    const ids = Array.from({ length: 1000 }, () => createUuidV7(() => 1_800_000_000_000)());
    expect(new Set(ids).size).to.equal(1000);
  });

  const successors = {
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f': '017f22e2-79b0-7cc3-98c4-dc0c0c073990',
    '017f22e2-79b0-7cc3-98c4-ffffffffffff': '017f22e2-79b0-7cc3-98c5-000000000000',
    '017f22e2-79b0-7cc3-bfff-ffffffffffff': '017f22e2-79b0-7cc4-8000-000000000000',
    '017f22e2-79b0-7fff-bfff-ffffffffffff': '017f22e2-79b1-7000-8000-000000000000',
    '017f22e2-ffff-7fff-bfff-ffffffffffff': '017f22e3-0000-7000-8000-000000000000',
  };
  for (const [id, next] of Object.entries(successors)) {
    it(`have ${next} next after ${id}`, () => {
      expect(successorOf(id)).to.equal(next);
      expect(isUuidV7(next)).to.equal(true);
    });
  }

  it('are not mistaken for other texts', () => {
    for (const text of ['', '017f22e2-79b0-4cc3-98c4-dc0c0c07398f', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', 'x']) {
      expect(isUuidV7(text), text).to.equal(false);
      expect(() => successorOf(text)).to.throw(RangeError);
    }
  });
});
