import type { Contract, Namespace, Operation } from '../contract.js';
import { type Uses, usesOf } from './uses.js';

/** Titles of the page's sections by ID, in the order of the page. */
export const sections = {
  overview: 'Overview',
  connecting: 'Connecting',
  'sent-by-client': 'Sent by the client',
  'sent-by-server': 'Sent by the server',
  errors: 'Errors',
  limits: 'Limits',
  schemas: 'Schemas',
  contract: 'AsyncAPI document',
} as const;

/**
 * Assigns the HTML IDs of namespaces, operations, error codes and types. An ID depends on names only, so that deep links
 * stay valid when the contract grows. An ID that is already in use gets a number as suffix.
 */
export class Anchors {
  readonly #taken = new Set<string>(Object.keys(sections));
  readonly #targets = new Map<Namespace | Operation, string>();
  readonly #errors = new Map<string, string>();
  readonly #types = new Map<string, string>();
  /** Types with an entry of their own in the section `schemas`. */
  readonly ownTypes: string[] = [];

  constructor(contract: Contract, uses: Uses = usesOf(contract)) {
    const hasSeveralNamespaces = contract.namespaces.length > 1;
    for (const namespace of contract.namespaces) {
      this.#targets.set(namespace, this.claim('namespace', namespace.address));
      for (const operation of namespace.operations) {
        const { sender, event } = operation;
        this.#targets.set(operation, this.claim(sender, hasSeveralNamespaces ? namespace.address : '', event));
      }
    }
    for (const { code } of contract.errors) this.#errors.set(code, this.claim('error', code));
    for (const type of contract.schemas.keys()) {
      const home = uses.homeOf(type);
      if (home === undefined) this.ownTypes.push(type);
      this.#types.set(type, home === undefined ? this.claim('schema', type) : this.idOf(home));
    }
  }

  /** Returns an ID that consists of the words and is unique on the page. */
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

  idOf(target: Namespace | Operation): string {
    return this.#targets.get(target) ?? '';
  }

  /** Returns `undefined` if the contract does not define the code. */
  idOfError(code: string): string | undefined {
    return this.#errors.get(code);
  }

  /** Returns the ID of the type's own entry, or of the only event or namespace that uses the type. */
  idOfType(type: string): string | undefined {
    return this.#types.get(type);
  }
}

/** Returns the link to an ID. */
export function hrefOf(id: string): string {
  return `#${encodeURIComponent(id)}`;
}

function slug(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_]+/gu, '-').replaceAll(/^-+|-+$/g, '');
}
