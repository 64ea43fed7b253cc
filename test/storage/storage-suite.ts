import { accountsSuite } from './accounts-suite.js';
import { durabilitySuite } from './durability-suite.js';
import type { DatabaseKind } from './fixture.js';
import { linkingSuite } from './linking-suite.js';
import { pagingSuite } from './paging-suite.js';
import { queryPlanSuite } from './query-plan-suite.js';
import { readingSuite } from './reading-suite.js';
import { repeatingSuite } from './repeating-suite.js';
import { sendingSuite } from './sending-suite.js';

/** What every database has to do, in the same way. */
export function storageSuite(kind: DatabaseKind): void {
  describe(`like every database, ${kind.name}`, () => {
    accountsSuite(kind);
    sendingSuite(kind);
    repeatingSuite(kind);
    readingSuite(kind);
    pagingSuite(kind);
    linkingSuite(kind);
    durabilitySuite(kind);
    queryPlanSuite(kind);
  });
}
