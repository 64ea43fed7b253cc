import { expect } from 'chai';
import { buildContract } from '../../../../scripts/codegen/build-contract.js';
import type { Contract } from '../../../../scripts/codegen/contract.js';
import { Anchors, hrefOf } from '../../../../scripts/codegen/docs/anchors.js';
import { highlight } from '../../../../scripts/codegen/docs/highlight.js';
import { escapeHtml } from '../../../../scripts/codegen/docs/html.js';
import { Markdown } from '../../../../scripts/codegen/docs/markdown.js';
import { renderDocs } from '../../../../scripts/codegen/docs/render-docs.js';
import { renderSnippet } from '../../../../scripts/codegen/docs/snippet.js';
import { loadDocument } from '../../../../scripts/codegen/load-document.js';
import { type Models, renderModels } from '../../../../scripts/codegen/render-models.js';
import { emptyContract, hostileContract } from './hostile-contract.js';

const contracts: [what: string, load: () => Promise<Contract>][] = [
  ['this repository', async () => buildContract((await loadDocument('asyncapi.yaml')).document)],
  ['a contract with hostile names and texts', async () => hostileContract()],
  ['an empty contract', async () => emptyContract()],
];

for (const [what, load] of contracts) {
  describe(`the docs of ${what}`, () => {
    let contract: Contract;
    let models: Models;
    let files: Map<string, string>;
    let page: string;
    let anchors: Anchors;

    before(async () => {
      contract = await load();
      models = await renderModels(contract);
      files = renderDocs(contract, models);
      page = files.get('index.html') ?? '';
      anchors = new Anchors(contract);
    });

    it('are three files of less than 200 kB in total', () => {
      expect([...files.keys()]).to.deep.equal(['index.html', 'docs.css', 'docs.js']);
      const size = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      expect(size).to.be.lessThan(200_000);
    });

    it('are identical on each run', () => {
      expect(renderDocs(contract, models)).to.deep.equal(files);
    });

    it('have an entry for each event with its name, sender and snippet', () => {
      for (const operation of operationsOf(contract)) {
        const entry = entryOf(page, anchors.idOf(operation));
        const direction = operation.sender === 'client' ? 'client → server' : 'server → client';
        expect(entry)
          .to.contain(`<code>${escapeHtml(operation.event)}</code></a></h3>`)
          .and.contain(`>${direction}<`);
        expect(entry).to.contain(highlight(renderSnippet(operation, contract), 'javascript').text);
        expect(sidebarOf(page)).to.contain(`href="${hrefOf(anchors.idOf(operation))}"`);
      }
    });

    it('show the payload, the reply and the examples of each event', () => {
      for (const operation of operationsOf(contract)) {
        const entry = entryOf(page, anchors.idOf(operation));
        for (const payload of [operation.payload, operation.reply, operation.error]) {
          if (payload === undefined) continue;
          expect(entry).to.contain(`>${payload.type}</code>`);
          for (const example of payload.examples) {
            expect(entry).to.contain(highlight(JSON.stringify(example.payload, null, 2), 'json').text);
          }
        }
      }
    });

    it('show the error codes of each event, with links to their descriptions', () => {
      for (const operation of operationsOf(contract)) {
        const entry = entryOf(page, anchors.idOf(operation));
        for (const code of operation.errorCodes) {
          const id = anchors.idOfError(code);
          expect(entry).to.contain(`<code>${escapeHtml(code)}</code>`);
          if (id !== undefined) expect(entry).to.contain(`href="${hrefOf(id)}"`);
        }
      }
    });

    it('show the meaning, the client action and the operations of each error code', () => {
      const links = new Map(operationsOf(contract).map((operation) => [operation, hrefOf(anchors.idOf(operation))]));
      for (const { code, summary, action } of contract.errors) {
        const id = anchors.idOfError(code);
        const row = page.match(new RegExp(`<tr id="${id}">.*?</tr>`, 's'))?.[0] ?? '';
        expect(textOf(row)).to.contain(textOf(new Markdown().inline(summary).text));
        expect(textOf(row)).to.contain(textOf(new Markdown().inline(action).text));
        for (const [{ errorCodes, error }, href] of links) {
          const may = errorCodes.length > 0 ? errorCodes.includes(code) : error !== undefined;
          const answers = row.slice(row.indexOf('data-label="Operations"'));
          expect(answers.includes(`"${href}"`)).to.equal(may);
        }
      }
    });

    it('show the TypeScript declaration of each type', () => {
      for (const type of contract.schemas.keys()) {
        const id = anchors.idOfType(type) ?? '';
        expect(textOf(entryOf(page, id))).to.match(new RegExp(`export (type|interface) ${type}\\b`));
      }
    });

    it('show each limit', () => {
      const section = page.slice(page.indexOf('<section id="limits"'));
      for (const { what: subject, limit, consequence } of contract.limits) {
        for (const text of [subject, limit, consequence]) {
          expect(textOf(section)).to.contain(textOf(new Markdown().inline(text).text));
        }
      }
    });

    it('have no broken links and no duplicate IDs', () => {
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(ids)
        .to.deep.equal([...new Set(ids)])
        .and.not.include('');
      const targets = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, target = '']) => decodeURIComponent(target));
      expect(targets.filter((target) => !ids.includes(target))).to.deep.equal([]);
      const labels = [...page.matchAll(/ aria-labelledby="([^"]*)"/g)].map(([, label]) => label);
      expect(labels.filter((label) => !ids.includes(label))).to.deep.equal([]);
    });

    it('have nothing that the content security policy forbids', () => {
      expect(page).not.to.match(/<style| style="|<[^>]* on\w+="/);
      const scripts = [...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
      expect(scripts).to.deep.equal(['<script src="docs.js" defer>']);
      expect(page.match(/<(img|iframe|object|embed|base|form|video|audio|source)\b/)).to.equal(null);
      expect(page).not.to.contain('href="javascript:');
      expect(files.get('docs.css')).not.to.match(/@import|url\(/);
    });

    it('close each element', () => expect(unbalanced(page)).to.deep.equal([]));

    it('link to the AsyncAPI document at the start and at the end', () => {
      for (const name of ['asyncapi.yaml', 'asyncapi.json']) {
        expect(page.split(`href="../${name}" download`)).to.have.length(3);
      }
    });

    it('declare the language, the title and the viewport', () => {
      expect(page).to.match(/^<!doctype html>\n<html lang="en">/);
      expect(page).to.contain('<meta name="viewport" content="width=device-width, initial-scale=1">');
      expect(page).to.contain(`<title>${escapeHtml(contract.title)}</title>`);
    });
  });
}

describe('the docs', () => {
  let page: string;

  before(async () => {
    const contract = hostileContract();
    page = renderDocs(contract, await renderModels(contract)).get('index.html') ?? '';
  });

  it('describe the handshake auth and the event of a rejected client', () => {
    const text = textOf(entryOf(page, 'namespace-a-b-i'));
    expect(text).to.contain('string or null').and.contain('If the server rejects a client, it sends ');
  });

  it('state that any client can connect to a namespace without auth', () => {
    expect(entryOf(page, 'namespace-second')).to.contain('Any client can connect.');
  });

  it('list the uses of a type', () => {
    expect(textOf(entryOf(page, 'schema-Named'))).to.contain('Used in Dog.');
    expect(textOf(entryOf(page, 'schema-Tree'))).to.contain(
      'Used in ping in /a b/&lt;i&gt; (reply, server event), !!! in /a b/&lt;i&gt; (payload, server event), Tree.',
    );
  });

  it('show the reply of the client to an event, or that the event has none', () => {
    expect(textOf(entryOf(page, 'server-a-b-i-ping'))).to.contain('Reply of the client Tree');
    expect(textOf(entryOf(page, 'server-second-ping'))).to.contain('None. The server expects no acknowledgement.');
    expect(textOf(entryOf(page, 'client-a-b-i-ping'))).to.contain('None. The server does not acknowledge this event.');
  });
});

function operationsOf(contract: Contract) {
  return contract.namespaces.flatMap(({ operations }) => operations);
}

function entryOf(page: string, id: string): string {
  const start = page.indexOf(`<article class="entry" id="${id}"`);
  expect(start, id).to.be.greaterThan(0);
  return page.slice(start, page.indexOf('</article>', start));
}

function sidebarOf(page: string): string {
  const start = page.indexOf('<nav class="sidebar"');
  return page.slice(start, page.indexOf('</nav>', start));
}

function textOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
}

/** Returns the tags without a counterpart. Each `<` in text is escaped, so each `<` starts a tag. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (['meta', 'link', 'br', 'hr'].includes(name)) continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else wrong.push(name);
  }
  return [...wrong, ...open];
}
