import { expect } from 'chai';
import { sharedServer } from '../support/server.js';

const url = (length: number) => `https://media.example/${'a'.repeat(length - 'https://media.example/'.length)}`;

describe('the content of a message', () => {
  const server = sharedServer();
  const join = () => Promise.all([server().join('alice'), server().join('bob')]);
  /** They say nothing to each other: all of it is refused. */
  let people: Awaited<ReturnType<typeof join>>;
  before(async () => {
    people = await join();
  });

  for (const { what, message } of [
    { what: 'letters of many scripts', message: 'Grüße, 你好, שלום, e\u0301 is not \u00e9' },
    { what: 'spaces and line breaks at its ends', message: ' \t two spaces and a break  \r\n\n ' },
    { what: 'control characters and quotes', message: `\u0000 \u0007 \u2028 \ufeff ' " \\ \` ; -- %s ? :name {alice}` },
    { what: 'the look of markup or SQL', message: `<script>alert(1)</script>'); DROP TABLE chats; --` },
    { what: '8,192 characters of four bytes each', message: '\u{1f600}'.repeat(8_192) },
  ]) {
    it(`may be ${what}, and is stored unchanged`, async () => {
      const [alice, bob] = await join();
      expect(await alice.say(bob, message)).to.have.property('message', message);
      expect((await bob.next('chat')).chat.message).to.equal(message);
      const { chats } = await bob.ask('fetch-conversation-with-user', { user: alice.username });
      expect(chats.map((chat) => chat.message)).to.deep.equal([message]);
    });
  }

  for (const { what, payload, path } of [
    { what: '8,193 characters', payload: { message: '\u{1f600}'.repeat(8_193) }, path: '/message' },
    { what: 'half of a surrogate pair', payload: { message: 'broken \ud83d here' }, path: '/message' },
    { what: 'a surrogate pair the wrong way round', payload: { message: '\ude00\ud83d' }, path: '/message' },
    { what: 'nothing', payload: { message: '' }, path: '/message' },
    { what: 'nothing but white space', payload: { message: ' \n\t\u00a0\u3000' }, path: '/message' },
    { what: 'white space with an empty list of media', payload: { message: ' ', media: [] }, path: '/message' },
    { what: 'a javascript: URL', payload: { message: 'x', media: ['javascript:alert(1)'] }, path: '/media/0' },
    { what: 'a data: URL', payload: { message: 'x', media: ['data:text/html,x'] }, path: '/media/0' },
    { what: 'a relative URL', payload: { message: 'x', media: ['/cat.jpg'] }, path: '/media/0' },
    {
      what: 'a URL with a space',
      payload: { message: 'x', media: [url(40), 'https://a.example/a b'] },
      path: '/media/1',
    },
    { what: '11 media', payload: { message: 'x', media: Array(11).fill(url(40)) }, path: '/media' },
    { what: 'a URL of 2,049 characters', payload: { message: 'x', media: [url(2_049)] }, path: '/media/0' },
    { what: 'media that are no strings', payload: { message: 'x', media: [7] }, path: '/media/0' },
    { what: 'an empty clientMessageId', payload: { message: 'x', clientMessageId: '' }, path: '/clientMessageId' },
    {
      what: 'a clientMessageId of 65 characters',
      payload: { message: 'x', clientMessageId: 'a'.repeat(65) },
      path: '/clientMessageId',
    },
  ]) {
    it(`may not be ${what}: the error names the field, and nothing is stored`, async () => {
      const [alice, bob] = people;
      const { code, details } = await alice.refusal('send-message', { user: bob.username, ...payload });
      expect(code).to.equal('validation-failed');
      expect(details?.map((detail) => detail.path)).to.deep.equal([path]);
      await bob.settled();
      expect(bob.names()).to.deep.equal([]);
      expect((await bob.ask('fetch-conversation-with-user', { user: alice.username })).chats).to.deep.equal([]);
    });
  }

  it('may be blank with media, whose order is kept', async () => {
    const [alice, bob] = await join();
    const media = [
      url(2_048),
      'HTTP://media.example/b.png?q=1#part',
      ...Array.from({ length: 8 }, (_, n) => url(40 + n)),
    ];
    const { chat } = await alice.ask('send-message', { user: bob.username, message: ' ', media });
    expect(chat).to.deep.include({ message: ' ', media });
    expect((await bob.next('chat')).chat).to.deep.equal(chat);
    expect((await bob.ask('fetch-conversation-with-user', { user: alice.username })).chats).to.deep.equal([chat]);
  });

  it('has no field `media` without media', async () => {
    const [alice, bob] = await join();
    const { chat } = await alice.ask('send-message', { user: bob.username, message: 'x', media: [] });
    expect(chat).not.to.have.property('media');
  });
});
