import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { DocumentError } from '../../scripts/codegen/problem.js';
import { runScript } from './run-script.js';
import { type ScratchFolder, scratchFolder } from './scratch-folder.js';

const valid = `asyncapi: 3.0.0
info: { title: Valid, version: 1.0.0 }
channels:
  room:
    address: /room
    messages:
      knock:
        name: knock
        payload: { type: object }
operations:
  knock:
    action: receive
    channel: { $ref: '#/channels/room' }
    messages: [{ $ref: '#/channels/room/messages/knock' }]
`;

function replaceInValid(from: string, to: string): string {
  if (!valid.includes(from)) throw new Error(`The valid document does not contain ${from}`);
  return valid.replace(from, () => to);
}

/** The defect, the document that has it, and the expected message with its position. */
const invalid: [defect: string, document: string | Uint8Array, expected: RegExp][] = [
  ['a YAML syntax error', 'asyncapi: 3.0.0\ninfo: [title\nchannels: {}\n', /^FILE:3:1: error: /m],
  ['broken JSON', '{ "asyncapi": "3.0.0", "info": }', /^FILE:1:\d+: error: /m],
  ['a duplicate key', `${valid}info: {}\n`, /^FILE:15:1: error: .*unique/m],
  ['an alias inside its own anchor', 'asyncapi: &a\n  b: *a\n', /^FILE:1:1: error: its aliases cannot be expanded/m],
  [
    'aliases that expand to billions of values',
    `${'abcdefgh'.replaceAll(/./g, (key) => `${key}: &${key} [${key === 'a' ? '1' : `*${String.fromCharCode(key.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
    /^FILE:1:1: error: its aliases cannot be expanded/m,
  ],
  ['no field asyncapi', 'openapi: 3.1.0\n', /^FILE:1:1: error: .*not an AsyncAPI document/m],
  ['no content', '', /^FILE(:1:1)?: error: .*not an AsyncAPI document/m],
  ['only a comment', '# soon\n', /^FILE(:1:1)?: error: .*not an AsyncAPI document/m],
  ['a list at the root', '- asyncapi: 3.0.0\n', /^FILE:1:1: error: .*not an AsyncAPI document/m],
  ['binary content', new Uint8Array([0, 255, 254, 1, 2, 137, 80, 78, 71, 7]), /^FILE(:1:\d+)?: error: /m],
  ['AsyncAPI 2.6', 'asyncapi: 2.6.0\n', /^FILE:1:11: error: .*2\.6\.0.*npx @asyncapi\/cli convert FILE/m],
  ['AsyncAPI 3.1', 'asyncapi: 3.1.0\n', /^FILE:1:11: error: .*3\.1\.0.*3\.0\.0/m],
  ['an unknown action', replaceInValid('action: receive', 'action: listen'), /^FILE:12:13: error: .*action/m],
  ['no title', replaceInValid('title: Valid, ', ''), /^FILE:2:6: error: .*title/m],
  [
    'an unresolvable reference',
    replaceInValid("'#/channels/room' }", "'#/channels/hall' }"),
    /^FILE:13:\d+: error: .*hall/m,
  ],
  [
    'a missing external file',
    replaceInValid('{ type: object }', "{ $ref: './lost.yaml#/Knock' }"),
    /^\S+:\d+:\d+: error: .*lost\.yaml/m,
  ],
  [
    'a reference to the web',
    replaceInValid('{ type: object }', "{ $ref: 'http://127.0.0.1:1/a.yaml' }"),
    /^FILE:9:\d+: error: .*127\.0\.0\.1/m,
  ],
  [
    'an unknown x-socketio extension',
    `${valid}x-socketio-colour: red\n`,
    /^FILE:15:20: error: `x-socketio-colour` is not a known extension/m,
  ],
  [
    'a malformed extension',
    `${valid}x-socketio-errors:\n  - { code: gone, summary: Gone. }\n`,
    /^FILE:16:5: error: `x-socketio-errors\/0` .*action/m,
  ],
  [
    'an error code that is not in x-socketio-errors',
    replaceInValid('    action: receive', '    action: receive\n    x-socketio-error-codes: [gone]').concat(
      'x-socketio-errors: [{ code: lost, summary: a, action: b }]\n',
    ),
    /^FILE:13:29: error: `gone` is not listed in/m,
  ],
  [
    'a scenario with an unknown event',
    replaceInValid(
      '    action: receive',
      '    action: receive\n    x-socketio-scenario: { steps: [{ actor: ann, emit: ring }] }',
    ),
    /^FILE:13:26: error: no operation in `\/room` lets clients send `ring`/m,
  ],
  [
    'the same event in two operations',
    replaceInValid('operations:', "operations:\n  again: { action: receive, channel: { $ref: '#/channels/room' } }"),
    /^FILE:15:15: error: `knock` in `\/room` is already the event of `again`/m,
  ],
  [
    'an invalid regular expression',
    replaceInValid('{ type: object }', "{ type: string, pattern: '[a-' }"),
    /^FILE:9:43: error: Invalid regular expression/m,
  ],
  ['an unknown schema type', replaceInValid('{ type: object }', '{ type: strin }'), /^FILE:9:\d+: error: .*type/m],
  [
    'a field called __proto__',
    replaceInValid('{ type: object }', '{ type: object, properties: { __proto__: { type: string } } }'),
    /^FILE:9:\d+: error: .*`__proto__` cannot be used/m,
  ],
];

const viaCommand = [
  'a YAML syntax error',
  'AsyncAPI 2.6',
  'an unresolvable reference',
  'an invalid regular expression',
];

describe('loadContract', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;
  before(async () => {
    scratch = await scratchFolder();
  });
  after(() => scratch.remove());

  for (const [defect, document, expected] of invalid) {
    it(`rejects a document with ${defect}, with the position`, async () => {
      const file = await scratch.write('document.yaml', document);
      const error = await loadContract(file).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DocumentError);
      const message = error instanceof DocumentError ? error.message : '';
      expect(message.replaceAll(file, 'FILE')).to.match(expected);
      expect(message.replaceAll(scratch.path, '')).not.to.match(/^\s+at |node_modules|Error:/m);
    });
  }

  it('loads the valid document, from which the invalid ones differ, without warnings', async () => {
    expect((await loadContract(await scratch.write('valid.yaml', valid))).warnings).to.deep.equal([]);
  });

  it('loads a document with an unknown format, with a warning', async () => {
    const file = await scratch.write(
      'format.yaml',
      replaceInValid('{ type: object }', '{ type: string, format: iban }'),
    );
    const { warnings } = await loadContract(file);
    expect(warnings.map(({ severity, message }) => [severity, message])).to.deep.equal([
      ['warning', 'unknown format "iban" ignored in schema at path "#/definitions/KnockRequest"'],
    ]);
  });

  async function expectFailure(file: string, expected: RegExp): Promise<void> {
    const out = await mkdtemp(join(scratch.path, 'out-'));
    const { stderr, ...outcome } = await runScript('socketio-contract.ts', ['generate', '--spec', file, '--out', out]);
    expect(stderr.replaceAll(file, 'FILE')).to.match(expected);
    expect(stderr.replaceAll(scratch.path, '')).not.to.match(/^\s+at |node_modules|Error:/m);
    expect(outcome).to.deep.equal({ code: 1, stdout: '' });
    expect(await readdir(out)).to.deep.equal([]);
  }

  for (const [defect, document, expected] of invalid.filter(([name]) => viaCommand.includes(name))) {
    it(`makes npm run generate exit with 1 and write nothing for ${defect}`, async () => {
      await expectFailure(await scratch.write('document.yaml', document), expected);
    });
  }

  it('makes npm run generate exit with 1 and write nothing for a folder', async () => {
    await expectFailure(scratch.path, /^FILE: error: this is a folder, not a file/);
  });

  it('makes npm run generate exit with 1 and write nothing for a missing file', async () => {
    await expectFailure(join(scratch.path, 'absent.yaml'), /^FILE: error: no such file/);
  });
});
