import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Contract } from '../../scripts/codegen/contract.js';
import { arrayAt, objectAt } from '../../scripts/codegen/json.js';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { root } from './run-script.js';

/** Names of the messenger's contract that are also words of JavaScript, of Socket.IO or of the tooling itself. */
const commonWords = new Set([
  'after',
  'sender',
  'error',
  'message',
  'path',
  'code',
  'details',
  'limit',
  'user',
  'id',
  'reason',
  'token',
  'next',
]);

describe('The contract tooling', () => {
  let names: Set<string>;

  before(async () => {
    const { contract } = await loadContract(join(root, 'asyncapi.yaml'));
    names = new Set([...namesOf(contract)].filter((name) => !commonWords.has(name)));
  });

  it('is searched for the names in the contract of the messenger', () => {
    expect(names).to.include.all.keys('send-message', 'chat', 'has_read', 'unreadChatsCount', 'SendMessageRequest');
  });

  it('contains no event, type, field, error code or namespace of the messenger', async () => {
    const entries = await readdir(join(root, 'scripts'), { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries.filter((candidate) => candidate.isFile())) {
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
      for (const [, word = ''] of text.matchAll(/['"`]([\w/-]+)(?=['"`])/g)) {
        if (names.has(word)) found.push(`${join(entry.parentPath, entry.name).slice(root.length)}: ${word}`);
      }
    }
    expect(found).to.deep.equal([]);
  });
});

function namesOf({ namespaces, schemas, errors, document }: Contract): Set<string> {
  const names = new Set([...schemas.keys(), ...errors.map(({ code }) => code)]);
  for (const { address, operations } of namespaces) {
    for (const name of [address, ...operations.flatMap(({ id, event }) => [id, event])]) names.add(name);
  }
  for (const schema of schemas.values()) {
    for (const name of [...Object.keys(objectAt(schema, 'properties')), ...arrayAt(schema, 'enum')])
      names.add(String(name));
  }
  for (const key of Object.keys(objectAt(objectAt(document, 'components'), 'messages'))) names.add(key);
  return names;
}
