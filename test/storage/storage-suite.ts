import { accountsSuite } from './accounts-suite.js';
import { deletedRowsSuite } from './deleted-rows-suite.js';
import { durabilitySuite } from './durability-suite.js';
import type { DatabaseKind } from './fixture.js';
import { pagingSuite } from './paging-suite.js';
import { queryPlanSuite } from './query-plan-suite.js';
import { readingSuite } from './reading-suite.js';
import { repeatingSuite } from './repeating-suite.js';
import { sendingSuite } from './sending-suite.js';

/** The behaviour that both databases share. */
export function storageSuite(kind: DatabaseKind): void {
  describe(`the storage suite on ${kind.name}`, () => {
    accountsSuite(kind);
    sendingSuite(kind);
    repeatingSuite(kind);
    readingSuite(kind);
    pagingSuite(kind);
    deletedRowsSuite(kind);
    durabilitySuite(kind);
    queryPlanSuite(kind);
  });
}
