import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** Returns the anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Returns the TypeScript files that a page names in backticks, with at least one folder. */
function sourceFilesNamedIn(page: string): string[] {
  return [...read(page).matchAll(/`((?:[\w-]+\/)+[\w.-]+\.ts)`/g)].map(([, file = '']) => file);
}

describe('The documentation', () => {
  for (const page of pages) {
    it(`links to pages and headings that exist: ${page}`, () => {
      for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const path = file === '' ? page : join(dirname(page), file);
        expect(existsSync(join(root, path)), target).to.equal(true);
        if (anchor !== undefined) expect(anchorsOf(path), target).to.include(anchor);
      }
    });

    it(`names npm scripts that exist: ${page}`, () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
      const named = [...read(page).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(([, name]) => String(name));
      for (const name of named) expect(scripts, name).to.have.property(name);
    });
  }

  it('names files of src that exist: docs/architecture.md, docs/adr', () => {
    const named = pages.filter((page) => /architecture|adr/.test(page)).flatMap(sourceFilesNamedIn);
    expect(named).to.include('chat/pipeline.ts');
    const isThere = (file: string) =>
      ['', 'src', 'src/storage', 'test'].some((folder) => existsSync(join(root, folder, file)));
    expect(named.filter((file) => !isThere(file))).to.deep.equal([]);
  });

  it('has every decision record in the index', () => {
    const records = readdirSync(join(root, 'docs/adr')).filter((file) => /^\d{4}-/.test(file));
    expect(records).to.not.be.empty;
    for (const record of records) expect(read('docs/adr/README.md')).to.include(`(${record})`);
  });

  it('has a README of fewer than 150 lines', () => {
    expect(read('README.md').split('\n')).to.have.length.below(150);
  });

  it('describes every environment variable in docs/configuration.md', () => {
    const variables = [...read('src/config.ts').matchAll(/read\.\w+\('([A-Z_]+)'/g)].map(([, name]) => String(name));
    expect(variables).to.include('PORT');
    for (const name of variables)
      expect(read('docs/configuration.md'), name).to.match(new RegExp(`^\\| \`${name}\` \\|`, 'm'));
  });
});
