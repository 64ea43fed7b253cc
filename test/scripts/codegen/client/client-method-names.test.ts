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
      'are numbered where two events have one name',
      ['cancel job', 'cancel-job', 'cancelJob'],
      ['cancelJob', 'cancelJob2', 'cancelJob3'],
    ],
    [
      'do not hide what every client has',
      ['on', 'off', 'connect', 'connected', 'is-connected', 'close'],
      ['sendOn', 'sendOff', 'sendConnect', 'sendConnected', 'sendIsConnected', 'sendClose'],
    ],
    [
      'do not hide what every object has, and do not make a promise of the client',
      ['then', 'toString', 'constructor', '__proto__'],
      ['sendThen', 'sendToString', 'sendConstructor', 'proto'],
    ],
    ['leave an event its own name, when another gives way', ['close', 'send-close'], ['sendClose2', 'sendClose']],
  ];
  for (const [what, events, names] of cases) {
    it(what, () => {
      expect(methodNames(events)).to.deep.equal(names);
    });
  }
});
