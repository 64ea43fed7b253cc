import { expect } from 'chai';
import { Ledger } from '../../bench/load/ledger.js';

/** One message from 1 to 2, of which everything came. */
function settled(): { ledger: Ledger; message: number } {
  const ledger = new Ledger({ isCounting: true });
  const message = ledger.send(1, 2, 0);
  ledger.acknowledge(message, 1);
  ledger.deliver(message, 2);
  ledger.count(2, 1, 1);
  return { ledger, message };
}

describe('The ledger of the load', () => {
  it('finds nothing wrong when each message came exactly once', () => {
    const { ledger } = settled();
    expect(ledger.outstanding).to.equal(0);
    expect(() => ledger.check()).not.to.throw();
  });

  it('tells what was lost', () => {
    const { ledger } = settled();
    ledger.send(1, 2, 0);
    expect(ledger.outstanding).to.equal(3);
    expect(() => ledger.check()).to.throw('1 acknowledgements, 1 chats and 1 counts did not come');
  });

  for (const [what, repeat, want] of [
    ['acknowledgement', (ledger: Ledger, message: number) => ledger.acknowledge(message, 1), 'acknowledged again'],
    ['chat', (ledger: Ledger, message: number) => ledger.deliver(message, 2), 'told again'],
    ['count', (ledger: Ledger) => ledger.count(2, 1, 2), 'too often'],
    ['acknowledgement to another', (ledger: Ledger, message: number) => ledger.acknowledge(message, 2), 'not sent it'],
    ['chat to another', (ledger: Ledger, message: number) => ledger.deliver(message, 1), 'for whom it was not'],
    ['chat of no message', (ledger: Ledger) => ledger.deliver(Number.NaN, 2), 'for whom it was not'],
  ] as const) {
    it(`tells of one ${what} too many`, () => {
      const { ledger, message } = settled();
      repeat(ledger, message);
      expect(() => ledger.check()).to.throw(want);
    });
  }

  it('keeps account of more messages than it has room for at first', () => {
    const ledger = new Ledger({ isCounting: false }, 100);
    const count = 500;
    for (let number = 0; number < count; number += 1) ledger.send(number % 100, 1 + (number % 100), number);
    for (let number = 0; number < count; number += 1) {
      if (number === 350) continue;
      expect(ledger.acknowledge(number, number % 100)).to.equal(number);
      expect(ledger.deliver(number, 1 + (number % 100))).to.equal(number);
      ledger.count(1 + (number % 100), number % 100, 1);
    }
    expect(() => ledger.check()).to.throw('1 acknowledgements, 1 chats and 1 counts did not come (1 in all)');
  });

  it('tells of a count that is not one more than the one before, where the server counts', () => {
    for (const isCounting of [true, false]) {
      const ledger = new Ledger({ isCounting });
      for (const count of [1, 1]) {
        const message = ledger.send(1, 2, 0);
        ledger.acknowledge(message, 1);
        ledger.deliver(message, 2);
        ledger.count(2, 1, count);
      }
      if (isCounting) expect(() => ledger.check()).to.throw('1 unread of 1 after 1');
      else expect(() => ledger.check()).not.to.throw();
    }
  });
});
