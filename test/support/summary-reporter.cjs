// CommonJS, for Mocha loads its reporters by `require`.
const { reporters } = require('mocha');

/** Mocha's spec report, with the suites that were left out and a line of totals at its end. */
class SummaryReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const leftOut = [];
    runner.on('pending', (test) => leftOut.push(test));
    runner.on('end', () => {
      for (const suite of new Set(leftOut.map((test) => test.parent?.fullTitle() ?? test.title))) {
        process.stdout.write(`left out: ${suite}\n`);
      }
      const { passes, failures, pending } = runner.stats;
      process.stdout.write(`\n${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
}

module.exports = SummaryReporter;
