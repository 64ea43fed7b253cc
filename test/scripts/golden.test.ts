import { join } from 'node:path';
import { expect } from 'chai';
import type { GeneratedFiles } from '../../scripts/codegen/generated-files.js';
import { compareFolder, writeFolder } from '../../scripts/codegen/output-folder.js';
import { generateFiles } from './generate-files.js';
import { root } from './run-script.js';

const golden = join(root, 'test/fixtures/golden/auction');

describe('The files generated from a small document', function () {
  this.timeout(60_000);
  let files: GeneratedFiles;

  before(async () => {
    const all = await generateFiles('test/fixtures/contracts/auction.yaml');
    // The docs pages have tests of their own and are left out here.
    files = new Map([...all].filter(([path]) => !path.startsWith('docs/')));
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFolder(golden, files);
  });

  it('equal the golden files byte for byte (UPDATE_GOLDEN=1 updates the golden files)', async () => {
    expect(await compareFolder(golden, files)).to.deep.equal([]);
  });
});
