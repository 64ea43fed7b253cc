import { connect as connectTcp } from 'node:net';
import { expect } from 'chai';
import { within } from '../support/changes.js';
import type { Client } from '../support/client.js';
import { RawClient } from '../support/raw-client.js';
import { sharedServer, type TestUser } from '../support/server.js';

const kibibytes = (count: number) => 'a'.repeat(count * 1_024);
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a malformed packet', () => {
  const server = sharedServer();
  let bystander: Client;
  let attacker: TestUser;
  before(async () => {
    bystander = await server().join('bystander');
    attacker = await server().register('attacker');
  });

  /** Sends frames by a client that is let in, while another client looks on and must notice nothing. */
  const attack = async (frames: readonly (string | Buffer)[]) => {
    const raw = await RawClient.join(server().port, attacker.token);
    for (const frame of frames) raw.send(frame);
    return raw;
  };

  it('(two CONNECT packets in one HTTP polling request) affects no other client', async () => {
    const polling = '/ws/?EIO=4&transport=polling';
    const [, opening] = /^0(.*)$/.exec(await (await server().request(polling)).text()) ?? [];
    const connect = `40/chat,${JSON.stringify({ token: attacker.token })}`;
    const url = `${polling}&sid=${JSON.parse(opening ?? '').sid}`;
    await server().request(url, { method: 'POST', body: `${connect}\x1e${connect}` });
    expect(await (await server().request(url)).text()).to.match(/^40\/chat,/);
    await bystander.settled();
    expect(bystander.socket.connected).to.equal(true);
  });

  for (const { what, frames } of [
    { what: 'of an unknown Engine.IO type', frames: ['9'] },
    { what: 'of an unknown Engine.IO type, with an event', frames: ['92/chat,4["fetch-users",{}]'] },
    { what: 'that is empty', frames: [''] },
    { what: 'of an unknown Socket.IO type', frames: ['49/chat,["x"]'] },
    { what: 'that is no JSON', frames: ['42/chat,["fetch-users",{'] },
    { what: 'that is no event', frames: ['42/chat,{"event":"fetch-users"}'] },
    { what: 'whose event name is an object', frames: ['42/chat,[{"a":1},{}]'] },
    { what: 'with the reserved name "disconnect"', frames: ['42/chat,1["disconnect"]'] },
    { what: 'with the reserved name "disconnecting"', frames: ['42/chat,1["disconnecting"]'] },
    { what: 'with the reserved name "newListener"', frames: ['42/chat,1["newListener","x"]'] },
    { what: 'for a namespace that it has not joined', frames: ['42/other,["x"]'] },
    { what: 'for the default namespace', frames: ['42["fetch-users",{}]'] },
    { what: 'that connects once more', frames: ['40/chat,{"token":"x"}'] },
    { what: 'that connects with a list for auth', frames: ['40/other,[1]'] },
    { what: 'with a binary attachment that nobody announced', frames: [Buffer.from('surprise')] },
    { what: 'that is an event, but in bytes', frames: [Buffer.from('42/chat,4["fetch-users",{}]')] },
    {
      what: 'with text in place of the attachment',
      frames: ['451-/chat,["x",{"_placeholder":true,"num":0}]', '42/chat,["x"]'],
    },
    {
      what: 'with an event of the contract in place of the attachment',
      frames: ['451-/chat,["fetch-users",{"_placeholder":true,"num":0}]', '42/chat,["fetch-users",{}]'],
    },
    {
      what: 'with an attachment that it has not',
      frames: ['451-/chat,["x",{"_placeholder":true,"num":7}]', Buffer.of(1)],
    },
    { what: 'with more attachments than it may have', frames: ['4511-/chat,["x"]'] },
    { what: 'with a negative number of attachments', frames: ['45-1-/chat,["x"]'] },
    { what: 'of binary data in lists 20,000 deep', frames: [`451-/chat,["x",${deep(20_000)}]`, Buffer.of(1)] },
    { what: 'of more than 64 KiB', frames: [`42/chat,1["send-message",{"user":"x","message":"${kibibytes(64)}"}]`] },
  ]) {
    it(`(${what}) closes its connection and affects no other client`, async () => {
      const raw = await attack(frames);
      await raw.closed();
      await bystander.settled();
      expect(bystander.socket.connected).to.equal(true);
      expect(bystander.names()).to.deep.equal([]);
    });
  }

  for (const { what, frames } of [
    { what: 'an event without data', frames: ['42/chat,'] },
    { what: 'an event without data that wants an acknowledgement', frames: ['42/chat,7'] },
    { what: 'an event whose name is a number', frames: ['42/chat,8[1,{}]'] },
    { what: 'an acknowledgement of what nobody asked', frames: ['43/chat,9[{}]'] },
    { what: 'an acknowledgement without a number', frames: ['43/chat,[{}]'] },
    { what: 'lists 20,000 deep', frames: [`42/chat,10["send-message",${deep(20_000)}]`] },
    { what: 'lists 20,000 deep in a field', frames: [`42/chat,11["send-message",{"user":${deep(20_000)}}]`] },
    { what: 'lists 20,000 deep in a field nobody knows', frames: [`42/chat,12["fetch-users",{"x":${deep(20_000)}}]`] },
    { what: 'a payload with __proto__', frames: ['42/chat,13["fetch-users",{"__proto__":{"limit":1}}]'] },
    { what: 'an event called __proto__', frames: ['42/chat,14["__proto__",{"__proto__":1}]'] },
    { what: 'a thousand events at once', frames: Array<string>(1_000).fill('42/chat,["shout",{}]') },
  ]) {
    it(`(${what}) affects nobody, and its connection stays open`, async () => {
      const raw = await attack(frames);
      expect(await raw.answers()).to.equal(true);
      await bystander.settled();
      expect(bystander.names()).to.deep.equal([]);
      raw.close();
    });
  }

  it('with missing attachments keeps nothing busy, and its connection closes like any other', async () => {
    const raw = await attack(['452-/chat,["send-message",{"_placeholder":true,"num":0}]', Buffer.of(1)]);
    raw.close();
    await raw.closed();
    await bystander.settled();
  });

  it('is not a packet of just under 64 KiB', async () => {
    const raw = await attack([`42/chat,77["shout","${kibibytes(63)}"]`]);
    expect(await raw.next('43/chat,77')).to.include('validation-failed');
    raw.close();
  });

  it('before the handshake, or in place of the handshake, closes its connection only', async () => {
    for (const frame of ['42/chat,["fetch-users",{}]', '41/chat', 'nonsense', `4${kibibytes(70)}`, '40/chat,null']) {
      const raw = new RawClient(server().port);
      await raw.opened();
      raw.send(frame);
      await raw.closed();
    }
    await bystander.settled();
  });

  it('of malformed HTTP closes its connection only', async () => {
    for (const text of [
      'nonsense\r\n\r\n',
      'GET //?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      'GET /ws/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      'GET /ws/?EIO=4&transport=websocket&sid=__proto__ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      'POST /ws/?EIO=4&transport=polling&sid=constructor HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\n2',
      'GET /elsewhere HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      'GET /docs/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ]) {
      const socket = connectTcp(server().port, '127.0.0.1', () => socket.write(text));
      socket.resume();
      await within(`an end of ${JSON.stringify(text.slice(0, 40))}`, (resolve) => {
        socket.on('error', resolve);
        socket.on('close', resolve);
      });
    }
    await bystander.settled();
    expect((await server().request('/healthz')).status).to.equal(200);
  });
});
