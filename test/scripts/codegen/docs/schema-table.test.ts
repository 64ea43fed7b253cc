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

describe('the table of a type', () => {
  /** The rows of a type's table as text, their cells between bars. */
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
      'says what is required, and of what type',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'integer' } } },
      [header, 'a required | string |', 'b optional | integer |'],
    ],
    [
      'has the description beside a reference rather than that of the type',
      { properties: { a: { ...reference('Username'), description: 'Of the *recipient*.' } } },
      [header, 'a optional | Username string | Of the recipient. 1 to 64 characters'],
    ],
    [
      'has the description of the type when there is none beside the reference',
      { properties: { a: reference('Username'), b: reference('User') } },
      [header, 'a optional | Username string | Of anyone. 1 to 64 characters', 'b optional | User | A person.'],
    ],
    [
      'has the bound beside a reference rather than that of the type',
      { properties: { a: { ...reference('Username'), maxLength: 5 } } },
      [header, 'a optional | Username string | Of anyone. 1 to 5 characters'],
    ],
    [
      'has the fields of all parts',
      { allOf: [reference('Base'), { required: ['b'], properties: { b: { const: 1 } } }] },
      [header, 'id required | integer |', 'b required | number | always 1'],
    ],
    [
      'has the fields whose names are not fixed',
      { type: 'object', patternProperties: { '^x-': { type: 'string' } }, additionalProperties: reference('User') },
      [header, 'names matching ^x- | string |', 'any name | User | A person.'],
    ],
    [
      'has a field that is required and not described',
      { type: 'object', required: ['a'], additionalProperties: { type: 'boolean' } },
      [header, 'a required | boolean |', 'any other name | boolean |'],
    ],
    [
      'has the places of a tuple',
      { type: 'array', items: [{ type: 'string' }, reference('User')] },
      [header, '[0] required | string |', '[1] required | User | A person.'],
    ],
    [
      'ends where a type is a part of itself',
      { allOf: [reference('Endless')] },
      [header, 'again optional | Endless |'],
    ],
    [
      'ends where references go in a ring',
      { properties: { a: reference('Ring') } },
      [header, 'a optional | Ring anything |'],
    ],
    ['is a line for what has no fields', { type: 'string', maxLength: 5 }, []],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(rows(given)).to.deep.equal(want));
  }

  const lines: [given: Schema, want: string][] = [
    [{ type: 'string', maxLength: 5 }, 'string at most 5 characters'],
    [{ type: 'object' }, 'An object without fields.'],
    [{ oneOf: [reference('User'), { type: 'null' }] }, 'User or null'],
    [reference('User'), 'Field'],
    [{ allOf: [reference('Base')] }, 'Other fields are refused.'],
    [{ type: 'object', oneOf: [reference('User'), reference('Base')] }, 'And what one of these has: User, Base.'],
  ];
  for (const [given, want] of lines) {
    it(`of ${JSON.stringify(given)} says “${want}”`, () => expect(textOf(table(given))).to.contain(want));
  }

  it('links a type to where it is shown', () => {
    expect(table({ properties: { a: reference('User') } })).to.contain('<a href="#schema-User"><code>User</code></a>');
  });
});

function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
