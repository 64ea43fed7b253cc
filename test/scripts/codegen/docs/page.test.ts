import { expect } from 'chai';
import { preparePage } from '../../../../scripts/codegen/docs/page.js';
import { sidebar } from '../../../../scripts/codegen/docs/sidebar.js';
import { emptyContract, event, namespaceOf, reference } from './hostile-contract.js';

describe('a name in the text of a contract', () => {
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
    ['leads to the event', 'send', '#client-send'],
    ['leads to the type', 'Type', '#schema-Type'],
    ['leads to the error code', 'not-found', '#error-not-found'],
    ['leads nowhere when two events have it', 'both', undefined],
    ['leads nowhere when a field has it too', 'field', undefined],
    ['leads nowhere when it is also a value', 'value', undefined],
    ['leads nowhere when an error code is also another value', 'unavailable', undefined],
    ['leads nowhere when it is nothing here', 'other', undefined],
  ];
  for (const [what, name, want] of cases) {
    it(what, () => {
      const link = want === undefined ? `<code>${name}</code>` : `<a href="${want}"><code>${name}</code></a>`;
      expect(markdown.inline(`\`${name}\``).text).to.equal(link);
    });
  }

  it('stands in the sidebar below the section where it is', () => {
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
