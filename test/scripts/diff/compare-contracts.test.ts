import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { parse } from 'yaml';
import { buildContract } from '../../../scripts/codegen/build-contract.js';
import type { Contract } from '../../../scripts/codegen/contract.js';
import { loadDocument } from '../../../scripts/codegen/load-document.js';
import { compareContracts } from '../../../scripts/diff/compare-contracts.js';

const orders = 'test/fixtures/diff/orders.yaml';

/** The title, the replaced text of the document, its replacement, and all expected changes. */
type Row = [title: string, replaced: string | RegExp, by: string, want: string[]];

const rows: Row[] = [
  // Servers
  ['another path', '/live', '/now', ['breaking | server main | path /live → /now']],
  [
    'another host',
    'orders.example:443',
    'o.example:443',
    ['compatible | server main | wss://orders.example:443/live → wss://o.example:443/live'],
  ],
  ['a renamed server', 'main: { host', 'primary: { host', []],
  [
    'an added server',
    'servers:\n',
    "servers:\n  more: { host: 'b.example', pathname: /b, protocol: ws }\n",
    ['compatible | server more | new: ws://b.example/b'],
  ],
  [
    'a changed description of a server',
    'For all clients.',
    'For customers.',
    ['documentation | server main | description changed'],
  ],
  // Namespaces and their handshake
  [
    'a renamed namespace',
    'address: /status',
    'address: /state',
    ['breaking | /status | namespace removed (renamed to `/state`?)', 'compatible | /state | new namespace'],
  ],
  [
    'a changed description of a namespace',
    'All about orders.',
    'Orders.',
    ['documentation | /orders | summary changed'],
  ],
  [
    'a renamed channel',
    /(?<=#\/channels\/|\n {2})status(?=[:/'])/g,
    'health',
    ['documentation | /status | title changed'],
  ],
  [
    'auth with a weaker constraint',
    'maxLength: 100 }',
    'maxLength: 200 }',
    ['compatible | /orders handshake auth /token/maxLength | 100 → 200'],
  ],
  [
    'auth with a stronger constraint',
    'maxLength: 100 }',
    'maxLength: 50 }',
    ['breaking | /orders handshake auth /token/maxLength | 100 → 50'],
  ],
  [
    'auth with another required field',
    'required: [token], properties: {',
    'required: [token, app], properties: { app: { type: string },',
    ['breaking | /orders handshake auth /app | new required field'],
  ],
  [
    'added auth',
    'address: /status\n',
    'address: /status\n    x-socketio-auth: { schema: { type: object } }\n',
    ['breaking | /status handshake auth | new'],
  ],
  [
    'removed auth',
    / {4}x-socketio-auth:[\s\S]*?refusedBy: locked-out\n/,
    '',
    ['compatible | /orders handshake auth | removed'],
  ],
  [
    'another event for refused clients',
    'refusedBy: locked-out',
    'refusedBy: order-changed',
    ['breaking | /orders handshake auth | refused by locked-out → order-changed'],
  ],
  [
    'no event for refused clients',
    '      refusedBy: locked-out\n',
    '',
    ['breaking | /orders handshake auth | refused by locked-out → no event'],
  ],
  [
    'a changed description of auth',
    'The token of the client.',
    'The token.',
    ['documentation | /orders handshake auth | description changed'],
  ],
  // Events
  [
    'a renamed event of the client',
    'name: ping',
    'name: pings',
    [
      'breaking | /status ping | event from the client removed (renamed to `pings`?)',
      'compatible | /status pings | new event from the client',
    ],
  ],
  [
    'an event of the same shape under another name',
    'name: order-changed',
    'name: update',
    [
      'breaking | /orders order-changed | event from the server removed (renamed to `update`?)',
      'compatible | /orders update | new event from the server',
    ],
  ],
  [
    'an event with another sender',
    'ping:\n    action: receive',
    'ping:\n    action: send',
    ['breaking | /status ping | sent by the client → by the server'],
  ],
  ['a renamed operation', 'tellChanged:', 'tellOrder:', []],
  [
    'a new payload of the client',
    'ping: { name: ping }',
    'ping: { name: ping, payload: { type: object } }',
    ['breaking | /status ping request | new payload'],
  ],
  [
    'a new payload of the server',
    'lockedOut: { name: locked-out }',
    'lockedOut: { name: locked-out, payload: { type: object } }',
    ['compatible | /orders locked-out event | new payload'],
  ],
  [
    'a payload removed',
    "      payload: { $ref: '#/components/schemas/Order' }\n",
    '',
    ['breaking | /orders order-changed event | payload removed'],
  ],
  [
    'a changed description of an operation',
    'summary: Place an order.',
    'summary: Place it.',
    ['documentation | /orders place | summary changed'],
  ],
  [
    'another scenario',
    'steps: [{ actor: ann, emit: place, payload: { item: tea } }]',
    'steps: [{ actor: ann, emit: place }]',
    ['documentation | /orders place | scenario changed'],
  ],
  [
    'another example',
    'examples: [{ payload: { item: tea } }]',
    'examples: [{ payload: { item: cup } }]',
    ['documentation | /orders place request | examples changed'],
  ],
  // Acknowledgements
  [
    'a client event without its former reply',
    "        - { $ref: '#/channels/orders/messages/placed' }\n",
    '',
    ['breaking | /orders place reply | reply removed'],
  ],
  [
    'a client event without its former error',
    "        - { $ref: '#/channels/orders/messages/refused' }\n",
    '',
    ['compatible | /orders place error | error removed'],
  ],
  [
    'a client event with a first reply',
    "messages: [{ $ref: '#/channels/status/messages/ping' }]",
    "messages: [{ $ref: '#/channels/status/messages/ping' }]\n    reply: { messages: [{ $ref: '#/components/messages/placed' }] }",
    ['compatible | /status ping reply | new reply'],
  ],
  [
    'a client event with a first reply and error',
    "messages: [{ $ref: '#/channels/status/messages/ping' }]",
    "messages: [{ $ref: '#/channels/status/messages/ping' }]\n    reply: { messages: [{ $ref: '#/components/messages/placed' }, { $ref: '#/components/messages/refused' }] }",
    ['compatible | /status ping error | new error', 'compatible | /status ping reply | new reply'],
  ],
  [
    'a server event with a new reply',
    "messages: [{ $ref: '#/channels/orders/messages/locked-out' }]",
    "messages: [{ $ref: '#/channels/orders/messages/locked-out' }]\n    reply: { messages: [{ $ref: '#/components/messages/confirmed' }] }",
    ['breaking | /orders locked-out reply | new reply'],
  ],
  [
    'a server event without its former reply',
    "    reply:\n      messages: [{ $ref: '#/channels/orders/messages/confirmed' }]\n",
    '',
    ['breaking | /orders confirm reply | reply removed'],
  ],
  [
    'a server event with a new error',
    "      messages: [{ $ref: '#/channels/orders/messages/confirmed' }]\n",
    "      messages: [{ $ref: '#/channels/orders/messages/confirmed' }, { $ref: '#/channels/orders/messages/refused' }]\n",
    ['compatible | /orders confirm error | new error'],
  ],
  // Error codes
  [
    'a new code of an operation',
    '[invalid, sold-out]',
    '[invalid, sold-out, late]',
    ['breaking | /orders place error | new code `late`'],
  ],
  [
    'a removed code',
    '[invalid, sold-out]',
    '[invalid]',
    ['compatible | /orders place error | code `sold-out` removed'],
  ],
  ['an operation without codes of its own', '    x-socketio-error-codes: [invalid, sold-out]\n', '', []],
  [
    'a new code in x-socketio-errors',
    'x-socketio-errors:\n',
    'x-socketio-errors:\n  - { code: late, summary: Too late., action: Hurry. }\n',
    ['breaking | error codes | new code `late`'],
  ],
  [
    'a changed description of a code',
    'The item is sold out.',
    'None.',
    ['documentation | error code sold-out | summary changed'],
  ],
  [
    'another mark for invalid payloads',
    /invalid, invalidPayload: true(.*)\n(.*sold-out),/,
    'invalid$1\n$2, invalidPayload: true,',
    ['breaking | error codes | invalid payloads are answered with invalid → sold-out'],
  ],
  // Payloads, in both directions
  [
    'a new required field of a request',
    'required: [item]',
    'required: [item, key]',
    ['breaking | /orders place request /key | optional → required'],
  ],
  [
    'a new optional field of a request',
    'key: { type: string,',
    'note: { type: string }\n          key: { type: string,',
    ['compatible | /orders place request /note | new optional field'],
  ],
  [
    'a narrower bound in a request',
    'maxItems: 10',
    'maxItems: 5',
    ['breaking | /orders place request /gifts/maxItems | 10 → 5'],
  ],
  [
    'a removed idempotency key',
    ', x-socketio-idempotency-key: true',
    '',
    ['breaking | /orders place request /key/x-socketio-idempotency-key | no longer an idempotency key'],
  ],
  [
    'a new field of a reply',
    'required: [order], properties: {',
    'required: [order], properties: { eta: { type: integer },',
    ['compatible | /orders place reply /eta | new optional field'],
  ],
  [
    'a renamed field of a reply',
    'required: [order], properties: { order:',
    'required: [orders], properties: { orders:',
    [
      'breaking | /orders place reply /order | field removed (renamed to `orders`?)',
      'compatible | /orders place reply /orders | new required field',
    ],
  ],
  [
    'a reply of clients with an optional field',
    "required: [yes], properties: { 'yes':",
    "properties: { 'yes':",
    ['compatible | /orders confirm reply /yes | required → optional'],
  ],
  [
    'a reply of clients with a new required field',
    "required: [yes], properties: { 'yes':",
    "required: [yes, at], properties: { at: { type: string }, 'yes':",
    ['breaking | /orders confirm reply /at | new required field'],
  ],
  [
    'a renamed value',
    'enum: [placed, sent]',
    'enum: [placed, send]',
    [
      'breaking | /orders place reply /order/state/enum +1 | `send` added',
      'compatible | /orders place reply /order/state/enum +1 | `sent` removed (renamed to `send`?)',
    ],
  ],
  [
    'a type that is used in both directions',
    'Item: { type: string, maxLength: 64 }',
    'Item: { type: string, maxLength: 32 }',
    [
      'breaking | /orders place request /item/maxLength +1 | 64 → 32',
      'compatible | /orders place reply /order/item/maxLength +1 | 64 → 32',
    ],
  ],
  // Changes without effect on payloads
  ['a renamed type', /(?<=schemas\/| {4})Order(?=[:'])/g, 'Purchase', []],
  ['an unused type', 'maxLength: 5 }', 'maxLength: 4 }', []],
  ['changed limits', '10 an hour', '5 an hour', ['documentation | contract | limits changed']],
  ['a changed description', 'Orders and their couriers.', 'Orders.', ['documentation | contract | info changed']],
];

describe('The comparison of two contracts', () => {
  let text: string;
  let contract: Contract;

  before(async () => {
    text = await readFile(orders, 'utf8');
    contract = buildContract(parse(text));
  });

  for (const [title, replaced, by, want] of rows) {
    it(`finds for ${title}: ${want.join('; ') || 'no change'}`, () => {
      const edited = text.replace(replaced, by);
      expect(edited, 'the text to replace was not found').to.not.equal(text);
      const changes = compareContracts(contract, buildContract(parse(edited)));
      expect(
        changes.map(
          ({ level, where, also, what }) => `${level} | ${where}${also.length > 0 ? ` +${also.length}` : ''} | ${what}`,
        ),
      ).to.deep.equal(want);
    });
  }

  it('finds no changes between equal contracts', async function () {
    this.timeout(60_000);
    const documents = [
      orders,
      'asyncapi.yaml',
      'test/fixtures/contracts/arena-game.yaml',
      'test/fixtures/contracts/delivery-tracking.yaml',
    ];
    for (const file of documents) {
      const { document } = await loadDocument(file);
      expect(compareContracts(buildContract(document), buildContract(document)), file).to.deep.equal([]);
    }
  });

  it('gives a reason for each change', async () => {
    const other = buildContract(parse(await readFile('asyncapi.yaml', 'utf8')));
    const changes = compareContracts(contract, other);
    expect(changes).to.not.be.empty;
    for (const { why, what, where } of changes)
      expect([why, what, where].every((words) => words !== '')).to.equal(true);
  });
});
