import { expect } from 'chai';
import fc from 'fast-check';
import { Decoder, type Packet, PacketType } from 'socket.io-parser';
import { clientOperations } from '../../generated/operations.js';
import { AckRequest, ackPacket, eventPacket, parseEvent } from '../../src/chat/packets.js';

describe('the packets of the chat namespace', () => {
  /** What the library makes of a packet; what it throws, by its message. */
  function read(packet: string): unknown {
    const packets: Packet[] = [];
    const decoder = new Decoder();
    decoder.on('decoded', (decoded) => packets.push(decoded));
    try {
      decoder.add(packet);
    } catch (error) {
      return String(error);
    }
    return packets;
  }

  /** Whether it is read, and then as the library reads it, or left to the library. */
  function isRead(packet: string): boolean {
    const sent = parseEvent(packet);
    if (sent === undefined) return false;
    const last = sent.at(-1);
    const [data, id] = last instanceof AckRequest ? [sent.slice(0, -1), { id: last.id }] : [sent, {}];
    expect([{ type: PacketType.EVENT, nsp: '/chat', data, ...id }], packet).to.deep.equal(read(packet));
    return true;
  }

  it('are read as the library reads them, those that are events of the contract without fault, and no others', () => {
    const heads = [
      '2/chat,',
      '2/chat',
      '2',
      '2/other,',
      '3/chat,',
      '0/chat,',
      '1/chat,',
      '4/chat,',
      '7/chat,',
      '5/chat,',
      '',
    ];
    const ids = ['', '0', '7', '007', '12345', '999999999999999', '9999999999999999', '-1', '1.5', ' 1', '1e3', 'x'];
    const bodies = [
      '["send-message",{"user":"bob"}]',
      '["send-message"]',
      '["send-message",{"a":"[1]"},null,3]',
      '["fetch-users",{}] ',
      '["unknown",{}]',
      '["connect",{}]',
      '["toString",{}]',
      '["disconnect"]',
      '["__proto__"]',
      '[1,{}]',
      '[]',
      '{}',
      '"send-message"',
      '["send-message",{}',
      'null',
      '',
      '[["send-message"]]',
    ];
    const packets = heads.flatMap((head) => ids.flatMap((id) => bodies.map((body) => head + id + body)));
    expect(packets.filter(isRead)).to.deep.equal(
      ids.slice(0, 7).flatMap((id) => bodies.slice(0, 4).map((body) => `2/chat,${id}${body}`)),
    );
  });

  it('are read as the library reads them, whatever they hold', () => {
    const event = fc.constantFrom(...Object.keys(clientOperations));
    const id = fc.option(fc.nat(), { nil: undefined });
    const payloads = fc.array(fc.jsonValue(), { maxLength: 3 });
    fc.assert(
      fc.property(event, id, payloads, (name, number, data) => {
        const packet = `2/chat,${number ?? ''}${JSON.stringify([name, ...data])}`;
        expect(isRead(packet), packet).to.equal(true);
        for (const cut of [packet.slice(0, -1), packet.slice(1), packet.replace(',', ''), `${packet}]`])
          expect(isRead(cut), cut).to.equal(false);
      }),
    );
  });

  it('are written as the library reads them', () => {
    const reply = { text: '\u2028 "quoted" é \u{1f984}' };
    expect(read(ackPacket(12, reply).text)).to.deep.equal([{ type: 3, nsp: '/chat', id: 12, data: [reply] }]);
    const event = { type: 2, nsp: '/chat', data: ['chat', reply] };
    expect(read(eventPacket('chat', reply).text)).to.deep.equal([event]);
    expect(read(eventPacket('chat', {}).text)).to.deep.equal([{ ...event, data: ['chat', {}] }]);
  });

  it('know whether they are ASCII', () => {
    for (const [text, isAscii] of [
      ['plain', true],
      ['é', false],
      ['\u{1f984}', false],
      ['\u2028', false],
      ['\ud800', true],
    ] as const) {
      expect(eventPacket('chat', { text }).isAscii).to.equal(isAscii);
      expect(ackPacket(1, { text }).isAscii).to.equal(isAscii);
    }
  });
});
