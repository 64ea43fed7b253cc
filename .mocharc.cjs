module.exports = {
  'node-option': ['import=./register-typescript.js'],
  reporter: './test/support/summary-reporter.cjs',
  timeout: 20_000,
  'forbid-only': true,
  // CI installs everything that the tests need, so that a skipped test there is a mistake.
  'forbid-pending': process.env.CI === 'true',
};
