import { expect } from 'chai';
import { layOutDeclaration } from '../../../../scripts/codegen/docs/declaration.js';

describe('layOutDeclaration', () => {
  it('removes comments', () => {
    const given =
      'export interface A {\n  /** One line. */\n  a: string;\n  /**\n   * Two\n   * lines.\n   */\n  b?: number;\n}\n';
    expect(layOutDeclaration(given)).to.equal('export interface A {\n  a: string;\n  b?: number;\n}');
  });

  it('breaks a long union into lines, but not inside quotes and brackets', () => {
    const long = 'a'.repeat(60);
    expect(layOutDeclaration(`export type A = "${long} | \\" | " | Array<B | C> | null;`)).to.equal(
      `export type A =\n  | "${long} | \\" | "\n  | Array<B | C>\n  | null;`,
    );
    expect(layOutDeclaration(`  "the name"?: "${long}" | B;`)).to.equal(`  "the name"?:\n    | "${long}"\n    | B;`);
  });

  it('keeps short unions, and long lines that are not unions', () => {
    const long = `export type A = ${'B'.repeat(80)};`;
    expect(layOutDeclaration('export type A = B | C;')).to.equal('export type A = B | C;');
    expect(layOutDeclaration(long)).to.equal(long);
  });
});
