import { expect } from 'chai';
import type { Json, JsonObject, Schema } from '../../../scripts/codegen/contract.js';
import { SchemaRegistry } from '../../../scripts/codegen/schema-registry.js';

const document: JsonObject = {
  components: {
    schemas: {
      Name: { type: 'string', $id: 'https://example/name', $schema: 'http://json-schema.org/draft-07/schema#' },
      alias: { $ref: '#/components/schemas/Name' },
      tree: {
        type: 'object',
        properties: { children: { type: 'array', items: { $ref: '#/components/schemas/tree' } } },
      },
      'a/b': { enum: ['x'] },
      never: false,
    },
  },
};
const name = { $ref: '#/components/schemas/Name' };

describe('SchemaRegistry', () => {
  const table: [what: string, schema: Json, want: Record<string, Schema>][] = [
    ['names an inline schema after its use', { type: 'string' }, { Use: { type: 'string' } }],
    ['names a referenced schema as the document does', name, { Name: { type: 'string' } }],
    ['follows a chain of references', { $ref: '#/components/schemas/alias' }, { Name: { type: 'string' } }],
    ['reads escaped pointers', { $ref: '#/components/schemas/a~1b' }, { AB: { enum: ['x'] } }],
    ['treats true as a schema that allows everything', true, { Use: {} }],
    ['treats false as a schema that allows nothing', { $ref: '#/components/schemas/never' }, { Never: { not: {} } }],
    ['treats an unresolvable reference as true', { $ref: '#/components/schemas/absent' }, { Absent: {} }],
    [
      'supports recursive schemas',
      { $ref: '#/components/schemas/tree' },
      { Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/definitions/Tree' } } } } },
    ],
    [
      'names inner objects and enumerations after the schema and the field',
      { properties: { at: { properties: { x: { type: 'number' } } }, kind: { enum: ['a'] } } },
      {
        Use: { properties: { at: { $ref: '#/definitions/UseAt' }, kind: { $ref: '#/definitions/UseKind' } } },
        UseAt: { properties: { x: { type: 'number' } } },
        UseKind: { enum: ['a'] },
      },
    ],
    [
      'names items, options and map values, but not the parts of an allOf',
      {
        allOf: [{ properties: { a: { type: 'string' } } }],
        oneOf: [{ type: 'null' }, { enum: [1] }],
        items: { enum: [2] },
        additionalProperties: { enum: [3] },
      },
      {
        Use: {
          allOf: [{ properties: { a: { type: 'string' } } }],
          oneOf: [{ type: 'null' }, { $ref: '#/definitions/UseOption2' }],
          items: { $ref: '#/definitions/UseItem' },
          additionalProperties: { $ref: '#/definitions/UseAdditionalProperties' },
        },
        UseOption2: { enum: [1] },
        UseItem: { enum: [2] },
        UseAdditionalProperties: { enum: [3] },
      },
    ],
    [
      'keeps keywords beside a reference',
      { properties: { who: { ...name, description: 'Who.' } } },
      { Use: { properties: { who: { $ref: '#/definitions/Name', description: 'Who.' } } }, Name: { type: 'string' } },
    ],
    ['replaces nullable by the type null', { type: 'string', nullable: true }, { Use: { type: ['string', 'null'] } }],
    [
      'keeps fields whose names are keywords',
      { properties: { $id: { type: 'string' }, nullable: { type: 'boolean' }, enum: { type: 'string' } } },
      { Use: { properties: { $id: { type: 'string' }, nullable: { type: 'boolean' }, enum: { type: 'string' } } } },
    ],
    [
      'leaves examples unchanged',
      { examples: [{ $ref: 'not one', enum: [1] }] },
      { Use: { examples: [{ $ref: 'not one', enum: [1] }] } },
    ],
  ];
  for (const [what, schema, want] of table) {
    it(what, () => {
      const registry = new SchemaRegistry(document);
      registry.nameOf(schema, 'use');
      expect(Object.fromEntries(registry.schemas)).to.deep.equal(want);
    });
  }

  it('gives one schema one name, and two equal schemas two names', () => {
    const registry = new SchemaRegistry(document);
    const inline = { type: 'string' };
    expect([registry.nameOf(name, 'a'), registry.nameOf(name, 'b')]).to.deep.equal(['Name', 'Name']);
    expect([registry.nameOf(inline, 'c'), registry.nameOf(inline, 'd')]).to.deep.equal(['C', 'C']);
    expect([registry.nameOf({ type: 'string' }, 'c'), registry.nameOf(true, 'c')]).to.deep.equal(['C2', 'C3']);
  });
});
