import { expect } from 'chai';
import { bundle } from '../../../scripts/codegen/bundle.js';
import { DocumentError } from '../../../scripts/codegen/problem.js';
import { readSourceDocument } from '../../../scripts/codegen/source-document.js';
import { type ScratchFolder, scratchFolder } from '../scratch-folder.js';

describe('bundle', () => {
  let scratch: ScratchFolder;
  beforeEach(async () => {
    scratch = await scratchFolder();
  });
  afterEach(() => scratch.remove());

  async function bundleOf(root: unknown, others: Record<string, unknown> = {}) {
    for (const [name, value] of Object.entries(others)) await scratch.write(name, JSON.stringify(value));
    return bundle(await readSourceDocument(await scratch.write('root.json', JSON.stringify(root))));
  }

  const user = { type: 'object', properties: { friends: { type: 'array', items: { $ref: '#/User' } } } };
  const ownUser = { $ref: '#/components/schemas/User' };
  const bundledUser = { type: 'object', properties: { friends: { type: 'array', items: ownUser } } };

  const table: [what: string, root: object, others: Record<string, unknown>, want: object][] = [
    ['leaves a document without external references', { a: { $ref: '#/b' }, b: 1 }, {}, { a: { $ref: '#/b' }, b: 1 }],
    [
      'makes a reference to the document itself local',
      { a: { $ref: 'root.json#/b' }, b: 1 },
      {},
      { a: { $ref: '#/b' }, b: 1 },
    ],
    [
      'replaces a reference by its target, if the target is not a schema',
      { channels: { a: { $ref: 'other.json#/channel' } } },
      { 'other.json': { channel: { address: '/a' } } },
      { channels: { a: { address: '/a' } } },
    ],
    [
      'adds a referenced schema to the components, even if it is recursive',
      { payload: { $ref: './other.json#/User' } },
      { 'other.json': { User: user } },
      { payload: ownUser, components: { schemas: { User: bundledUser } } },
    ],
    [
      'adds a schema once, even if several files reference it',
      { payload: { $ref: 'other.json#/User' }, headers: { $ref: 'third.json#/alias' } },
      { 'other.json': { User: user }, 'third.json': { alias: { properties: { by: { $ref: 'other.json#/User' } } } } },
      {
        payload: ownUser,
        headers: { $ref: '#/components/schemas/Alias' },
        components: { schemas: { User: bundledUser, Alias: { properties: { by: ownUser } } } },
      },
    ],
    [
      'numbers a schema whose name is taken',
      { payload: { $ref: 'other.json#/User' }, components: { schemas: { User: { type: 'string' } } } },
      { 'other.json': { User: { type: 'number' } } },
      {
        payload: { $ref: '#/components/schemas/User2' },
        components: { schemas: { User: { type: 'string' }, User2: { type: 'number' } } },
      },
    ],
    [
      'names a schema that is a whole file after the file',
      { payload: { $ref: 'delivery-note.json' } },
      { 'delivery-note.json': { type: 'string' } },
      {
        payload: { $ref: '#/components/schemas/DeliveryNote' },
        components: { schemas: { DeliveryNote: { type: 'string' } } },
      },
    ],
    [
      'resolves two files that reference each other',
      { payload: { $ref: 'a.json#/A' } },
      { 'a.json': { A: { items: { $ref: 'b.json#/B' } } }, 'b.json': { B: { items: { $ref: 'a.json#/A' } } } },
      {
        payload: { $ref: '#/components/schemas/A' },
        components: {
          schemas: {
            A: { items: { $ref: '#/components/schemas/B' } },
            B: { items: { $ref: '#/components/schemas/A' } },
          },
        },
      },
    ],
  ];
  for (const [what, root, others, want] of table) {
    it(what, async () => {
      expect(await bundleOf(root, others)).to.deep.equal(want);
    });
  }

  const broken: [what: string, root: object, others: Record<string, unknown>, expected: RegExp][] = [
    [
      'to a missing value in a file',
      { payload: { $ref: 'other.json#/Nobody' } },
      { 'other.json': {} },
      /root\.json:1:\d+: error: .*Nobody` cannot be resolved/,
    ],
    ['to a missing file', { payload: { $ref: 'absent.json' } }, {}, /absent\.json: error: no such file/],
    ['to the web', { payload: { $ref: 'https://example/a.json' } }, {}, /only references to local files/],
  ];
  for (const [what, root, others, expected] of broken) {
    it(`rejects a reference ${what}`, async () => {
      const error = await bundleOf(root, others).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DocumentError);
      expect(String(error)).to.match(expected);
    });
  }
});
