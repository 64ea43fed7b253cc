import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { root, runScript } from '../../run-script.js';

describe('socketio-contract docs', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('writes the docs and the document to one folder, and keeps the host of the document', async () => {
    const out = join(folder.path, 'site');
    const run = await runScript('socketio-contract.ts', ['docs', '--spec', join(root, 'asyncapi.yaml'), '--out', out]);
    expect(run).to.deep.equal({
      code: 0,
      stdout: `Open ${out}/index.html, or serve the folder with a web server.\n`,
      stderr: '',
    });
    expect(await readdir(out)).to.have.members(['asyncapi.json', 'asyncapi.yaml', 'docs.css', 'docs.js', 'index.html']);
    const page = await readFile(join(out, 'index.html'), 'utf8');
    expect(page).to.contain('href="./asyncapi.yaml" download').and.not.contain('data-host');
  });
});
