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

/** The imports of a file: packages by name, the project's files from the root of the repository. */
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

  const rooms = ['chat', 'http', 'storage', 'cluster', 'transport', 'admin'];
  const above = (room: string) => `src/(main|server|config)|src/(${rooms.filter((one) => one !== room).join('|')})/`;
  for (const { folder, never } of [
    { folder: '', never: '(scripts|test|dist)/' },
    ...rooms.map((room) => ({ folder: `${room}/`, never: above(room) })),
    { folder: 'messenger/', never: `(socket.io|express|knex|redis)$|src/identity/|${above('')}` },
    { folder: 'identity/', never: `(socket.io|express|knex|redis)$|src/messenger/|${above('')}` },
    { folder: 'errors.ts', never: 'src/' },
  ]) {
    const pattern = new RegExp(`^(${never})`);
    it(`lets src/${folder} import nothing that matches ${pattern.source}`, () => {
      for (const file of within(folder)) {
        expect(
          importsOf(file).filter((source) => pattern.test(source)),
          file.file,
        ).to.deep.equal([]);
      }
    });
  }

  it('has no folder of src without a rule', () => {
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...rooms, 'messenger', 'identity']).to.include.members(folders.map(({ name }) => name));
  });

  it('reads the environment in one place', () => {
    const readers = files.filter(({ text }) => /process\s*\.\s*env\b/.test(text)).map(({ file }) => file);
    expect(['config.ts', 'main.ts']).to.include.members(readers);
  });
});
