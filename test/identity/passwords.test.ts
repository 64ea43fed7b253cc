import { expect } from 'chai';
import { MessengerError } from '../../src/errors.js';
import { Passwords } from '../../src/identity/passwords.js';

describe('Passwords', () => {
  it('rejects with unavailable while too many hashes are pending, and works again afterwards', async () => {
    const passwords = new Passwords();
    const hashed = await Promise.allSettled(Array.from({ length: 70 }, () => passwords.hash('correct horse battery')));
    const refused = hashed.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused.length).to.equal(6);
    for (const reason of refused)
      expect(reason).to.be.instanceOf(MessengerError).and.have.property('code', 'unavailable');
    const hash = await passwords.hash('correct horse battery');
    expect(await passwords.matches('correct horse battery', hash)).to.equal(true);
    expect(await passwords.matches('wrong horse battery', hash)).to.equal(false);
    expect(await passwords.matches('correct horse battery', null)).to.equal(false);
  });
});
