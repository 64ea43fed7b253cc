import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { DocumentError } from '../../scripts/codegen/problem.js';
import { runScript } from './run-script.js';
import { type ScratchFolder, scratchFolder } from './scratch-folder.js';

const sound = `asyncapi: 3.0.0
info: { title: Sound, version: 1.0.0 }
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

function soundBut(from: string, to: string): string {
  if (!sound.includes(from)) throw new Error(`The sound document has no ${from}`);
  return sound.replace(from, () => to);
}

/** What is wrong, the document, and where and how it is told. */
const broken: [what: string, document: string | Uint8Array, told: RegExp][] = [
  ['a YAML syntax error', 'asyncapi: 3.0.0\ninfo: [title\nchannels: {}\n', /^FILE:3:1: error: /m],
  ['broken JSON', '{ "asyncapi": "3.0.0", "info": }', /^FILE:1:\d+: error: /m],
  ['a key that stands twice', `${sound}info: {}\n`, /^FILE:15:1: error: .*unique/m],
  ['an alias inside what it stands for', 'asyncapi: &a\n  b: *a\n', /^FILE:1:1: error: its aliases go too far/m],
  [
    'aliases of aliases without end',
    `${'abcdefgh'.replaceAll(/./g, (key) => `${key}: &${key} [${key === 'a' ? '1' : `*${String.fromCharCode(key.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
    /^FILE:1:1: error: its aliases go too far/m,
  ],
  ['no field asyncapi', 'openapi: 3.1.0\n', /^FILE:1:1: error: .*no AsyncAPI document/m],
  ['nothing in it', '', /^FILE(:1:1)?: error: .*no AsyncAPI document/m],
  ['only a comment in it', '# soon\n', /^FILE(:1:1)?: error: .*no AsyncAPI document/m],
  ['a list for a document', '- asyncapi: 3.0.0\n', /^FILE:1:1: error: .*no AsyncAPI document/m],
  ['binary data in it', new Uint8Array([0, 255, 254, 1, 2, 137, 80, 78, 71, 7]), /^FILE(:1:\d+)?: error: /m],
  ['AsyncAPI 2.6', 'asyncapi: 2.6.0\n', /^FILE:1:11: error: .*2\.6\.0.*npx @asyncapi\/cli convert FILE/m],
  ['AsyncAPI 3.1', 'asyncapi: 3.1.0\n', /^FILE:1:11: error: .*3\.1\.0.*3\.0\.0/m],
  ['an unknown action', soundBut('action: receive', 'action: listen'), /^FILE:12:13: error: .*action/m],
  ['no title', soundBut('title: Sound, ', ''), /^FILE:2:6: error: .*title/m],
  ['a reference to nothing', soundBut("'#/channels/room' }", "'#/channels/hall' }"), /^FILE:13:\d+: error: .*hall/m],
  [
    'a missing external file',
    soundBut('{ type: object }', "{ $ref: './lost.yaml#/Knock' }"),
    /^\S+:\d+:\d+: error: .*lost\.yaml/m,
  ],
  [
    'a reference to the web',
    soundBut('{ type: object }', "{ $ref: 'http://127.0.0.1:1/a.yaml' }"),
    /^FILE:9:\d+: error: .*127\.0\.0\.1/m,
  ],
  [
    'an unknown extension of ours',
    `${sound}x-socketio-colour: red\n`,
    /^FILE:15:20: error: `x-socketio-colour` is not an extension/m,
  ],
  [
    'a malformed extension',
    `${sound}x-socketio-errors:\n  - { code: gone, summary: Gone. }\n`,
    /^FILE:16:5: error: `x-socketio-errors\/0` .*action/m,
  ],
  [
    'an error code outside the list',
    soundBut('    action: receive', '    action: receive\n    x-socketio-error-codes: [gone]').concat(
      'x-socketio-errors: [{ code: lost, summary: a, action: b }]\n',
    ),
    /^FILE:13:29: error: `gone` is not in/m,
  ],
  [
    'a scenario with an unknown event',
    soundBut(
      '    action: receive',
      '    action: receive\n    x-socketio-scenario: { steps: [{ actor: ann, emit: ring }] }',
    ),
    /^FILE:13:26: error: clients send no `ring`/m,
  ],
  [
    'one event in two operations',
    soundBut('operations:', "operations:\n  again: { action: receive, channel: { $ref: '#/channels/room' } }"),
    /^FILE:15:15: error: `knock` in `\/room` is the event of `again` already/m,
  ],
  [
    'an invalid regular expression',
    soundBut('{ type: object }', "{ type: string, pattern: '[a-' }"),
    /^FILE:9:43: error: Invalid regular expression/m,
  ],
  ['an unknown schema type', soundBut('{ type: object }', '{ type: strin }'), /^FILE:9:\d+: error: .*type/m],
  [
    'a field __proto__',
    soundBut('{ type: object }', '{ type: object, properties: { __proto__: { type: string } } }'),
    /^FILE:9:\d+: error: .*`__proto__` cannot be used/m,
  ],
];

const viaCommand = ['a YAML syntax error', 'AsyncAPI 2.6', 'a reference to nothing', 'an invalid regular expression'];

describe('A broken document', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;
  before(async () => {
    scratch = await scratchFolder();
  });
  after(() => scratch.remove());

  for (const [what, document, told] of broken) {
    it(`that has ${what} is told of, with the place`, async () => {
      const file = await scratch.write('document.yaml', document);
      const error = await loadContract(file).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DocumentError);
      const message = error instanceof DocumentError ? error.message : '';
      expect(message.replaceAll(file, 'FILE')).to.match(told);
      expect(message.replaceAll(scratch.path, '')).not.to.match(/^\s+at |node_modules|Error:/m);
    });
  }

  it('is otherwise sound', async () => {
    expect((await loadContract(await scratch.write('sound.yaml', sound))).warnings).to.deep.equal([]);
  });

  it('that only asks for a format nobody knows is no broken one, but is warned of', async () => {
    const file = await scratch.write('format.yaml', soundBut('{ type: object }', '{ type: string, format: iban }'));
    const { warnings } = await loadContract(file);
    expect(warnings.map(({ severity, message }) => [severity, message])).to.deep.equal([
      ['warning', 'unknown format "iban" ignored in schema at path "#/definitions/KnockRequest"'],
    ]);
  });

  async function expectRefusal(file: string, told: RegExp): Promise<void> {
    const out = await mkdtemp(join(scratch.path, 'out-'));
    const { stderr, ...outcome } = await runScript('socketio-contract.ts', ['generate', '--spec', file, '--out', out]);
    expect(stderr.replaceAll(file, 'FILE')).to.match(told);
    expect(stderr.replaceAll(scratch.path, '')).not.to.match(/^\s+at |node_modules|Error:/m);
    expect(outcome).to.deep.equal({ code: 1, stdout: '' });
    expect(await readdir(out)).to.deep.equal([]);
  }

  for (const [what, document, told] of broken.filter(([what]) => viaCommand.includes(what))) {
    it(`that has ${what} ends npm run generate with 1, and nothing is written`, async () => {
      await expectRefusal(await scratch.write('document.yaml', document), told);
    });
  }

  it('that is a folder ends npm run generate with 1, and nothing is written', async () => {
    await expectRefusal(scratch.path, /^FILE: error: this is a folder/);
  });

  it('that is not there ends npm run generate with 1, and nothing is written', async () => {
    await expectRefusal(join(scratch.path, 'absent.yaml'), /^FILE: error: there is no such file/);
  });
});
