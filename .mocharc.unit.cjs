const { unitTests } = require('./test/support/unit-tests.cjs');

module.exports = { ...require('./.mocharc.cjs'), spec: unitTests() };
