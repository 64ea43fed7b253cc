import { expect } from 'chai';
import { type ClientOperations, clientOperations } from '../../generated/operations.js';
import type { Client } from '../support/client.js';
import { sharedServer } from '../support/server.js';

/** Arrays within arrays, as deep as a client can send them; see `bad-packet.test.ts` for those that are deeper. */
const bomb = () => {
  let value: unknown = [];
  for (let depth = 0; depth < 1_000; depth += 1) value = [value];
  return value;
};

const events = Object.keys(clientOperations) as (keyof ClientOperations)[];

describe('a payload that breaks the contract', () => {
  const server = sharedServer();
  let alice: Client;
  before(async () => {
    alice = await server().join('alice');
  });

  for (const event of events) {
    describe(`of ${event}`, () => {
      for (const { what, payloads } of [
        { what: 'that is missing', payloads: [] },
        { what: 'that is null', payloads: [null] },
        { what: 'that is a number', payloads: [1] },
        { what: 'that is a string', payloads: ['text'] },
        { what: 'that is true', payloads: [true] },
        { what: 'that is an array', payloads: [[]] },
        { what: 'with a second argument', payloads: [{}, {}] },
        { what: 'that is a Buffer', payloads: [Buffer.from('binary')] },
        { what: 'that is an ArrayBuffer', payloads: [new ArrayBuffer(8)] },
        { what: 'that is arrays 1,000 deep', payloads: [bomb()] },
      ]) {
        it(`${what} is refused with validation-failed and that problem`, async () => {
          const error = await alice.refusal(event, ...payloads);
          expect(error.code).to.equal('validation-failed');
          expect(error.details).to.have.length(1);
          expect(error.details?.[0]?.path).to.equal('');
        });
      }

      it('with an unknown field of any name is refused, and the error names the field', async () => {
        for (const name of ['constructor', 'toString', 'prototype', 'extra', '', 'a/b~c']) {
          const { code, details } = await alice.refusal(event, { user: 'bob', id: 'x', message: 'x', [name]: 1 });
          expect(code).to.equal('validation-failed');
          expect(details?.map(({ message }) => message)).to.include('is not a known field');
        }
        const own = JSON.parse('{"__proto__": {"user": "bob"}, "user": "bob", "message": "x", "id": "x"}');
        expect((await alice.refusal(event, own)).code).to.equal('validation-failed');
      });
    });
  }

  for (const { what, payload, path } of [
    { what: 'no user', payload: { message: 'x' }, path: '/user' },
    { what: 'no message', payload: { user: 'bob' }, path: '/message' },
    { what: 'null for a user', payload: { user: null, message: 'x' }, path: '/user' },
    { what: 'an empty user', payload: { user: '', message: 'x' }, path: '/user' },
    { what: 'a user of 65 characters', payload: { user: 'a'.repeat(65), message: 'x' }, path: '/user' },
    { what: 'a user with a line break at the end', payload: { user: 'bob\n', message: 'x' }, path: '/user' },
    { what: 'a user in other letters', payload: { user: 'bøb', message: 'x' }, path: '/user' },
    { what: 'a user that is an object', payload: { user: { $ne: null }, message: 'x' }, path: '/user' },
    { what: 'a message that is a number', payload: { user: 'bob', message: 7 }, path: '/message' },
    { what: 'a message that is a Buffer', payload: { user: 'bob', message: Buffer.from('x') }, path: '/message' },
    { what: 'a message that is arrays 1,000 deep', payload: { user: 'bob', message: bomb() }, path: '/message' },
    { what: 'media that is an object', payload: { user: 'bob', message: 'x', media: {} }, path: '/media' },
    {
      what: 'a Buffer among the media',
      payload: { user: 'bob', message: 'x', media: [Buffer.of(1)] },
      path: '/media/0',
    },
    {
      what: 'media that is no list',
      payload: { user: 'bob', message: 'x', media: 'https://a.example' },
      path: '/media',
    },
    { what: 'null for media', payload: { user: 'bob', message: 'x', media: null }, path: '/media' },
    {
      what: 'null for clientMessageId',
      payload: { user: 'bob', message: 'x', clientMessageId: null },
      path: '/clientMessageId',
    },
  ]) {
    it(`of send-message with ${what} is refused, and the error names ${path}`, async () => {
      const { code, details } = await alice.refusal('send-message', payload);
      expect([code, details?.map((detail) => detail.path)]).to.deep.equal(['validation-failed', [path]]);
    });
  }

  for (const { what, id } of [
    { what: 'no id', id: undefined },
    { what: 'null', id: null },
    { what: 'an empty id', id: '' },
    { what: 'an id of 65 characters', id: 'a'.repeat(65) },
    { what: 'a list', id: ['x'] },
    { what: 'true', id: true },
  ]) {
    it(`of read-chat with ${what} is refused, and the error names /id`, async () => {
      const { code, details } = await alice.refusal('read-chat', { id });
      expect([code, details?.[0]?.path]).to.deep.equal(['validation-failed', '/id']);
    });
  }

  it('without a callback is ignored: nothing is stored, nobody is notified, and the socket stays connected', async () => {
    const bob = await server().join('bob');
    for (const payload of [null, 1, {}, [], bomb(), { user: bob.username, message: '' }, Buffer.from('x')]) {
      for (const event of events) alice.emitRaw(event, payload);
    }
    alice.emitRaw('send-message');
    alice.emitRaw('send-message', { user: bob.username, message: 'x' }, { user: bob.username, message: 'x' });
    alice.emitRaw('send-message', { user: bob.username, message: 'x' }, 'no function');
    await alice.settled();
    await bob.settled();
    expect(bob.names()).to.deep.equal([]);
    expect((await bob.ask('fetch-conversation-with-user', { user: alice.username })).chats).to.deep.equal([]);
  });
});

describe('an event that the contract does not have', () => {
  const server = sharedServer();
  let alice: Client;
  before(async () => {
    alice = await server().join('alice');
  });

  for (const event of [
    'shout',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'error',
    'message',
    '',
    'chat',
  ]) {
    it(`(${JSON.stringify(event)}) is refused with a callback, and ignored without one`, async () => {
      alice.emitRaw(event, { user: 'bob' });
      alice.emitRaw(event);
      for (const payloads of [[{}], [], [1, 2, 3]]) {
        const { code, details } = await alice.refusal(event, ...payloads);
        expect([code, details?.[0]?.path]).to.deep.equal(['validation-failed', '']);
      }
      await alice.settled();
      expect(alice.names()).to.deep.equal([]);
    });
  }
});
