import type { Contract, Namespace, Operation } from '../contract.js';
import { arrayAt, objectAt } from '../json.js';
import type { Models } from '../render-models.js';
import { Anchors, hrefOf } from './anchors.js';
import { type Html, html } from './html.js';
import { type CodeLinks, type Heading, Markdown } from './markdown.js';
import { type Uses, usesOf } from './uses.js';

/** The data that all parts of the page are rendered from. */
export interface Page {
  contract: Contract;
  models: Models;
  anchors: Anchors;
  uses: Uses;
  markdown: Markdown;
  /** For each namespace, its rendered description, the headings in it, and the ID of the handshake heading. */
  guides: Map<Namespace, { html: Html; headings: Heading[]; handshakeId: string }>;
  /** Folder of the AsyncAPI document, relative to the page. */
  documentFolder: string;
}

export function preparePage(contract: Contract, models: Models, documentFolder = '..'): Page {
  const uses = usesOf(contract);
  const anchors = new Anchors(contract, uses);
  const markdown = new Markdown(codeLinks(contract, anchors));
  const guides: Page['guides'] = new Map();
  for (const namespace of contract.namespaces) {
    const claim = (text: string) => anchors.claim(anchors.idOf(namespace), text.toLowerCase());
    const handshakeId = claim('handshake');
    guides.set(namespace, { ...markdown.render(namespace.description, { level: 4, claim }), handshakeId });
  }
  return { contract, models, anchors, uses, markdown, guides, documentFolder };
}

export function linkType(page: Page, type: string): Html {
  const id = page.anchors.idOfType(type);
  return id === undefined ? html`<code>${type}</code>` : html`<a href="${hrefOf(id)}"><code>${type}</code></a>`;
}

/** Renders a link to an event. If there are several namespaces, the namespace follows the link. */
export function linkOperation({ anchors, contract }: Page, operation: Operation): Html {
  const { namespaces } = contract;
  const namespace = namespaces.length > 1 && namespaces.find(({ operations }) => operations.includes(operation));
  const link = html`<a href="${hrefOf(anchors.idOf(operation))}"><code>${operation.event}</code></a>`;
  return namespace ? html`${link} in ${namespace.address}` : link;
}

export function linkError(page: Page, code: string): Html {
  const id = page.anchors.idOfError(code);
  return id === undefined ? html`<code>${code}</code>` : html`<a href="${hrefOf(id)}"><code>${code}</code></a>`;
}

/** Collects the unambiguous names on the page: names of exactly one event, error code or type, and of no field or value. */
function codeLinks(contract: Contract, anchors: Anchors): CodeLinks {
  const ids = new Map<string, Set<string>>();
  const add = (name: string, id: string | undefined) => ids.set(name, (ids.get(name) ?? new Set()).add(id ?? ''));
  for (const { operations } of contract.namespaces) {
    for (const operation of operations) add(operation.event, anchors.idOf(operation));
  }
  for (const { code } of contract.errors) add(code, anchors.idOfError(code));
  for (const [type, schema] of contract.schemas) {
    add(type, anchors.idOfType(type));
    for (const name of Object.keys(objectAt(schema, 'properties'))) add(name, undefined);
    const values = arrayAt(schema, 'enum').map(String);
    if (!values.every((value) => anchors.idOfError(value) !== undefined))
      for (const value of values) add(value, undefined);
  }
  return new Map([...ids].flatMap(([name, [id, ...others]]) => (id && others.length === 0 ? [[name, id]] : [])));
}
