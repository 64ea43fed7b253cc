import { expect } from 'chai';
import { formatSource } from '../../../scripts/codegen/format-source.js';

describe('formatSource', () => {
  it('formats TypeScript files, also in subfolders, and leaves other files unchanged', async () => {
    const files = new Map([
      ['a.ts', 'export const a={"b":1}'],
      ['deep/er/b.ts', 'export const b="x"'],
      ['docs/index.html', '<p   >'],
    ]);
    expect([...(await formatSource(files))]).to.deep.equal([
      ['a.ts', 'export const a = { b: 1 };\n'],
      ['deep/er/b.ts', "export const b = 'x';\n"],
      ['docs/index.html', '<p   >'],
    ]);
  });

  it('rejects invalid TypeScript', async () => {
    const error = await formatSource(new Map([['a.ts', 'export const = ;']])).catch((thrown: unknown) => thrown);
    expect(String(error)).to.match(/Failed to format the generated code/);
  });
});
