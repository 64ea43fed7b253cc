import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { describeShop } from './print-shop.js';
import { deferred, failure } from './promises.js';

describeShop('calls of a client generated from another contract', (shop) => {
  it('sends an event without a payload, and an event without a reply', async () => {
    const { connect } = shop();
    const { client, socket } = await connect();
    const received: unknown[][] = [];
    const both = deferred<void>();
    socket.onAny((...args: unknown[]) => {
      received.push(args);
      if (received.length === 2) both.resolve();
    });
    expect(await client.ping()).to.equal(undefined);
    expect(await client.note('fold it')).to.equal(undefined);
    await both.promise;
    expect(received).to.deep.equal([['ping'], ['note', 'fold it']]);
  });

  it('resolves a call without a reply only when the event is handed to a connection', async () => {
    const { connect, server } = shop();
    const { client, socket } = await connect();
    const gone = new Promise((resolve) => client.on('disconnect', resolve));
    socket.conn.close();
    await gone;
    const again = deferred<Socket>();
    server.namespace.once('connection', again.resolve);
    const noted = client.note('after the break');
    const next = await again.promise;
    const received = new Promise((resolve) => next.once('note', resolve));
    await noted;
    expect(await received).to.equal('after the break');
  });

  it('resolves with a reply that is not an object, and with undefined when success has no payload', async () => {
    const { connect } = shop();
    const { client, socket } = await connect();
    socket.on('jobs', (acknowledge: (count: number) => void) => acknowledge(3));
    socket.on('close', (_payload: boolean, acknowledge: () => void) => acknowledge());
    expect(await client.jobs()).to.equal(3);
    expect(await client.sendClose(true)).to.equal(undefined);
  });

  it('recognises an error reply by the mark in the contract, wherever its code is', async () => {
    const { connect, generated } = shop();
    const { client, socket } = await connect();
    socket.on('cancel job', (_payload: unknown, acknowledge: (reply: object) => void) =>
      acknowledge({ code: 'jam', sheet: 2 }),
    );
    socket.on('submit-job', (_payload: unknown, acknowledge: (reply: object) => void) =>
      acknowledge({ error: { code: 'no-paper', message: 'Fill a tray', details: ['A4'] } }),
    );
    const jam = await failure(client.cancelJob({ job: 1 }));
    expect(jam).to.be.instanceOf(generated.ContractError).and.to.include({ code: 'jam' });
    expect(jam).to.have.deep.property('reply', { code: 'jam', sheet: 2 });
    const refusal = await failure(client.submitJob({ copies: 1 }));
    expect(refusal).to.include({ code: 'no-paper', message: 'submit-job: Fill a tray' });
    expect(refusal).to.have.deep.property('details', ['A4']);
  });

  it('gives two events with the same method name different methods', async () => {
    const { connect } = shop();
    const { client, socket } = await connect();
    socket.on('cancel-job', (job: number, acknowledge: (reply: object) => void) => acknowledge({ job }));
    expect(await client.cancelJob2(7)).to.deep.equal({ job: 7 });
  });

  it('can be awaited although its contract has an event `then`', async () => {
    const { open } = shop();
    const client = await Promise.resolve(open());
    expect(client).to.have.property('sendThen');
  });

  it('resends with the same key when the connection is lost after the server has done the work', async () => {
    const { connect, server } = shop();
    const { client, socket } = await connect();
    const done = new Set<string>();
    const work = ({ ticket }: { ticket: string }) => ({ job: done.add(ticket).size });
    socket.on('submit-job', (payload: { ticket: string }) => {
      work(payload);
      socket.conn.close();
    });
    server.namespace.once('connection', (next) => {
      next.on('submit-job', (payload: { ticket: string }, acknowledge: (reply: object) => void) =>
        acknowledge(work(payload)),
      );
    });
    expect(await client.submitJob({ copies: 1 })).to.deep.equal({ job: 1 });
    expect([...done][0]).to.match(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    const time = Number.parseInt([...done][0]?.replace('-', '').slice(0, 12) ?? '', 16);
    expect(time).to.be.closeTo(Date.now(), 20_000);
  });

  it('resends with the key of the caller when it cannot generate keys itself', async () => {
    const { connect, server } = shop();
    const { client, socket } = await connect();
    const received: unknown[] = [];
    socket.on('submit-numbered', (payload: unknown) => {
      received.push(payload);
      socket.conn.close();
    });
    server.namespace.once('connection', (next) => {
      next.on('submit-numbered', (payload: unknown, acknowledge: (reply: object) => void) => {
        received.push(payload);
        acknowledge({ job: 1 });
      });
    });
    await client.submitNumbered({ copies: 1, number: 12 });
    expect(received).to.deep.equal([
      { copies: 1, number: 12 },
      { copies: 1, number: 12 },
    ]);
  });

  it('does not replace a key of the caller', async () => {
    const { connect } = shop();
    const { client, socket } = await connect();
    const received: unknown[] = [];
    socket.on('submit-job', (payload: unknown, acknowledge: (reply: object) => void) => {
      received.push(payload);
      acknowledge({ job: 1 });
    });
    await client.submitJob({ copies: 1, ticket: 'my own' });
    expect(received).to.deep.equal([{ copies: 1, ticket: 'my own' }]);
  });

  it('does not resend without a key', async () => {
    const { connect } = shop();
    const { client, socket } = await connect();
    socket.on('submit-numbered', () => socket.conn.close());
    expect(await failure(client.submitNumbered({ copies: 1 }))).to.have.property('code', 'connection-lost');
  });

  it('sends a call once, on the next connection, when the connection died while the computer slept', async () => {
    const { connect, server } = shop();
    const { client } = await connect();
    const received: unknown[] = [];
    server.namespace.once('connection', (next) => {
      next.on('submit-numbered', (payload: unknown, acknowledge: (reply: object) => void) => {
        received.push(payload);
        acknowledge({ job: received.length });
      });
      next.on('jobs', (acknowledge: (count: number) => void) => acknowledge(received.length));
    });
    const now = Date.now;
    // The server's ping is overdue, but the timer that detects this has not fired yet.
    Date.now = () => now() + 3_600_000;
    const submitted = client.submitNumbered({ copies: 1 });
    const gone = new Promise((resolve) => client.on('disconnect', resolve));
    await gone;
    Date.now = now;
    expect(await submitted).to.deep.equal({ job: 1 });
    expect(await client.jobs()).to.equal(1);
  });
});
