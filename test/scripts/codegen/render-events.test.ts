import { expect } from 'chai';
import { buildContract } from '../../../scripts/codegen/build-contract.js';
import type { JsonObject } from '../../../scripts/codegen/contract.js';
import { renderEvents } from '../../../scripts/codegen/render-events.js';
import { renderOperations } from '../../../scripts/codegen/render-operations.js';

const text = { payload: { type: 'string' } };
const failure = { payload: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } } };
const refusal = { 'x-socketio-error': true, payload: { type: 'object', required: ['code'], properties: { code: {} } } };
const notRefusal = { 'x-socketio-error': false, ...failure };

function documentOf(message: JsonObject, replies: JsonObject[] | undefined, action = 'receive'): JsonObject {
  return {
    info: { title: 'T', version: '1' },
    channels: { room: { address: '/room', messages: {} } },
    operations: {
      act: {
        action,
        channel: { $ref: '#/channels/room' },
        messages: [{ name: 'act', ...message }],
        ...(replies && { reply: { messages: replies } }),
      },
    },
  };
}

describe('renderEvents', () => {
  const table: [what: string, document: JsonObject, want: string][] = [
    ['a message without a payload', documentOf({}, undefined), '"act": () => void;'],
    ['a message with a payload', documentOf(text, undefined), '"act": (payload: ActRequest) => void;'],
    ['a server event', documentOf(text, undefined, 'send'), '"act": (payload: ActEvent) => void;'],
    ['a reply alone', documentOf({}, [text]), '"act": (acknowledge: (reply: ActReply) => void) => void;'],
    ['an error reply alone', documentOf({}, [failure]), '"act": (acknowledge: (reply: ErrorReply) => void) => void;'],
    ['a reply without a payload', documentOf({}, [{}]), '"act": () => void;'],
    ['a reply or an error', documentOf({}, [failure, text]), '(reply: Result<ActReply, ErrorReply>) => void'],
    [
      'an error reply without a distinctive field',
      documentOf({}, [text, refusal]),
      '(reply: ActReply | ErrorReply) => void',
    ],
    ['a success reply with a field error', documentOf({}, [notRefusal]), '(reply: ActReply) => void'],
  ];
  for (const [what, document, want] of table) {
    it(`renders ${what}`, () => {
      expect(renderEvents(buildContract(document))).to.include(want);
    });
  }

  it('gives channels with the same title different names', () => {
    const titles = ['live', 'Live', 'live 2'];
    const channels = Object.fromEntries(titles.map((title, index) => [`c${index}`, { address: `/${index}`, title }]));
    const contract = buildContract({ ...documentOf({}, undefined), channels });
    for (const source of [renderEvents(contract), renderOperations(contract)]) {
      const names = [...source.matchAll(/^export (?:interface|const) (\w+)/gm)].map(([, name]) => name);
      expect(new Set(names).size).to.equal(names.length);
    }
    expect(renderOperations(contract)).to.include('live22Namespace');
  });
});
