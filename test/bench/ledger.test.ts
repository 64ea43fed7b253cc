import { expect } from 'chai';
import { Ledger } from '../../bench/load/ledger.js';

const people = 3;

/** One message from person 1 to person 2, of which every event arrived. */
function settled(): { ledger: Ledger; message: number } {
  const ledger = new Ledger({ people, isCounting: true });
  const message = ledger.send(1, 2, 0);
  ledger.acknowledge(message, 1);
  ledger.deliver(message, 2);
  ledger.count(2, 1, 1);
  return { ledger, message };
}

describe('The ledger of the load', () => {
  it('finds no problem when each message arrived exactly once', () => {
    const { ledger } = settled();
    expect(ledger.outstanding).to.equal(0);
    expect(() => ledger.check()).not.to.throw();
  });

  it('reports lost events', () => {
    const { ledger } = settled();
    ledger.send(1, 2, 0);
    expect(ledger.outstanding).to.equal(3);
    expect(() => ledger.check()).to.throw('1 acknowledgements, 1 chats and 1 counts did not arrive');
  });

  for (const [event, repeat, want] of [
    ['acknowledgement', (ledger: Ledger, message: number) => ledger.acknowledge(message, 1), 'acknowledged again'],
    ['chat', (ledger: Ledger, message: number) => ledger.deliver(message, 2), 'delivered again'],
    ['count', (ledger: Ledger) => ledger.count(2, 1, 2), 'too often'],
    ['acknowledgement to another', (ledger: Ledger, message: number) => ledger.acknowledge(message, 2), 'not sent it'],
    ['chat to another', (ledger: Ledger, message: number) => ledger.deliver(message, 1), 'not its recipient'],
    ['chat of no message', (ledger: Ledger) => ledger.deliver(Number.NaN, 2), 'not its recipient'],
  ] as const) {
    it(`reports one ${event} too many`, () => {
      const { ledger, message } = settled();
      repeat(ledger, message);
      expect(() => ledger.check()).to.throw(want);
    });
  }

  it('checks more messages than its first capacity', () => {
    const ledger = new Ledger({ people: 200, isCounting: false, capacity: 100 });
    const count = 500;
    for (let number = 0; number < count; number += 1) ledger.send(number % 100, 1 + (number % 100), number);
    for (let number = 0; number < count; number += 1) {
      if (number === 350) continue;
      expect(ledger.acknowledge(number, number % 100)).to.equal(number);
      expect(ledger.deliver(number, 1 + (number % 100))).to.equal(number);
      ledger.count(1 + (number % 100), number % 100, 1);
    }
    expect(() => ledger.check()).to.throw('1 acknowledgements, 1 chats and 1 counts did not arrive (1 problems)');
  });

  it('reports an unread count that is not one more than the count before, if the server counts', () => {
    for (const isCounting of [true, false]) {
      const ledger = new Ledger({ people, isCounting });
      for (const count of [1, 1]) {
        const message = ledger.send(1, 2, 0);
        ledger.acknowledge(message, 1);
        ledger.deliver(message, 2);
        ledger.count(2, 1, count);
      }
      if (isCounting) expect(() => ledger.check()).to.throw('the count 1 of 1 after 1');
      else expect(() => ledger.check()).not.to.throw();
    }
  });

  it('expects one more acknowledgement and nothing else of a retry', () => {
    const { ledger, message } = settled();
    ledger.retry(message);
    expect(ledger.outstanding).to.equal(1);
    expect(() => ledger.check()).to.throw('1 events of retries or reads did not arrive');
    ledger.acknowledgeRetry(message, 1);
    expect(ledger.outstanding).to.equal(0);
    ledger.acknowledgeRetry(message, 1);
    expect(() => ledger.check()).to.throw('a retry of 0 was acknowledged to 1');
  });

  it('reports a retry that is delivered as a second message', () => {
    const { ledger, message } = settled();
    ledger.retry(message);
    ledger.acknowledgeRetry(message, 1);
    ledger.deliver(message, 2);
    expect(() => ledger.check()).to.throw('0 was delivered again');
  });

  describe('with a message that its recipient reads', () => {
    function reading(): { ledger: Ledger; message: number } {
      const { ledger, message } = settled();
      ledger.read(message);
      return { ledger, message };
    }

    it('expects the acknowledgement, the read-chat of the sender and a count that is one less', () => {
      const { ledger, message } = reading();
      expect(ledger.outstanding).to.equal(3);
      ledger.acknowledgeRead(message, 2);
      ledger.tellRead(message, 1);
      ledger.count(2, 1, 0);
      expect(ledger.outstanding).to.equal(0);
      expect(() => ledger.check()).not.to.throw();
    });

    for (const [event, finish, want] of [
      ['acknowledgement to another', (ledger: Ledger) => ledger.acknowledgeRead(0, 1), 'the read of 0'],
      ['read-chat to another', (ledger: Ledger) => ledger.tellRead(0, 2), '2 received read-chat of 0'],
      ['count that skips one', (ledger: Ledger) => ledger.count(2, 1, 3), 'the count 3 of 1 after 1'],
      ['missing read-chat', (ledger: Ledger) => ledger.count(2, 1, 0), '2 events of retries or reads did not arrive'],
      ['wrong last count', finishWithWrongCount, '1 pairs received a wrong last count'],
    ] as const) {
      it(`reports a ${event}`, () => {
        const { ledger } = reading();
        finish(ledger);
        expect(() => ledger.check()).to.throw(want);
      });
    }

    it('reports the second acknowledgement of one read', () => {
      const { ledger, message } = reading();
      ledger.acknowledgeRead(message, 2);
      ledger.acknowledgeRead(message, 2);
      expect(() => ledger.check()).to.throw('the read of 0 was acknowledged to 2 without a request or again');
    });
  });
});

function finishWithWrongCount(ledger: Ledger): void {
  ledger.acknowledgeRead(0, 2);
  ledger.tellRead(0, 1);
  ledger.count(2, 1, 2);
}
