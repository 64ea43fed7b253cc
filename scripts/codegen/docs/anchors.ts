import type { Contract, Namespace, Operation } from '../contract.js';
import { type Uses, usesOf } from './uses.js';

/** The sections of the page, in order. */
export const sections = {
  overview: 'Overview',
  connecting: 'Connecting',
  'sent-by-client': 'Sent by the client',
  'sent-by-server': 'Sent by the server',
  errors: 'Errors',
  limits: 'Limits',
  schemas: 'Schemas',
  contract: 'Raw contract',
} as const;

/**
 * The ids of what the page links to. They are made of names alone, so that a deep link stays good when other things are
 * added; a name that is taken gets a number.
 */
export class Anchors {
  readonly #taken = new Set<string>(Object.keys(sections));
  readonly #byThing = new Map<Namespace | Operation, string>();
  readonly #errors = new Map<string, string>();
  readonly #types = new Map<string, string>();
  /** The types that have an entry of their own among the schemas. */
  readonly ownTypes: string[] = [];

  constructor(contract: Contract, uses: Uses = usesOf(contract)) {
    const several = contract.namespaces.length > 1;
    for (const namespace of contract.namespaces) {
      this.#byThing.set(namespace, this.claim('namespace', namespace.address));
      for (const operation of namespace.operations) {
        const { sender, event } = operation;
        this.#byThing.set(operation, this.claim(sender, several ? namespace.address : '', event));
      }
    }
    for (const { code } of contract.errors) this.#errors.set(code, this.claim('error', code));
    for (const type of contract.schemas.keys()) {
      const home = uses.homeOf(type);
      if (home === undefined) this.ownTypes.push(type);
      this.#types.set(type, home === undefined ? this.claim('schema', type) : this.idOf(home));
    }
  }

  /** An id made of the words, which nothing else on the page has. */
  claim(...words: string[]): string {
    const base = words
      .map(slug)
      .filter((word) => word !== '')
      .join('-');
    let id = base;
    for (let number = 2; this.#taken.has(id); number += 1) id = `${base}-${number}`;
    this.#taken.add(id);
    return id;
  }

  idOf(thing: Namespace | Operation): string {
    return this.#byThing.get(thing) ?? '';
  }

  /** `undefined` for a code that is not in the catalogue. */
  idOfError(code: string): string | undefined {
    return this.#errors.get(code);
  }

  /** Where the type is shown: its own entry, or that of the one event that it belongs to. */
  idOfType(type: string): string | undefined {
    return this.#types.get(type);
  }
}

/** The link to an id. */
export function hrefOf(id: string): string {
  return `#${encodeURIComponent(id)}`;
}

function slug(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_]+/gu, '-').replaceAll(/^-+|-+$/g, '');
}
