import { expect } from 'chai';
import type { Operation } from '../../../../scripts/codegen/contract.js';
import { Anchors } from '../../../../scripts/codegen/docs/anchors.js';
import { emptyContract, event, namespaceOf, payload, reference } from './hostile-contract.js';

describe('the deep links of the page', () => {
  function idsOf(...namespaces: Operation[][]): string[] {
    const contract = {
      ...emptyContract(),
      namespaces: namespaces.map((operations, index) => namespaceOf(`/space ${index}`, operations)),
    };
    const anchors = new Anchors(contract);
    return namespaces.flat().map((operation) => anchors.idOf(operation));
  }

  const cases: [what: string, given: Operation[][], want: string[]][] = [
    [
      'tell the two events of one name apart by who sends them',
      [[event('client', 'read-chat'), event('server', 'read-chat')]],
      ['client-read-chat', 'server-read-chat'],
    ],
    [
      'name the namespace when there are several',
      [[event('client', 'ping')], [event('client', 'ping')]],
      ['client-space-0-ping', 'client-space-1-ping'],
    ],
    [
      'number names that come to the same',
      [[event('client', 'a b'), event('client', 'a/b'), event('client', '!')]],
      ['client-a-b', 'client-a-b-2', 'client'],
    ],
    ['keep letters of any language', [[event('server', '名前')]], ['server-名前']],
    ['keep clear of the ids of the sections', [[event('client', 'main')]], ['client-main']],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(idsOf(...given)).to.deep.equal(want));
  }

  it('of a type of one event lead to that event, of any other to the schemas', () => {
    const operation = event('client', 'ping', { payload: payload('Ping'), reply: payload('Shared') });
    const contract = {
      ...emptyContract(),
      namespaces: [namespaceOf('/', [operation])],
      schemas: new Map([
        ['Ping', { properties: { shared: reference('Shared') } }],
        ['Shared', {}],
        ['Unused', {}],
      ]),
    };
    const anchors = new Anchors(contract);
    expect(['Ping', 'Shared', 'Unused', 'Unknown'].map((type) => anchors.idOfType(type))).to.deep.equal([
      'client-ping',
      'schema-Shared',
      'schema-Unused',
      undefined,
    ]);
    expect(anchors.ownTypes).to.deep.equal(['Shared', 'Unused']);
  });
});
