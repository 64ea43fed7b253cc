// CommonJS, because Mocha reads its configuration before TypeScript can be loaded.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** Modules that start a process, a thread, a server or a browser, or that open a socket or a database. */
const FORBIDDEN = new Set([
  'better-sqlite3',
  'mysql2',
  'mysql2/promise',
  'node:child_process',
  'node:http',
  'node:net',
  'node:worker_threads',
  'playwright-core',
  'redis',
  'socket.io',
  'ws',
]);

/** Matches static and dynamic imports and re-exports. Type imports are left out, because they do nothing at run time. */
const IMPORT = /(?:^(?:import|export)\s(?!type\s)(?:[^;'"]*\sfrom\s)?\s*|\bimport\(\s*)'([^']+)'/gm;

/** Collects a file, the project's files that it imports, directly or through other files, and the forbidden modules. */
function reachableFrom(file, found = new Set()) {
  found.add(file);
  for (const [, source] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const target = source.startsWith('.') ? join(dirname(file), source).replace(/\.js$/, '.ts') : source;
    if (FORBIDDEN.has(target)) found.add(target);
    else if (source.startsWith('.') && !found.has(target) && existsSync(target)) reachableFrom(target, found);
  }
  return found;
}

/** Tells whether a test file is a unit test: neither the file nor any file that it imports imports a forbidden module. */
function isUnitTest(file) {
  return ![...reachableFrom(file)].some((reached) => FORBIDDEN.has(reached));
}

/** Lists the unit tests of a folder, in alphabetical order. */
function unitTests(folder = join(__dirname, '..')) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
    .filter(isUnitTest)
    .sort();
}

module.exports = { unitTests };
