import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { clientOperations, errorCodes } from '../generated/operations.js';
import { handlers } from '../src/chat/handlers.js';
import { statusByCode } from '../src/http/error-handler.js';

const root = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** What a file imports: packages by name, our own files from the root of the repository. */
const importsOf = ({ file, text }: (typeof files)[number]) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, source = '']) =>
    source.startsWith('.') ? relative(join(root, '..'), join(root, file, '..', source)) : source,
  );

const within = (folder: string) => files.filter(({ file }) => file.startsWith(folder));

describe('the shape of the code', () => {
  it('has a handler, in a file of that name, for each operation of the contract, and no other', () => {
    const events = Object.keys(clientOperations).sort();
    expect(Object.keys(handlers).sort()).to.deep.equal(events);
    expect(readdirSync(join(root, 'chat/handlers')).sort()).to.deep.equal(events.map((event) => `${event}.ts`));
  });

  it('has a status for each error code of the contract, and for none that it does not say or HTTP does not need', () => {
    const own = ['username-taken', 'invalid-credentials', 'unauthorized', 'not-found'];
    expect(Object.keys(statusByCode).sort()).to.deep.equal([...errorCodes, ...own].sort());
  });

  for (const { folder, never } of [
    { folder: 'messenger', never: /^(socket\.io|express|knex|src\/(chat|http|storage|cluster|server|config|main))/ },
    { folder: 'chat', never: /^(express|knex|src\/(http|storage|cluster|server|config|main))/ },
    { folder: 'http', never: /^(socket\.io|knex|src\/(chat|storage|cluster|server|config|main))/ },
    { folder: 'storage', never: /^(socket\.io|express|src\/(chat|http|server|config|main))/ },
    { folder: '', never: /^(scripts|test|dist)\// },
    { folder: 'errors.ts', never: /^src\// },
  ]) {
    it(`lets src/${folder} import nothing that matches ${never.source}`, () => {
      expect(within(folder), 'files').not.to.have.length(0);
      for (const file of within(folder)) {
        expect(
          importsOf(file).filter((source) => never.test(source)),
          file.file,
        ).to.deep.equal([]);
      }
    });
  }

  it('reads the environment in one place', () => {
    const readers = files.filter(({ text }) => /process\s*\.\s*env\b/.test(text)).map(({ file }) => file);
    expect(['config.ts', 'main.ts']).to.include.members(readers);
  });
});
