import type { ConnectionOptions, Validators } from './client-types.js';
import type { Problem } from './validation-runtime.js';

/** The checks of payloads against the contract, if there are any. */
export class PayloadChecks {
  /** Resolves when the validators are there, if any are wanted. */
  readonly loaded: Promise<void>;
  #validators: Validators | undefined;

  constructor(
    validate: ConnectionOptions<never, never>['validate'],
    loadValidators: () => Promise<Validators> | undefined,
    report: (error: unknown) => void,
  ) {
    this.#validators = typeof validate === 'object' ? validate : undefined;
    const loading = validate === undefined || validate === 'development' ? loadValidators() : undefined;
    // Validators that cannot be loaded must not keep anybody from working.
    this.loaded = Promise.resolve(loading).then((validators) => {
      this.#validators ??= validators;
    }, report);
  }

  /** What is wrong with the data, as one of the first type, when it is none of these types; of no type, nothing is. */
  problems(types: readonly (string | undefined)[], data: unknown): readonly Problem[] {
    const found = types.map(
      (type) => (type === undefined ? undefined : this.#validators?.[type])?.problems(data) ?? [],
    );
    return found.every(({ length }) => length > 0) ? (found[0] ?? []) : [];
  }
}
