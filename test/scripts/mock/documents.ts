import { parse } from 'yaml';
import { buildContract } from '../../../scripts/codegen/build-contract.js';
import type { Contract } from '../../../scripts/codegen/contract.js';

/** Builds the contract of a YAML document. */
export function contractOf(text: string): Contract {
  return buildContract(parse(text));
}

/** A document without extensions, acknowledgements, examples and servers, and with an address without a slash. */
export const plain = `
asyncapi: 3.0.0
info: { title: Plain, version: 1.0.0 }
channels:
  readings:
    address: readings
    messages:
      report: { payload: { type: object, required: [celsius], properties: { celsius: { type: number } } } }
      alarm: { payload: { type: object, required: [at], properties: { at: { type: string, format: date-time } } } }
operations:
  onReport: { action: receive, channel: { $ref: '#/channels/readings' }, messages: [{ $ref: '#/channels/readings/messages/report' }] }
  sendAlarm: { action: send, channel: { $ref: '#/channels/readings' }, messages: [{ $ref: '#/channels/readings/messages/alarm' }] }
`;

/** Two namespaces with an event of the same name, replies without examples, no identities, rooms named by clients. */
export const rooms = `
asyncapi: 3.0.0
info: { title: Rooms, version: 1.0.0 }
servers: { local: { host: 'localhost:1', pathname: /rooms, protocol: ws } }
channels:
  talk:
    address: /talk
    messages:
      enter: { payload: { $ref: '#/components/schemas/Enter' } }
      entered: { name: enter, payload: { $ref: '#/components/schemas/Entered' } }
      say: { payload: { $ref: '#/components/schemas/Say' } }
      said: { payload: { $ref: '#/components/schemas/Say' } }
      mode: { payload: { type: object, required: [mode], properties: { mode: { enum: [loud, quiet] } } } }
      hushed: { payload: { type: object, required: [mode], properties: { mode: { const: quiet } } } }
      ask: { payload: { type: object, required: [question], properties: { question: { type: string } } } }
      answer: { payload: { type: object, required: [answer], properties: { answer: { type: string } } } }
  news:
    address: /news
    messages:
      said: { payload: { type: string, pattern: '^[A-Z]{3}-[0-9]{4}$' } }
      greet: { payload: { type: object, required: [name], properties: { name: { type: string } } } }
operations:
  enter:
    action: receive
    channel: { $ref: '#/channels/talk' }
    messages: [{ $ref: '#/channels/talk/messages/enter' }]
    reply: { messages: [{ $ref: '#/channels/talk/messages/entered' }] }
    x-socketio-scenario:
      connected: [ann]
      steps: [{ actor: ann, emit: enter, payload: { room: red } }]
      payload: { room: red }
  say: { action: receive, channel: { $ref: '#/channels/talk' }, messages: [{ $ref: '#/channels/talk/messages/say' }] }
  mode: { action: receive, channel: { $ref: '#/channels/talk' }, messages: [{ $ref: '#/channels/talk/messages/mode' }] }
  said:
    action: send
    channel: { $ref: '#/channels/talk' }
    messages: [{ $ref: '#/channels/talk/messages/said' }]
    x-socketio-scenario:
      connected: [ann, ben, cem]
      steps:
        - { actor: ann, emit: enter, payload: { room: red } }
        - { actor: ben, emit: say, payload: { room: red, text: Hi } }
      receivers: [ann]
      payload: { room: red, text: Hi }
  hushed:
    action: send
    channel: { $ref: '#/channels/talk' }
    messages: [{ $ref: '#/channels/talk/messages/hushed' }]
    x-socketio-scenario:
      connected: [ann, ben, cem]
      steps: [{ actor: ben, emit: mode, payload: { mode: quiet } }]
      receivers: [ann]
  ask:
    action: send
    channel: { $ref: '#/channels/talk' }
    messages: [{ $ref: '#/channels/talk/messages/ask' }]
    reply: { messages: [{ $ref: '#/channels/talk/messages/answer' }] }
  flash: { action: send, channel: { $ref: '#/channels/news' }, messages: [{ $ref: '#/channels/news/messages/said' }] }
  greet:
    action: send
    channel: { $ref: '#/channels/news' }
    messages: [{ $ref: '#/channels/news/messages/greet' }]
    x-socketio-scenario:
      connected: [ann]
      steps: [{ actor: ben, connect: true }]
      receivers: [ben]
components:
  schemas:
    Enter: { type: object, additionalProperties: false, required: [room], properties: { room: { type: string, minLength: 1 } } }
    Entered: { type: object, required: [room, members], properties: { room: { type: string }, members: { type: integer, minimum: 1 } } }
    Say: { type: object, required: [room, text], properties: { room: { type: string }, text: { type: string } } }
`;

/** Identities with numeric ids that the server generates, removed by a path with the id. */
export const numbered = `
asyncapi: 3.0.0
info: { title: Numbered, version: 1.0.0 }
servers: { local: { host: 'localhost:1', protocol: ws } }
channels:
  main:
    address: /
    messages:
      poke: { payload: { type: object, required: [player], properties: { player: { type: integer, minimum: 100 } } } }
      done: { name: poke, payload: { type: object, required: [ok], properties: { ok: { type: boolean } } } }
      poked: { payload: { type: object, required: [by], properties: { by: { type: integer, minimum: 100 } } } }
      gone: { payload: { type: object, required: [player], properties: { player: { type: integer } } } }
      failure: { x-socketio-error: true, payload: { type: object, required: [code], properties: { code: { type: string } } } }
    x-socketio-auth:
      schema: { type: object, required: [session], properties: { session: { type: string, minLength: 4 } } }
operations:
  poke:
    action: receive
    channel: { $ref: '#/channels/main' }
    messages: [{ $ref: '#/channels/main/messages/poke' }]
    reply: { messages: [{ $ref: '#/channels/main/messages/done' }, { $ref: '#/channels/main/messages/failure' }] }
    x-socketio-error-codes: [bad, away]
    x-socketio-scenario:
      connected: [ann, ben]
      steps: [{ actor: ann, emit: poke, payload: { player: '{ben.id}' } }]
      payload: { ok: true }
  poked:
    action: send
    channel: { $ref: '#/channels/main' }
    messages: [{ $ref: '#/channels/main/messages/poked' }]
    x-socketio-scenario:
      connected: [ann, ben, cem]
      steps: [{ actor: ann, emit: poke, payload: { player: '{ben.id}' } }]
      receivers: [ben]
      payload: { by: '{ann.id}' }
  gone:
    action: send
    channel: { $ref: '#/channels/main' }
    messages: [{ $ref: '#/channels/main/messages/gone' }]
    x-socketio-scenario:
      connected: [ann, ben]
      steps: [{ actor: ben, remove: true }]
      receivers: [ann]
      payload: { player: '{ben.id}' }
x-socketio-errors:
  - { code: bad, invalidPayload: true, summary: The payload is invalid., action: Correct it. }
  - { code: away, summary: The player is away., action: Wait. }
x-socketio-actors:
  create: { method: POST, path: /mock/players, auth: { session: '{response.session.key}' }, properties: { id: '{response.id}' } }
  remove: { method: DELETE, path: '/mock/players/{id}' }
`;
