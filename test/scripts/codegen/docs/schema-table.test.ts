import { expect } from 'chai';
import type { Schema } from '../../../../scripts/codegen/contract.js';
import { preparePage } from '../../../../scripts/codegen/docs/page.js';
import { schemaTable } from '../../../../scripts/codegen/docs/schema-table.js';
import { emptyContract, reference } from './hostile-contract.js';

const schemas: Record<string, Schema> = {
  Username: { type: 'string', minLength: 1, maxLength: 64, description: 'Of anyone.' },
  User: { type: 'object', description: 'A person.', properties: { name: reference('Username') } },
  Base: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } }, additionalProperties: false },
  Ring: reference('Knot'),
  Knot: reference('Ring'),
  Endless: { allOf: [reference('Endless')], properties: { again: reference('Endless') } },
};

describe('schemaTable', () => {
  /** Returns the rows of a type's table as text, with ` | ` between the cells. */
  function rows(schema: Schema): string[] {
    const html = table(schema);
    return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
      row
        .split(/<\/t[hd]>/)
        .map((cell) => textOf(cell))
        .join(' | ')
        .replace(/ \| $/, '')
        .trim(),
    );
  }

  function table(schema: Schema): string {
    const contract = { ...emptyContract(), schemas: new Map(Object.entries({ ...schemas, Given: schema })) };
    return schemaTable(preparePage(contract, new Map()), 'Given').text;
  }

  const header = 'Field | Type | Description';
  const cases: [what: string, given: Schema, want: string[]][] = [
    [
      'shows which fields are required, and their types',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'integer' } } },
      [header, 'a required | string |', 'b optional | integer |'],
    ],
    [
      'prefers the description beside a reference to the description of the type',
      { properties: { a: { ...reference('Username'), description: 'Of the *recipient*.' } } },
      [header, 'a optional | Username string | Of the recipient. 1 to 64 characters'],
    ],
    [
      'shows the description of the type if the reference has no description',
      { properties: { a: reference('Username'), b: reference('User') } },
      [header, 'a optional | Username string | Of anyone. 1 to 64 characters', 'b optional | User | A person.'],
    ],
    [
      'prefers the constraint beside a reference to the constraint of the type',
      { properties: { a: { ...reference('Username'), maxLength: 5 } } },
      [header, 'a optional | Username string | Of anyone. 1 to 5 characters'],
    ],
    [
      'shows the fields of all allOf parts',
      { allOf: [reference('Base'), { required: ['b'], properties: { b: { const: 1 } } }] },
      [header, 'id required | integer |', 'b required | number | always 1'],
    ],
    [
      'shows fields without fixed names',
      { type: 'object', patternProperties: { '^x-': { type: 'string' } }, additionalProperties: reference('User') },
      [header, 'names matching ^x- | string |', 'any name | User | A person.'],
    ],
    [
      'shows a required field that the schema does not describe',
      { type: 'object', required: ['a'], additionalProperties: { type: 'boolean' } },
      [header, 'a required | boolean |', 'any other name | boolean |'],
    ],
    [
      'shows the items of a tuple',
      { type: 'array', items: [{ type: 'string' }, reference('User')] },
      [header, '[0] required | string |', '[1] required | User | A person.'],
    ],
    [
      'ends if a type is an allOf part of itself',
      { allOf: [reference('Endless')] },
      [header, 'again optional | Endless |'],
    ],
    [
      'ends if references are circular',
      { properties: { a: reference('Ring') } },
      [header, 'a optional | Ring anything |'],
    ],
    ['has no rows for a type without fields', { type: 'string', maxLength: 5 }, []],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(rows(given)).to.deep.equal(want));
  }

  const lines: [given: Schema, want: string][] = [
    [{ type: 'string', maxLength: 5 }, 'string at most 5 characters'],
    [{ type: 'object' }, 'An object without fields.'],
    [{ oneOf: [reference('User'), { type: 'null' }] }, 'User or null'],
    [reference('User'), 'Field'],
    [{ allOf: [reference('Base')] }, 'Other fields are not allowed.'],
    [{ type: 'object', oneOf: [reference('User'), reference('Base')] }, 'Also the fields of one of: User, Base.'],
  ];
  for (const [given, want] of lines) {
    it(`shows “${want}” for ${JSON.stringify(given)}`, () => expect(textOf(table(given))).to.contain(want));
  }

  it('links a type to its entry', () => {
    expect(table({ properties: { a: reference('User') } })).to.contain('<a href="#schema-User"><code>User</code></a>');
  });
});

function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
