import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import type { Json, Schema } from '../../../scripts/codegen/contract.js';
import { classify } from '../../../scripts/diff/change.js';
import { SchemaComparison } from '../../../scripts/diff/schema-comparison.js';
import { mutate, randomSchema, randomValue } from './random-schema.js';
import { SeededRandom } from './seeded-random.js';

const rounds = Number(process.env['DIFF_ROUNDS'] ?? 800);
const valuesEach = 150;

describe('A change that is classified as compatible', () => {
  it('allows no payload that the reader rejects, for random schemas', function () {
    this.timeout(60_000 + rounds * 50);
    let compatible = 0;
    for (let seed = 1; seed <= rounds; seed += 1) {
      const random = new SeededRandom(seed);
      const root = randomSchema(random);
      const fields = { a: randomSchema(random, 1), b: randomSchema(random, 1) };
      const old = schemasOf(root, fields);
      const isFieldChanged = random.chance(0.4);
      const next = schemasOf(
        isFieldChanged && random.chance(0.5) ? root : mutate(root, random),
        isFieldChanged ? { ...fields, a: mutate(fields.a, random, 1) } : fields,
      );
      for (const reader of ['server', 'client'] as const) {
        if (!isCompatible(old, next, reader)) continue;
        compatible += 1;
        const [from, to] = reader === 'server' ? [old, next] : [next, old];
        const [isSent, isRead] = [validatorOf(from), validatorOf(to)];
        for (let count = 0; count < valuesEach; count += 1) {
          const value = randomValue(random);
          if (isSent(value) && !isRead(value)) {
            expect.fail(
              JSON.stringify({ seed, reader, value, old: Object.fromEntries(old), next: Object.fromEntries(next) }),
            );
          }
        }
      }
    }
    expect(compatible, 'few are compatible: the check checks nothing').to.be.greaterThan(rounds / 4);
  });
});

function isCompatible(old: Map<string, Schema>, next: Map<string, Schema>, reader: 'server' | 'client'): boolean {
  const root = [{ $ref: '#/definitions/Root' }];
  // `strict`: do not assume that clients only send fields that the contract names.
  const differences = new SchemaComparison(old, next).compare(root, root, { reader, strict: true });
  return differences.every(({ finding }) => classify(finding.effect, reader).level !== 'breaking');
}

/** Makes references to Node only in fields: Ajv does not support types that are part of themselves otherwise. */
function schemasOf(root: Json, fields: Record<string, Json>): Map<string, Schema> {
  return new Map([
    ['Root', asSchema(root)],
    ['Node', { type: 'object', properties: fields }],
  ]);
}

function asSchema(schema: Json): Schema {
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema;
  return schema === false ? { not: {} } : {};
}

function validatorOf(schemas: Map<string, Schema>): (value: Json) => boolean {
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
  addFormats.default(ajv);
  return ajv.compile<Json>({ definitions: Object.fromEntries(schemas), $ref: '#/definitions/Root' });
}
