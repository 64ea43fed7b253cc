import type { ConnectionOptions, Validators } from './client-types.js';
import type { Problem } from './validation-runtime.js';

/** Checks payloads against the contract when validators are available. */
export class PayloadChecks {
  /** Resolves when the validators are loaded, or at once when none are needed. */
  readonly loaded: Promise<void>;
  #validators: Validators | undefined;

  constructor(
    validate: ConnectionOptions<never, never>['validate'],
    loadValidators: () => Promise<Validators> | undefined,
    report: (error: unknown) => void,
  ) {
    this.#validators = typeof validate === 'object' ? validate : undefined;
    const loading = validate === undefined || validate === 'development' ? loadValidators() : undefined;
    // A client whose validators cannot be loaded still works, without checks.
    this.loaded = Promise.resolve(loading).then((validators) => {
      this.#validators ??= validators;
    }, report);
  }

  /**
   * Returns no problems when the data matches any of the types, and otherwise the problems with the first type.
   * An `undefined` type, or one without a validator, matches all data.
   */
  problems(types: readonly (string | undefined)[], data: unknown): readonly Problem[] {
    const found = types.map(
      (type) => (type === undefined ? undefined : this.#validators?.[type])?.problems(data) ?? [],
    );
    return found.every(({ length }) => length > 0) ? (found[0] ?? []) : [];
  }
}
