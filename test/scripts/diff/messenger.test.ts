import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { buildContract } from '../../../scripts/codegen/build-contract.js';
import { compareContracts } from '../../../scripts/diff/compare-contracts.js';

const text = readFileSync('asyncapi.yaml', 'utf8');

describe('An edited contract of the messenger', () => {
  it('is broken by a renamed field', () => {
    expect(breaking('has_read', 'hasRead')).to.deep.equal([
      'fetch-conversation-with-user reply /chats/items/has_read: field removed (renamed to `hasRead`?)',
    ]);
  });

  it('is broken by a new required field of a request', () => {
    expect(breaking('required: [user, message]', 'required: [user, message, clientMessageId]')).to.deep.equal([
      'send-message request /clientMessageId: optional → required',
    ]);
  });

  it('is broken by a renamed event', () => {
    expect(breaking('name: user-join\n', 'name: user-joined\n')).to.deep.equal([
      'user-join: event from the server removed (renamed to `user-joined`?)',
    ]);
  });

  it('is broken by a renamed error code, at every operation with the code', () => {
    expect(breaking('rate-limited', 'too-many-requests')).to.deep.equal([
      'error codes: new code `too-many-requests`',
      'fetch-users error /error/code/enum: `too-many-requests` added',
      'send-message error: new code `too-many-requests`',
    ]);
  });

  it('is broken by another engine path', () => {
    expect(breaking('pathname: /ws', 'pathname: /socket')).to.deep.equal(['server local: path /ws → /socket']);
  });

  it('is not broken by a renamed schema', () => {
    expect(compare(/(?<=schemas\/| {4})Chat(?=[:'])/g, 'Conversation')).to.deep.equal([]);
  });
});

function breaking(replaced: string, by: string): string[] {
  return compare(replaced, by)
    .filter(({ level }) => level === 'breaking')
    .map(({ where, what }) => `${where}: ${what}`);
}

function compare(replaced: string | RegExp, by: string) {
  const edited = text.replaceAll(replaced, by);
  expect(edited, 'nothing was replaced').to.not.equal(text);
  return compareContracts(buildContract(parse(text)), buildContract(parse(edited)));
}
