import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from './temporary-folder.js';
import { unitTests } from './unit-tests.cjs';

describe('the unit tests', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  };

  it('are the test files that import no process, server, browser or database, directly or through other files', () => {
    write('support/server.ts', "import { Server } from 'socket.io';");
    write('support/client.ts', "export { startServer } from './server.js';");
    write('support/names.ts', "import type { Server } from 'socket.io';\nimport './names.js';");
    for (const [name, text] of Object.entries({
      'unit.test.ts': "import { names } from './support/names.js';\nimport { join } from 'node:path';",
      'direct.test.ts': "import { spawn } from 'node:child_process';",
      'direct-with-types.test.ts': "import { type ChildProcess, spawn } from 'node:child_process';",
      'several-lines.test.ts': "import {\n  type Server,\n  createServer,\n} from 'node:http';",
      'indirect.test.ts': "import { startServer } from './support/client.js';",
      'effect.test.ts': "import './support/server.js';",
      'dynamic.test.ts': "const { Database } = await import('better-sqlite3');",
      'deep/folder/indirect.test.ts': "import * as client from '../../support/client.js';",
      'not-a-test.ts': '',
    })) {
      write(name, text);
    }
    expect(unitTests(folder.path)).to.deep.equal([join(folder.path, 'unit.test.ts')]);
  });

  it('include the architecture test and leave out the tests that start the service', () => {
    const files = unitTests().map((file) => relative(join(import.meta.dirname, '..'), file));
    expect(files).to.include('architecture.test.ts');
    expect(files).not.to.include('conversation.test.ts');
  });
});
