import type { Contract, Namespace, Operation, Payload, Schema } from '../../../../scripts/codegen/contract.js';

/** A string that breaks out of a page that does not escape it. */
export const hostile = `<script>alert(1)</script></pre></style>"'\`& <img src=x onerror=alert(2)> [x](javascript:alert(3))`;

/** A word that is wider than a phone screen. */
const long = 'endless_'.repeat(15);

const schemas: Record<string, Schema> = {
  Pet: { oneOf: [reference('Cat'), reference('Dog')], description: hostile },
  Cat: { type: 'object', required: ['lives'], properties: { lives: { type: 'integer', minimum: 1, maximum: 9 } } },
  Dog: { allOf: [reference('Named'), { type: 'object', properties: { 'good boy': { type: 'boolean' } } }] },
  Named: {
    type: 'object',
    required: ['</code>'],
    properties: { '</code>': { type: 'string' } },
    additionalProperties: false,
  },
  Tree: {
    type: 'object',
    properties: { children: { type: 'array', items: reference('Tree') }, parent: reference('Tree') },
  },
  Endless: { allOf: [reference('Endless')] },
  Scores: { type: 'object', additionalProperties: { type: 'number', minimum: 0 } },
  Point: {
    type: 'array',
    items: [{ type: 'number' }, { type: 'number', description: hostile }],
    additionalItems: false,
  },
  Color: { type: 'string', enum: ['red', '"', '</code><b>', null] },
  Maybe: { type: ['string', 'null'], maxLength: 5, default: hostile },
  Problem: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
  Anything: {},
  Long: { type: 'object', properties: { [long]: { ...reference('Maybe'), pattern: long, description: long } } },
};

/** Returns a contract with hostile texts, in which each optional part is missing at least once. */
export function hostileContract(): Contract {
  return {
    title: hostile,
    version: '<0>',
    description: `# ${hostile}\n\n| a | b |\n|:-:|--:|\n| ${hostile} | x |\n\n![a picture](https://elsewhere.example/x.png)\n\n    indented </code>`,
    servers: [
      { name: hostile, url: `ws://"><b>`, path: '/socket.io', description: hostile },
      { name: 'second', url: 'wss://example.com/ws', path: '/ws', description: '' },
    ],
    namespaces: [firstNamespace(), namespaceOf('/', []), secondNamespace()],
    schemas: new Map(Object.entries(schemas)),
    errors: [{ code: 'no "such" <code>', summary: hostile, action: hostile, invalidPayload: false }],
    limits: [{ what: hostile, limit: hostile, consequence: hostile }],
    actors: undefined,
    document: {},
  };
}

/** Returns a contract without any optional part. */
export function emptyContract(): Contract {
  return {
    title: 'Nothing',
    version: '0',
    description: '',
    servers: [],
    namespaces: [],
    schemas: new Map(),
    errors: [],
    limits: [],
    actors: undefined,
    document: {},
  };
}

function firstNamespace(): Namespace {
  const codes = ['no "such" <code>', 'in no catalogue'];
  return {
    ...namespaceOf('/a b/<i>', []),
    summary: hostile,
    description: `## ${hostile}\n\n## ${hostile}\n\n### deeper\n\n\`\`\`nolanguage\n${hostile}\n\`\`\``,
    auth: { type: 'Maybe', description: hostile, refusedBy: `'); alert(1); ('` },
    operations: [
      event('client', `it's </h3><script>`, {
        payload: payload('Pet'),
        reply: payload('Scores'),
        error: payload('Problem'),
        errorCodes: codes,
      }),
      event('client', 'ping'),
      event('client', 'ping', { reply: payload('Anything') }),
      event('server', 'ping', { payload: payload('Point'), reply: payload('Tree', { children: [] }) }),
      event('server', '!!!', {
        payload: payload('Tree', JSON.parse('{"__proto__":null,"a b":["</script>"]}')),
        error: payload('Problem'),
      }),
    ],
  };
}

function secondNamespace(): Namespace {
  return {
    ...namespaceOf('/second', []),
    operations: [
      event('client', 'ping', { payload: payload('Color'), error: payload('Problem', { error: hostile }) }),
      event('client', '名前', { payload: payload('Dog'), reply: payload('Cat'), error: payload('Problem') }),
      event('server', 'ping', { payload: payload('Endless') }),
      event('server', long, {
        payload: payload('Long'),
        reply: payload('Long'),
        summary: long,
        description: `\`${long}\` ${long}`,
      }),
    ],
  };
}

export function namespaceOf(address: string, operations: Operation[]): Namespace {
  return { address, title: address, summary: '', description: '', auth: undefined, operations };
}

/** Returns an event with hostile texts. */
export function event(sender: Operation['sender'], name: string, more: Partial<Operation> = {}): Operation {
  return {
    id: `${sender}-${name}`,
    event: name,
    sender,
    summary: hostile,
    description: hostile,
    payload: undefined,
    reply: undefined,
    error: undefined,
    errorCodes: [],
    scenario: undefined,
    ...more,
  };
}

/** Returns a payload with hostile names for its examples. */
export function payload(type: string, ...examples: Payload['examples'][number]['payload'][]): Payload {
  return { type, examples: examples.map((example) => ({ name: hostile, summary: hostile, payload: example })) };
}

export function reference(type: string): Schema {
  return { $ref: `#/definitions/${type}` };
}
