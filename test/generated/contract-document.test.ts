import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import { clientOperations, errorCodes, serverOperations } from '../../generated/operations.js';
import { validators } from '../../generated/validators.js';
import type { Contract, Operation, Payload } from '../../scripts/codegen/contract.js';
import { isObject, objectAt, stringAt } from '../../scripts/codegen/json.js';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { root } from '../scripts/run-script.js';

const clientEvents = [
  'fetch-users',
  'fetch-conversation-with-user',
  'fetch-unread-chats-count',
  'read-chat',
  'send-message',
  'wait-for-user',
  'stop-waiting-for-user',
];
const serverEvents = [
  'unread-chats-count',
  'read-chat',
  'chat',
  'user-join',
  'user-leave',
  'user-online',
  'user-offline',
  'auth-failed',
];

/** Payloads that clients of the API before this contract send and receive. */
const payloads: [event: string, payload: unknown, reply: unknown][] = [
  ['fetch-users', {}, { users: [{ username: 'bob', isOnline: true }] }],
  ['fetch-conversation-with-user', { user: 'bob' }, { chats: [], hasMore: false }],
  ['fetch-unread-chats-count', { user: 'bob' }, { unreadChatsCount: 3 }],
  ['read-chat', { id: 'x' }, {}],
  ['read-chat', { id: 7 }, {}],
  ['send-message', { user: 'bob', message: 'Hello', media: ['https://a.example/b'] }, undefined],
  ['wait-for-user', { user: 'bob' }, {}],
  ['stop-waiting-for-user', { user: 'bob' }, {}],
];
const chat = { id: 'x', sender: 'a', recipient: 'b', message: 'm', has_read: false, sent_at: '2026-01-01T00:00:00Z' };
const events: [event: string, payload: unknown][] = [
  ['unread-chats-count', { unreadChatsCount: 1, user: 'bob' }],
  ['read-chat', { id: 'x', user: 'bob' }],
  ['chat', { chat: { ...chat, media: ['https://a.example/b'] } }],
  ['user-join', { user: 'bob' }],
  ['user-leave', { user: 'bob' }],
  ['user-online', { user: 'bob' }],
  ['user-offline', { user: 'bob' }],
  ['auth-failed', { reason: 'expired-token' }],
];

describe('asyncapi.yaml', () => {
  let contract: Contract;
  let operations: Operation[];
  const file = join(root, 'asyncapi.yaml');

  before(async () => {
    ({ contract } = await loadContract(file));
    operations = contract.namespaces.flatMap((namespace) => namespace.operations);
  });

  it('is valid for the AsyncAPI parser, without warnings', async () => {
    const { diagnostics } = await new Parser().parse(await readFile(file, 'utf8'), { source: file });
    const found = diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
    expect(found.map(({ message, range }) => `${range.start.line + 1}: ${message}`)).to.deep.equal([]);
  });

  it('defines exactly the events of the API', () => {
    const sentBy = (peer: string) => operations.filter(({ sender }) => sender === peer).map(({ event }) => event);
    expect(sentBy('client')).to.have.members(clientEvents);
    expect(sentBy('server')).to.have.members(serverEvents);
  });

  it("defines the API's namespace and path", () => {
    expect(contract.namespaces.map(({ address }) => address)).to.deep.equal(['/chat']);
    expect(contract.servers.map(({ path }) => path)).to.deep.equal(['/ws']);
  });

  for (const [event, payload, reply] of payloads) {
    it(`accepts ${JSON.stringify(payload)} for ${event}`, () => {
      const operation = Object.entries(clientOperations).find(([name]) => name === event)?.[1];
      expect(operation?.payload.problems(payload)).to.deep.equal([]);
      if (reply !== undefined) expect(operation?.reply.problems(reply)).to.deep.equal([]);
    });
  }

  for (const [event, payload] of events) {
    it(`sends ${event} as ${JSON.stringify(payload)}`, () => {
      const operation = Object.entries(serverOperations).find(([name]) => name === event)?.[1];
      expect(operation?.payload.problems(payload)).to.deep.equal([]);
    });
  }

  it('requires every field of a chat that the API names', () => {
    expect(clientOperations['send-message'].reply.problems({ chat })).to.deep.equal([]);
    for (const field of ['id', 'sender', 'recipient', 'message', 'has_read']) {
      const { [field]: _, ...lacking } = chat as Record<string, unknown>;
      expect(validators.Chat.problems(lacking)).to.deep.equal([{ path: `/${field}`, message: 'is required' }]);
    }
  });

  it('describes every event, with examples of its payload, its reply and its error', () => {
    for (const { event, summary, description, payload, reply, error } of operations) {
      expect(summary, event).not.to.equal('');
      expect(description, event).not.to.equal('');
      for (const part of [payload, reply, error]) if (part) expect(part.examples, event).not.to.be.empty;
    }
    const messages = objectAt(objectAt(contract.document, 'components'), 'messages');
    for (const [key, message] of Object.entries(messages)) {
      expect(isObject(message) && stringAt(message, 'summary'), key).not.to.equal('');
    }
  });

  it('has valid examples only', () => {
    const parts = operations.flatMap(({ payload, reply, error }) => [payload, reply, error]);
    for (const { type, examples } of parts.filter((part): part is Payload => part !== undefined)) {
      const validator = Object.entries(validators).find(([name]) => name === type)?.[1];
      for (const { name, payload } of examples) {
        expect(validator?.problems(payload), `${type} "${name}"`).to.deep.equal([]);
      }
    }
  });

  it('defines a reply or an error for every client event', () => {
    for (const { event, sender, reply, error } of operations) {
      expect([event, Boolean(reply), Boolean(error)]).to.deep.equal([event, sender === 'client', sender === 'client']);
    }
  });

  it('explains each error code, and assigns each to an event', () => {
    const codes = contract.errors.map(({ code }) => code);
    expect(contract.schemas.get('ErrorCode')?.['enum']).to.have.members(codes);
    expect([...errorCodes]).to.have.members(codes);
    expect([...new Set(operations.flatMap((operation) => operation.errorCodes))]).to.have.members(codes);
    for (const { summary, action } of contract.errors) expect([summary, action]).not.to.include('');
  });
});
