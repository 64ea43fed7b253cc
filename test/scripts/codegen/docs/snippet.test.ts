import { expect } from 'chai';
import type { Json, Operation, Schema } from '../../../../scripts/codegen/contract.js';
import { renderConnectSnippet, renderSnippet } from '../../../../scripts/codegen/docs/snippet.js';
import { emptyContract, event, hostile, hostileContract, namespaceOf, payload, reference } from './hostile-contract.js';

const schemas = new Map<string, Schema>([
  ['Ask', { type: 'object', required: ['user'], properties: { user: { type: 'string', examples: ['bob'] } } }],
  ['Answer', { type: 'object', properties: { chats: { type: 'array' } } }],
  ['Failure', { type: 'object', required: ['error'], properties: { error: reference('ErrorBody') } }],
  ['ErrorBody', { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } }],
  ['Bad', { type: 'object', required: ['chats', 'what went wrong'], properties: {} }],
  ['Text', { type: 'string' }],
  [
    'Order',
    {
      type: 'object',
      properties: { item: { type: 'string' }, orderId: { type: 'string', 'x-socketio-idempotency-key': true } },
    },
  ],
  [
    'NumberedOrder',
    { type: 'object', properties: { number: { type: 'integer', 'x-socketio-idempotency-key': true } } },
  ],
]);

describe('renderSnippet', () => {
  const cases: [what: string, given: Operation, want: string][] = [
    [
      'waits for the reply and handles the error reply',
      event('client', 'ask', {
        payload: payload('Ask', { user: 'alice' }),
        reply: payload('Answer'),
        error: payload('Failure'),
      }),
      `const reply = await socket
  .timeout(5_000)
  .emitWithAck('ask', { user: 'alice' });

if (reply.error) {
  console.error(reply.error.code, reply.error.message);
} else {
  console.log(reply);
}`,
    ],
    [
      'prints each field of the payload on its own line if one line is too short',
      event('client', 'fetch-conversation-with-user', { payload: payload('Ask'), reply: payload('Answer') }),
      `const reply = await socket
  .timeout(5_000)
  .emitWithAck('fetch-conversation-with-user', {
    user: 'bob',
  });
console.log(reply);`,
    ],
    [
      'creates a new idempotency key for each call',
      event('client', 'order', { payload: payload('Order', { item: 'tea' }), reply: payload('Answer') }),
      `const reply = await socket
  .timeout(5_000)
  .emitWithAck('order', {
    item: 'tea',
    orderId: crypto.randomUUID(),
  });
console.log(reply);`,
    ],
    [
      'replaces the idempotency key of the example',
      event('client', 'order', { payload: payload('Order', { orderId: 'one' }) }),
      `socket.emit('order', { orderId: crypto.randomUUID() });`,
    ],
    [
      'keeps the idempotency key of the example if the key cannot be a UUID',
      event('client', 'order', { payload: payload('NumberedOrder', { number: 7 }) }),
      `socket.emit('order', { number: 7 });`,
    ],
    [
      'generates a payload if the contract has no example',
      event('client', 'ask', { payload: payload('Ask') }),
      `socket.emit('ask', { user: 'bob' });`,
    ],
    ['sends no payload if the event has none', event('client', "it's"), `socket.emit('it\\'s');`],
    [
      'prints the reply if the contract describes no error reply',
      event('client', 'ask', { reply: payload('Answer') }),
      `const reply = await socket\n  .timeout(5_000)\n  .emitWithAck('ask');\nconsole.log(reply);`,
    ],
    [
      'detects an error reply by a field that only error replies have',
      event('client', 'ask', { reply: payload('Answer'), error: payload('Bad') }),
      `const reply = await socket\n  .timeout(5_000)\n  .emitWithAck('ask');

if (reply['what went wrong']) {
  console.error(reply['what went wrong']);
} else {
  console.log(reply);
}`,
    ],
    [
      'does not detect error replies if the success reply is not an object',
      event('client', 'ask', { reply: payload('Text'), error: payload('Failure') }),
      `const reply = await socket\n  .timeout(5_000)\n  .emitWithAck('ask');\n\nconsole.log(reply); // Text or Failure`,
    ],
    [
      'listens for an event of the server',
      event('server', 'chat', { payload: payload('Ask') }),
      `socket.on('chat', (payload) => {\n  console.log(payload);\n});`,
    ],
    [
      'acknowledges an event of the server that has a reply',
      event('server', 'chat', { payload: payload('Ask'), reply: payload('Text', 'yes') }),
      `socket.on('chat', (payload, acknowledge) => {\n  console.log(payload);\n  acknowledge('yes');\n});`,
    ],
    [
      'has no parameter if the event of the server has no payload',
      event('server', 'tick'),
      `socket.on('tick', () => {\n  console.log('tick');\n});`,
    ],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(renderSnippet(given, { ...emptyContract(), schemas })).to.equal(want));
  }

  it('runs and sends the exact event and payload, also with hostile names', async () => {
    const contract = hostileContract();
    const given = { '</script>': [hostile], a: 'b'.repeat(90) };
    for (const operation of contract.namespaces.flatMap(({ operations }) => operations)) {
      const calls = await run(renderSnippet({ ...operation, payload: payload('Pet', given) }, contract));
      expect(calls[0]?.event).to.equal(operation.event);
      if (operation.sender === 'client') expect(calls[0]?.args).to.deep.equal([given]);
      else expect(calls[0]?.args).to.have.length(1);
    }
  });
});

describe('renderConnectSnippet', () => {
  const local = { name: 'local', url: 'ws://localhost:3000/ws', path: '/ws', description: '' };

  it('has the URL with the namespace, the engine path and the handshake auth', () => {
    const namespace = { ...namespaceOf('/chat', []), auth: { type: 'Ask', description: '', refusedBy: 'auth-failed' } };
    const snippet = renderConnectSnippet({ ...emptyContract(), servers: [local], schemas }, namespace);
    expect(snippet).to.contain(
      `io('ws://localhost:3000/chat', {\n  path: '/ws',\n  transports: ['websocket'],\n  auth: { user: 'bob' },\n});`,
    );
    expect(snippet).to.contain(`socket.on('auth-failed', (payload) => {`);
  });

  it('omits the default values of Socket.IO', () => {
    const server = { ...local, url: 'wss://example.com/socket.io', path: '/socket.io' };
    const snippet = renderConnectSnippet({ ...emptyContract(), servers: [server] }, namespaceOf('/', []));
    expect(snippet)
      .to.contain(`io('wss://example.com', {\n  transports: ['websocket'],\n});`)
      .and.contain(`socket.on('connect_error', (error) => {`);
    expect(renderConnectSnippet(emptyContract(), namespaceOf('/', []))).to.contain(
      `io({\n  transports: ['websocket'],\n});`,
    );
  });
});

/** Runs a snippet and returns the calls that it makes on its socket. */
async function run(snippet: string): Promise<{ event: string; args: Json[] }[]> {
  const calls: { event: string; args: Json[] }[] = [];
  const record = (event: string, ...args: Json[]) => {
    calls.push({ event, args });
    return {};
  };
  const socket = { emit: record, emitWithAck: record, on: record, timeout: () => socket };
  const quiet = { log: () => undefined, error: () => undefined };
  await new Function('socket', 'console', `return (async () => {${snippet}\n})()`)(socket, quiet);
  return calls;
}
