import { expect } from 'chai';
import fc from 'fast-check';
import { Decoder, type Packet } from 'socket.io-parser';
import { clientOperations } from '../../generated/operations.js';
import { AckRequest, ackPacket, eventPacket, parser } from '../../src/chat/packets.js';

describe('the packets of the chat namespace', () => {
  /** What a decoder makes of a packet; what it throws, by its message. */
  function read(decoder: Decoder, packet: unknown): unknown {
    const packets: Packet[] = [];
    decoder.on('decoded', (decoded) => packets.push(decoded));
    try {
      decoder.add(packet);
    } catch (error) {
      return String(error);
    }
    return packets.map(({ data, id, ...rest }) => {
      const last = Array.isArray(data) ? data.at(-1) : undefined;
      if (last instanceof AckRequest) return { ...rest, id: last.id, data: data.slice(0, -1) };
      return { ...rest, ...(id !== undefined && { id }), data };
    });
  }

  const expectSame = (packet: string) =>
    expect(read(new parser.Decoder(), packet), packet).to.deep.equal(read(new Decoder(), packet));

  it('are read as the library reads them, those without fault and those with', () => {
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
    for (const head of heads) for (const id of ids) for (const body of bodies) expectSame(head + id + body);
  });

  it('are read as the library reads them, whatever clients send', () => {
    const event = fc.constantFrom(...Object.keys(clientOperations));
    const id = fc.option(fc.nat(), { nil: undefined });
    const payloads = fc.array(fc.jsonValue(), { maxLength: 3 });
    fc.assert(
      fc.property(event, id, payloads, (name, number, data) => {
        const packet = `2/chat,${number ?? ''}${JSON.stringify([name, ...data])}`;
        expectSame(packet);
        for (const cut of [packet.slice(0, -1), packet.slice(1), packet.replace(',', ''), `${packet}]`])
          expectSame(cut);
      }),
    );
  });

  it('leave it to the library to say that a text has no place among the attachments of another packet', () => {
    const decoder = new parser.Decoder();
    decoder.add('51-/chat,["send-message",{"_placeholder":true,"num":0}]');
    expect(() => decoder.add('2/chat,["send-message",{}]')).to.throw('plaintext');
  });

  it('are written as the library reads them', () => {
    const reply = { text: '\u2028 "quoted" é \u{1f984}' };
    expect(read(new Decoder(), ackPacket(12, reply).text)).to.deep.equal([
      { type: 3, nsp: '/chat', id: 12, data: [reply] },
    ]);
    const event = { type: 2, nsp: '/chat', data: ['chat', reply] };
    expect(read(new Decoder(), eventPacket('chat', reply).text)).to.deep.equal([event]);
    expect(read(new Decoder(), eventPacket('chat', {}).text)).to.deep.equal([{ ...event, data: ['chat', {}] }]);
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
