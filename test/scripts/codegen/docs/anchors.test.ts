import { expect } from 'chai';
import type { Operation } from '../../../../scripts/codegen/contract.js';
import { Anchors } from '../../../../scripts/codegen/docs/anchors.js';
import { emptyContract, event, namespaceOf, payload, reference } from './hostile-contract.js';

describe('Anchors', () => {
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
      'distinguishes events with the same name by their sender',
      [[event('client', 'read-chat'), event('server', 'read-chat')]],
      ['client-read-chat', 'server-read-chat'],
    ],
    [
      'includes the namespace if there are several',
      [[event('client', 'ping')], [event('client', 'ping')]],
      ['client-space-0-ping', 'client-space-1-ping'],
    ],
    [
      'adds a number to names that result in the same ID',
      [[event('client', 'a b'), event('client', 'a/b'), event('client', '!')]],
      ['client-a-b', 'client-a-b-2', 'client'],
    ],
    ['keeps letters of all languages', [[event('server', '名前')]], ['server-名前']],
    ['does not use the IDs of the sections', [[event('client', 'main')]], ['client-main']],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(idsOf(...given)).to.deep.equal(want));
  }

  it('links a type of one event to the event, and all other types to the schemas', () => {
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
