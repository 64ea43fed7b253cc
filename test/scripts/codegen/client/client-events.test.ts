import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { describeShop } from './print-shop.js';
import { deferred, failure } from './promises.js';

describeShop('what a client generated from another contract is sent', (shop) => {
  describe('when the server expects an acknowledgement', () => {
    it('acknowledges with what the listener returns or resolves with', async () => {
      const { connect } = shop();
      const { client, socket } = await connect();
      const off = client.on('choose-tray', ({ sheets }) => ({ tray: sheets > 100 ? 'lower' : 'upper' }));
      expect(await socket.emitWithAck('choose-tray', { sheets: 500 })).to.deep.equal({ tray: 'lower' });
      off();
      client.on('choose-tray', async () => ({ error: { code: 'no-paper', message: 'none left' } }));
      expect(await socket.emitWithAck('choose-tray', { sheets: 1 })).to.have.nested.property('error.code', 'no-paper');
    });

    it('acknowledges even without a listener, or when a listener fails or answers an invalid value', async () => {
      const { connect, errors } = shop();
      const { client, socket } = await connect();
      expect(await socket.emitWithAck('choose-tray', { sheets: 1 })).to.equal(undefined);
      const off = client.on('choose-tray', () => {
        throw new Error('broken');
      });
      expect(await socket.emitWithAck('choose-tray', { sheets: 1 })).to.equal(undefined);
      off();
      client.on('choose-tray', () => ({ tray: 'middle' }));
      expect(await socket.emitWithAck('choose-tray', { sheets: 1 })).to.equal(undefined);
      expect(errors.map((error) => (error instanceof Error ? error.message : error))).to.deep.equal([
        'broken',
        'the answer to choose-tray: does not match the contract: /tray must be one of upper, lower',
      ]);
    });

    it('does not acknowledge an event of an earlier connection', async () => {
      const { connect, server } = shop();
      const { client, socket } = await connect();
      const asked = deferred<void>();
      const answer = deferred<object>();
      client.on('choose-tray', () => {
        asked.resolve();
        return answer.promise;
      });
      socket.emit('choose-tray', { sheets: 1 }, () => {});
      await asked.promise;
      const again = deferred<Socket>();
      server.namespace.once('connection', again.resolve);
      socket.conn.close();
      const next = await again.promise;
      await client.connected();
      const packets: unknown[] = [];
      next.conn.on('data', (data: unknown) => packets.push(data));
      answer.resolve({ tray: 'upper' });
      await answer.promise;
      next.on('jobs', (acknowledge: (count: number) => void) => acknowledge(0));
      await client.jobs();
      expect(packets).to.have.lengthOf(1);
    });
  });

  describe('in development', () => {
    it('reports an event that does not match the contract, and does not call its listeners', async () => {
      const { connect, errors } = shop();
      const { client, socket } = await connect();
      const jobs: number[] = [];
      const valid = deferred<void>();
      client.on('job-done', ({ job }) => {
        jobs.push(job);
        if (job === 2) valid.resolve();
      });
      socket.emit('job-done', { job: 'one' });
      socket.emit('job-done', { job: 2, printedOn: 'a field of a later version' });
      await valid.promise;
      expect(jobs).to.deep.equal([2]);
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.include({ code: 'invalid-event', event: 'job-done' });
      expect(errors[0]).to.have.nested.property('problems[0].path', '/job');
    });

    it('rejects a reply that does not match the contract', async () => {
      const { connect } = shop();
      const { client, socket } = await connect();
      socket.on('jobs', (acknowledge: (count: string) => void) => acknowledge('three'));
      expect(await failure(client.jobs())).to.include({ code: 'invalid-reply', event: 'jobs' });
    });

    it('checks nothing with `validate: never`', async () => {
      const { connect } = shop();
      const { client, socket } = await connect({ validate: 'never' });
      socket.on('jobs', (acknowledge: (count: string) => void) => acknowledge('three'));
      expect(await client.jobs()).to.equal('three');
    });
  });

  it('checks nothing in production without the option `validators`', async () => {
    const { connect, folder } = shop();
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      const { client, socket } = await connect();
      socket.on('jobs', (acknowledge: (count: string) => void) => acknowledge('three'));
      expect(await client.jobs()).to.equal('three');
      const { validators } = await import(`${folder.path}/generated/validators.ts`);
      const { client: careful, socket: other } = await connect({ validate: validators });
      other.on('jobs', (acknowledge: (count: string) => void) => acknowledge('three'));
      expect(await failure(careful.jobs())).to.have.property('code', 'invalid-reply');
    } finally {
      if (before === undefined) delete process.env['NODE_ENV'];
      else process.env['NODE_ENV'] = before;
    }
  });
});
