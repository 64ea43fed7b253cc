import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeFolder } from '../../scripts/codegen/output-folder.js';
import { generateFiles } from './generate-files.js';
import { root, runScript } from './run-script.js';
import { type ScratchFolder, scratchFolder } from './scratch-folder.js';

describe('npm run generate', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;
  beforeEach(async () => {
    scratch = await scratchFolder();
  });
  afterEach(() => scratch.remove());

  it('prints its usage with --help', async () => {
    const { code, stdout, stderr } = await runScript('socketio-contract.ts', ['generate', '--help']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    for (const option of ['--spec <file>', '--out <folder>', '--check', 'Exit codes: 0'])
      expect(stdout).to.include(option);
  });

  const wrong: [mistake: string, args: string[], expected: RegExp][] = [
    ['an unknown option', ['--spek', 'a.yaml'], /unknown option '--spek'/],
    ['an option without a value', ['--spec'], /option '--spec <file>' argument missing/],
    ['an unexpected argument', ['a.yaml'], /too many arguments/],
  ];
  for (const [mistake, args, expected] of wrong) {
    it(`exits with 2 for ${mistake}`, async () => {
      const outcome = await runScript('socketio-contract.ts', ['generate', ...args]);
      expect(outcome.code).to.equal(2);
      expect(outcome.stderr).to.match(expected);
      expect(outcome.stderr).not.to.match(/^\s+at /m);
    });
  }

  it('reports that the committed files are up to date', async () => {
    expect(await runScript('socketio-contract.ts', ['generate', '--check'])).to.deep.equal({
      code: 0,
      stdout: 'generated is up to date.\n',
      stderr: '',
    });
  });

  it('lists every stale, missing and orphan file with --check, and updates them without it', async () => {
    await copyFile(join(root, 'asyncapi.yaml'), join(scratch.path, 'asyncapi.yaml'));
    const out = join(scratch.path, 'generated');
    await writeFolder(out, await generateFiles('asyncapi.yaml'));
    const models = await readFile(join(out, 'models.ts'), 'utf8');
    await writeFile(join(out, 'models.ts'), models.replace('boolean', 'any'));
    await rm(join(out, 'docs', 'index.html'));
    await rm(join(out, 'events.ts'));
    await writeFile(join(out, 'leftover.ts'), '');
    const before = await readdir(out, { recursive: true });

    const check = await runScript('socketio-contract.ts', ['generate', '--check'], scratch.path);
    expect(check).to.include({ code: 1, stdout: '' });
    for (const line of [
      /^stale {4}generated\/models\.ts\n {2}line \d+\n {2}- .*any.*\n {2}\+ .*boolean.*$/m,
      /^missing {2}generated\/docs\/index\.html$/m,
      /^missing {2}generated\/events\.ts$/m,
      /^orphan {3}generated\/leftover\.ts$/m,
      /^Update with: npm run generate -- --spec asyncapi\.yaml --out generated$/m,
    ]) {
      expect(check.stderr).to.match(line);
    }
    expect(check.stderr.match(/^(stale|missing|orphan) /gm)).to.have.length(4);
    expect(await readdir(out, { recursive: true })).to.have.members(before);

    const update = await runScript('socketio-contract.ts', ['generate'], scratch.path);
    expect(update).to.include({ code: 0, stderr: '' });
    expect(update.stdout).to.match(/^removed {2}generated\/leftover\.ts$/m);
    expect(update.stdout).to.match(/4 of them changed\.$/m);
    expect(await readFile(join(out, 'models.ts'), 'utf8')).to.equal(models);
  });

  it('refuses to write to a folder with other files, and to a file', async () => {
    const spec = join(root, 'test/fixtures/contracts/auction.yaml');
    const theirs = await scratch.write('theirs.txt', 'keep me');
    const refusal = await runScript('socketio-contract.ts', ['generate', '--spec', spec, '--out', scratch.path]);
    expect(refusal).to.include({ code: 1, stdout: '' });
    expect(refusal.stderr).to.match(/: error: this folder contains files that were not generated/);
    expect(await readdir(scratch.path)).to.deep.equal(['theirs.txt']);

    const file = await runScript('socketio-contract.ts', ['generate', '--spec', spec, '--out', theirs]);
    expect(file).to.include({ code: 1, stdout: '' });
    expect(file.stderr)
      .to.include('theirs.txt')
      .and.not.match(/^\s+at /m);
  });
});

describe('npm run contract', function () {
  this.timeout(60_000);

  it('prints its usage with --help', async () => {
    const { code, stdout } = await runScript('socketio-contract.ts', ['test', '--help']);
    expect(code).to.equal(0);
    expect(stdout).to.include('--url <url>').and.include('--timeout <ms>').and.include('Exit codes: 0');
  });

  const wrong: [mistake: string, args: string[], expected: RegExp][] = [
    ['no server', [], /required option '--url <url>' not specified/],
    ['a malformed URL', ['--url', 'localhost'], /must be a ws or wss URL/],
    ['an HTTP URL', ['--url', 'http://localhost:3000/ws'], /must be a ws or wss URL/],
    [
      'a timeout that is not a number',
      ['--url', 'ws://localhost:3000/ws', '--timeout', 'long'],
      /'--timeout <ms>'.* must be a whole number/,
    ],
    [
      'a timeout of nothing',
      ['--url', 'ws://localhost:3000/ws', '--timeout', '0'],
      /'--timeout <ms>'.* must be a whole number/,
    ],
    ['an unknown option', ['--url', 'ws://localhost:3000/ws', '--verbosely'], /unknown option/],
  ];
  for (const [mistake, args, expected] of wrong) {
    it(`exits with 2 for ${mistake}`, async () => {
      const { code, stderr } = await runScript('socketio-contract.ts', ['test', ...args]);
      expect({ code, matches: expected.test(stderr) }, stderr).to.deep.equal({ code: 2, matches: true });
    });
  }
});
