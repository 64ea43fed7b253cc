import { expect } from 'chai';
import { preparePage } from '../../../../scripts/codegen/docs/page.js';
import { sidebar } from '../../../../scripts/codegen/docs/sidebar.js';
import { emptyContract, event, namespaceOf, reference } from './hostile-contract.js';

describe('inline code in the Markdown of a contract', () => {
  const contract = {
    ...emptyContract(),
    namespaces: [
      namespaceOf('/', [
        ...[event('client', 'send'), event('client', 'both'), event('server', 'both')],
        ...[event('server', 'field'), event('server', 'value')],
      ]),
    ],
    schemas: new Map([
      ['Type', { type: 'object', properties: { field: reference('Value'), code: reference('Code') } }],
      ['Value', { enum: ['value', 'unavailable'] }],
      ['Code', { enum: ['not-found'] }],
    ]),
    errors: ['not-found', 'unavailable'].map((code) => ({ code, summary: '', action: '', invalidPayload: false })),
  };
  const { markdown } = preparePage(contract, new Map());

  const cases: [what: string, name: string, want: string | undefined][] = [
    ['links to the event', 'send', '#client-send'],
    ['links to the type', 'Type', '#schema-Type'],
    ['links to the error code', 'not-found', '#error-not-found'],
    ['has no link if two events have the name', 'both', undefined],
    ['has no link if a field has the name too', 'field', undefined],
    ['has no link if the name is also a value', 'value', undefined],
    ['has no link if an error code is also the value of another type', 'unavailable', undefined],
    ['has no link if the contract does not define the name', 'other', undefined],
  ];
  for (const [what, name, want] of cases) {
    it(what, () => {
      const link = want === undefined ? `<code>${name}</code>` : `<a href="${want}"><code>${name}</code></a>`;
      expect(markdown.inline(`\`${name}\``).text).to.equal(link);
    });
  }

  it('is listed in the sidebar below the section of its entry', () => {
    const items = sidebar(preparePage(contract, new Map())).text.split('<li><a class="group" ');
    const groups = items.slice(1).map((item) => [...item.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target));
    expect(groups).to.deep.equal([
      ['overview'],
      ['connecting', 'namespace-handshake'],
      ['sent-by-client', 'client-send', 'client-both'],
      ['sent-by-server', 'server-both', 'server-field', 'server-value'],
      ['errors', 'error-not-found', 'error-unavailable'],
      ['limits'],
      ['schemas', 'schema-Type', 'schema-Value', 'schema-Code'],
      ['contract'],
    ]);
  });
});
