import { expect } from 'chai';
import { methodNames } from '../../../../scripts/codegen/client-method-names.js';

describe('The methods of a generated client', () => {
  const cases: [what: string, events: string[], names: string[]][] = [
    [
      'are named as events are, in camel case',
      ['send-message', 'fetch_users', 'Ping'],
      ['sendMessage', 'fetchUsers', 'ping'],
    ],
    ['have valid identifiers as names', ['2nd try', 'follow parcel', '→'], ['t2ndTry', 'followParcel', 't']],
    [
      'are numbered when two events have the same method name',
      ['cancel job', 'cancel-job', 'cancelJob'],
      ['cancelJob', 'cancelJob2', 'cancelJob3'],
    ],
    [
      'do not override members of every client',
      ['on', 'off', 'connect', 'connected', 'is-connected', 'close'],
      ['sendOn', 'sendOff', 'sendConnect', 'sendConnected', 'sendIsConnected', 'sendClose'],
    ],
    [
      'do not override members of every object, and do not make the client a thenable',
      ['then', 'toString', 'constructor', '__proto__'],
      ['sendThen', 'sendToString', 'sendConstructor', 'proto'],
    ],
    [
      'keep the own name of an event when a prefixed name collides with it',
      ['close', 'send-close'],
      ['sendClose2', 'sendClose'],
    ],
  ];
  for (const [what, events, names] of cases) {
    it(what, () => {
      expect(methodNames(events)).to.deep.equal(names);
    });
  }
});
