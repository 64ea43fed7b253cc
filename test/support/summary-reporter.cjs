// CommonJS, because Mocha loads reporters with `require`.
const { reporters } = require('mocha');

/**
 * Prints Mocha's spec report, then each skipped test with the reason that its suite's title gives, then the totals as
 * `N passed, N failed, N skipped`. Works with `--parallel`, where Mocha hands over copies of the tests.
 */
class SummaryReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on('pending', (test) => skipped.push(test.titlePath().join(' › ')));
    runner.on('end', () => {
      for (const title of skipped) process.stdout.write(`skipped: ${title}\n`);
      const { passes, failures, pending } = runner.stats;
      process.stdout.write(`\n${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
}

module.exports = SummaryReporter;
