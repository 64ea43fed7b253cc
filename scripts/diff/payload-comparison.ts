import type { Contract } from '../codegen/contract.js';
import { type Change, classify, type Reader } from './change.js';
import { SchemaComparison } from './schema-comparison.js';
import type { Finding } from './scope.js';

/** Compares the payloads of two contracts, and reports a change of a shared type only once. */
export class PayloadComparison {
  readonly #schemas: SchemaComparison;
  readonly #places = new Map<Reader, Map<Finding, string[]>>();

  constructor(old: Contract, next: Contract) {
    this.#schemas = new SchemaComparison(old.schemas, next.schemas);
  }

  /** @param where The payload, as in `send-message request`. */
  compare(oldType: string, newType: string, reader: Reader, where: string): void {
    const places = this.#places.get(reader) ?? new Map<Finding, string[]>();
    this.#places.set(reader, places);
    const [old, next] = [[{ $ref: `#/definitions/${oldType}` }], [{ $ref: `#/definitions/${newType}` }]];
    for (const { at, finding } of this.#schemas.compare(old, next, { reader, strict: false })) {
      places.set(finding, [...(places.get(finding) ?? []), at === '' ? where : `${where} ${at}`]);
    }
  }

  /** Returns true when two payloads have equivalent schemas. */
  areSame(oldType: string, newType: string): boolean {
    return this.#schemas.areSame([{ $ref: `#/definitions/${oldType}` }], [{ $ref: `#/definitions/${newType}` }]);
  }

  /** Returns the changes of all comparisons. */
  changes(): Change[] {
    return [...this.#places].flatMap(([reader, places]) =>
      [...places].map(([{ effect, what, why }, [where = '', ...also]]) => {
        const classification = classify(effect, reader);
        return { level: classification.level, where, also, what, why: why ?? classification.why };
      }),
    );
  }
}
