import type { Json } from '../contract.js';
import { arrayAt, isObject, isReference, stringAt } from '../json.js';
import { boundsInWords } from './bounds-words.js';
import { layOutDeclaration } from './declaration.js';
import { codeBlock } from './highlight.js';
import { type Content, type Html, html, join } from './html.js';
import { type Row, table } from './layout.js';
import { linkType, type Page } from './page.js';
import { type Field, fieldsOf, isClosed, isObjectType, resolveSchema } from './resolve-schema.js';
import { typeInWords } from './type-words.js';

/** Renders a table of the type's fields, or one line for a type without fields. */
export function schemaTable(page: Page, type: string): Html {
  const { schemas } = page.contract;
  const schema = schemas.get(type) ?? {};
  const link = (name: string) => linkType(page, name);
  if (Array.isArray(schema['items'])) return tupleTable(page, schema['items'], schema);
  if (!isObjectType(schema, schemas)) {
    return html`<p class="value">${typeInWords(schema, link)}${boundsLine(boundsInWords(schema))}</p>\n`;
  }
  const fields = fieldsOf(schema, schemas);
  const closed = isClosed(schema, schemas);
  const alternatives = [...arrayAt(schema, 'oneOf'), ...arrayAt(schema, 'anyOf')];
  return html`${
    fields.length === 0
      ? html`<p class="value">An object${alternatives.length === 0 && ' without fields'}.</p>\n`
      : table(
          columns,
          fields.map((field) => row(page, nameCell(field, fields), field)),
        )
  }${
    alternatives.length > 0 &&
    html`<p class="note">Also the fields of one of: ${join(
      alternatives.map((alternative) => typeInWords(alternative, link)),
      ', ',
    )}.</p>\n`
  }${closed && fields.length > 0 && html`<p class="note">Other fields are not allowed.</p>\n`}`;
}

/** Renders the TypeScript declaration of a type. */
export function typeDeclaration(page: Page, type: string): Html | undefined {
  const declaration = page.models.get(type);
  return declaration === undefined ? undefined : codeBlock(layOutDeclaration(declaration), 'typescript', 'TypeScript');
}

function tupleTable(page: Page, items: Json[], schema: Json): Html {
  const rows = items.map((item, index) =>
    row(page, html`<code>[${index}]</code>`, { name: undefined, pattern: undefined, schema: item, required: true }),
  );
  const bounds = isObject(schema) ? boundsInWords(schema) : [];
  return html`${table(columns, rows)}${bounds.length > 0 && html`<p class="note">${join(bounds, ', ')}</p>\n`}`;
}

const columns = ['Field', 'Type', 'Description'];

function row(page: Page, name: Content, field: Field): Row {
  const { schemas } = page.contract;
  const link = (type: string) => linkType(page, type);
  const resolved = resolveSchema(field.schema, schemas);
  const isObject = isObjectType(field.schema, schemas);
  // Constraints of object types are in their linked entry. Constraints of plain values are shown here.
  const isNamed = isReference(field.schema);
  const bounds = isNamed && isObject ? [] : boundsInWords(resolved);
  const kind = isNamed && !isObject && !hasAlternatives(resolved) && typeInWords(resolved, link);
  const need = field.required ? 'required' : field.name !== undefined && 'optional';
  return {
    cells: [
      [name, need && html` <small class="${need}">${need}</small>`],
      [typeInWords(field.schema, link), kind && html` <small>${kind}</small>`],
      [page.markdown.cell(stringAt(resolved, 'description')), boundsLine(bounds)],
    ],
  };
}

function hasAlternatives(schema: Json): boolean {
  return isObject(schema) && ['oneOf', 'anyOf', 'allOf'].some((keyword) => keyword in schema);
}

function boundsLine(bounds: Html[]): Content {
  return bounds.length > 0 && html` <small class="bounds">${join(bounds, ' · ')}</small>`;
}

function nameCell({ name, pattern }: Field, fields: Field[]): Html {
  if (name !== undefined) return html`<code>${name}</code>`;
  if (pattern !== undefined) return html`names matching <code>${pattern}</code>`;
  return fields.some((field) => field.name !== undefined) ? html`any other name` : html`any name`;
}
