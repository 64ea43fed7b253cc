import { pathToFileURL } from 'node:url';
import { isObject } from '../codegen/json.js';
import type { Identity, IdentitySource } from '../codegen/runtime/contract-demands.js';

/** What a module for `--actors` exports. */
export interface ActorModule {
  /** Makes somebody whom the server lets in. */
  createActor(actor: string): Promise<Identity> | Identity;
  /** Undoes it. Without it, scenarios that remove somebody cannot be tried. */
  removeActor?(actor: string, identity: Identity): Promise<void> | void;
  /** A handshake's `auth` that has expired. */
  expiredAuth?: Readonly<Record<string, unknown>>;
}

/**
 * Identities of people who exist already, by their tokens: the first actor of a scenario is the first of them. What
 * templates may say of them are the claims of a JSON Web Token; of the properties that the contract's own actors have, one
 * that is no claim is the claim `sub`.
 */
export function identitiesOfTokens(tokens: readonly string[], properties: readonly string[]): IdentitySource {
  const taken = new Map<string, number>();
  return {
    async create(actor) {
      const free = tokens.findIndex((_, index) => ![...taken.values()].includes(index));
      const token = tokens[free];
      if (token === undefined)
        throw new Error(`There is no token for ${actor}: ${tokens.length} are given, one more is needed`);
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

/** Reads a module that makes actors. @throws Error when it is none. */
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
    // An opaque token says nothing of its owner.
    return {};
  }
}
