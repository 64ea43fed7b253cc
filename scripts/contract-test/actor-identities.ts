import { pathToFileURL } from 'node:url';
import { isObject } from '../codegen/json.js';
import type { Identity, IdentitySource } from '../codegen/runtime/contract-types.js';

/** The exports of a module for `--actors`. */
export interface ActorModule {
  /** Creates an identity that the server accepts. */
  createActor(actor: string): Promise<Identity> | Identity;
  /** Removes the identity. Without it, scenarios that remove an actor cannot be run. */
  removeActor?(actor: string, identity: Identity): Promise<void> | void;
  /** A handshake's `auth` that was valid and has expired. */
  expiredAuth?: Readonly<Record<string, unknown>>;
}

/**
 * Returns existing identities by their tokens: a scenario's first actor gets the first token. Templates may refer to
 * the claims of a JSON Web Token. A property of the contract's own actors that is not a claim has the value of `sub`.
 */
export function identitiesOfTokens(tokens: readonly string[], properties: readonly string[]): IdentitySource {
  const taken = new Map<string, number>();
  return {
    async create(actor) {
      const free = tokens.findIndex((_, index) => ![...taken.values()].includes(index));
      const token = tokens[free];
      if (token === undefined)
        throw new Error(`There is no token for ${actor}: give more tokens than the ${tokens.length} of --token`);
      taken.set(actor, free);
      const claims = claimsOf(token);
      const named = Object.fromEntries(properties.map((name) => [name, claims['sub']]));
      return { auth: { token }, properties: { ...named, ...claims } };
    },
    release(actor) {
      taken.delete(actor);
    },
  };
}

/** Imports an actor module. @throws Error when it does not export `createActor`. */
export async function readActorModule(file: string): Promise<ActorModule> {
  const module: Partial<ActorModule> = await import(pathToFileURL(file).href);
  const { createActor, removeActor, expiredAuth } = module;
  if (typeof createActor !== 'function') throw new Error(`${file} does not export a function createActor`);
  return { createActor, ...(removeActor && { removeActor }), ...(expiredAuth && { expiredAuth }) };
}

export function identitiesOfModule({ createActor, removeActor }: ActorModule): IdentitySource {
  return {
    create: async (actor) => createActor(actor),
    ...(removeActor && { remove: async (actor: string, identity: Identity) => removeActor(actor, identity) }),
  };
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isObject(claims) ? claims : {};
  } catch {
    // An opaque token has no claims.
    return {};
  }
}
