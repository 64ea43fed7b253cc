import type { Operation } from '../contract.js';
import { hrefOf, sections } from './anchors.js';
import { type Content, type Html, html } from './html.js';
import type { Page } from './page.js';

interface Group {
  section: keyof typeof sections;
  links: Html[];
}

/** Renders the links to all entries, grouped by section. */
export function sidebar(page: Page): Html {
  return html`<ul class="groups">
${groups(page).map(
  (group) => html`<li><a class="group" href="#${group.section}">${sections[group.section]}</a>${
    group.links.length > 0 && html`<ul>${group.links}</ul>`
  }</li>
`,
)}</ul>
`;
}

function groups(page: Page): Group[] {
  const { anchors, contract } = page;
  return [
    { section: 'overview', links: [] },
    { section: 'connecting', links: guideLinks(page) },
    { section: 'sent-by-client', links: eventLinks(page, 'client') },
    { section: 'sent-by-server', links: eventLinks(page, 'server') },
    { section: 'errors', links: contract.errors.map(({ code }) => link(anchors.idOfError(code), code, true)) },
    { section: 'limits', links: [] },
    { section: 'schemas', links: anchors.ownTypes.map((type) => link(anchors.idOfType(type), type, true)) },
    { section: 'contract', links: [] },
  ];
}

function guideLinks({ anchors, contract, guides }: Page): Html[] {
  const several = contract.namespaces.length > 1;
  return contract.namespaces.flatMap((namespace) => {
    const { headings = [], handshakeId } = guides.get(namespace) ?? {};
    return [
      ...(several ? [link(anchors.idOf(namespace), namespace.address, true)] : []),
      ...headings.map(({ id, text }) => link(id, text, false)),
      link(handshakeId, 'Handshake', false),
    ];
  });
}

function eventLinks({ anchors, contract }: Page, sender: Operation['sender']): Html[] {
  const several = contract.namespaces.length > 1;
  return contract.namespaces.flatMap(({ address, operations }) => {
    const links = operations
      .filter((operation) => operation.sender === sender)
      .map((operation) => link(anchors.idOf(operation), operation.event, true));
    return several && links.length > 0 ? [html`<li class="namespace">${address}</li>`, ...links] : links;
  });
}

function link(id: string | undefined, text: string, isCode: boolean): Html {
  const label: Content = isCode ? html`<code>${text}</code>` : text;
  return html`<li><a href="${hrefOf(id ?? '')}">${label}</a></li>`;
}
