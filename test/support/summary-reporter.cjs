// CommonJS, because Mocha loads reporters with `require`.
const { reporters } = require('mocha');

/**
 * Prints Mocha's spec report, then how many tests of which suite were skipped (`skipSuite` appends the reason to the
 * suite's title), then the totals as `N passed, N failed, N skipped`.
 */
class SummaryReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skippedBySuite = new Map();
    runner.on('pending', (test) => {
      const suite = test.titlePath().slice(0, -1).join(' › ');
      skippedBySuite.set(suite, (skippedBySuite.get(suite) ?? 0) + 1);
    });
    runner.on('end', () => {
      for (const [suite, count] of skippedBySuite) process.stdout.write(`skipped ${count}: ${suite}\n`);
      const { passes, failures, pending } = runner.stats;
      process.stdout.write(`\n${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
}

module.exports = SummaryReporter;
