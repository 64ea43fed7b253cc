import { cp, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { compile, root, runScript } from '../scripts/run-script.js';
import { type ScratchFolder, scratchFolder, strictProject } from '../scripts/scratch-folder.js';

describe('The generated types', function () {
  this.timeout(60_000);
  let scratch: ScratchFolder;
  beforeEach(async () => {
    scratch = await scratchFolder();
  });
  afterEach(() => scratch.remove());

  it("make Socket.IO's generics reject code that does not match the contract", async () => {
    const project = {
      ...JSON.parse(strictProject()),
      include: [],
      files: [join(root, 'test/generated/typed-client.ts')],
    };
    await scratch.write('tsconfig.json', JSON.stringify(project));
    expect(await compile(scratch.path)).to.deep.equal({ code: 0, stdout: '', stderr: '' });
  });

  it('contain no any and no anonymous name', async () => {
    for (const file of ['models.ts', 'events.ts', 'operations.ts']) {
      expect(await readFile(join(root, 'generated', file), 'utf8'), file).not.to.match(/\bany\b|Anonymous/);
    }
  });

  it('cause compiler errors at all uses of a field that is renamed in the document', async () => {
    for (const folder of ['src', 'generated'])
      await cp(join(root, folder), join(scratch.path, folder), { recursive: true });
    await scratch.write('tsconfig.json', strictProject());
    const document = await readFile(join(root, 'asyncapi.yaml'), 'utf8');
    await scratch.write('asyncapi.yaml', document.replaceAll(/\b(has_read|unreadChatsCount)\b/g, 'renamed_$1'));
    expect(await runScript('socketio-contract.ts', ['generate'], scratch.path)).to.include({ code: 0, stderr: '' });

    const { stdout } = await compile(scratch.path);
    const blamed = [...stdout.matchAll(/^(src\/\S+\(\d+),\d+\): error /gm)].map(([, place]) => place);
    const places = await placesThatName(scratch.path, /\b(has_read|unreadChatsCount):/);
    expect(places).not.to.be.empty;
    expect(blamed).to.include.members(places);
  });
});

/** Returns the lines, as in `src/a.ts(7`, that use the generated types. */
async function placesThatName(folder: string, field: RegExp): Promise<string[]> {
  const entries = await readdir(join(folder, 'src'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const places: string[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    if (!text.includes('/generated/models.js')) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (field.test(line)) places.push(`${relative(folder, file)}(${index + 1}`);
    }
  }
  return places;
}
