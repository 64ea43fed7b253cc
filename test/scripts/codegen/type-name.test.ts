import { expect } from 'chai';
import { memberNameOf, typeNameOf, uniqueName } from '../../../scripts/codegen/type-name.js';

describe('typeNameOf', () => {
  const table: [name: string, want: string][] = [
    ['send-message', 'SendMessage'],
    ['send_message v2', 'SendMessageV2'],
    ['sendMessage', 'SendMessage'],
    ['HTTPError', 'HTTPError'],
    ['2nd try', 'T2ndTry'],
    ['', 'T'],
    ['🚚', 'T'],
    ['größe', 'Größe'],
    ['class', 'Class'],
    ['record', 'RecordSchema'],
    ['Result', 'ResultSchema'],
    ['string', 'StringSchema'],
    ['ClientToServerEvents', 'ClientToServerEventsSchema'],
    ['arena ServerOperations', 'ArenaServerOperationsSchema'],
    ['Error', 'Error'],
    ['toString', 'ToString'],
  ];
  for (const [name, want] of table) {
    it(`converts ${JSON.stringify(name)} to ${want}`, () => {
      expect(typeNameOf(name)).to.equal(want);
    });
  }
});

describe('memberNameOf', () => {
  const table: [name: string, want: string][] = [
    ['-namespace', 'namespace'],
    ['Arena-client-operations', 'arenaClientOperations'],
    ['T2nd-namespace', 't2ndNamespace'],
  ];
  for (const [name, want] of table) {
    it(`converts ${name} to ${want}`, () => {
      expect(memberNameOf(name)).to.equal(want);
    });
  }
});

describe('uniqueName', () => {
  const table: [taken: string[], want: string][] = [
    [[], 'Room'],
    [['Hall'], 'Room'],
    [['Room'], 'Room2'],
    [['Room', 'Room2'], 'Room3'],
    [['Room', 'Room3'], 'Room2'],
  ];
  for (const [taken, want] of table) {
    it(`returns ${want} when ${taken.join(' and ') || 'nothing'} is taken`, () => {
      expect(uniqueName('Room', (name) => taken.includes(name))).to.equal(want);
    });
  }
});
