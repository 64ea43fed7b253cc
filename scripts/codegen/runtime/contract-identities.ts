import { randomBytes } from 'node:crypto';
import type { ActorFlow, ContractTarget, HttpStep, Identity, IdentitySource } from './contract-types.js';
import { fill, type Scope } from './template.js';

/** The identities of the actors of one scenario. */
export class Identities {
  /** Properties by actor. Removed actors are included, because templates may still refer to them. */
  readonly properties: Scope = {};
  readonly #source: IdentitySource;
  readonly #identities = new Map<string, Identity>();

  constructor(source: IdentitySource) {
    this.#source = source;
  }

  /** Returns the identity of an actor; creates it the first time. */
  async ensure(actor: string): Promise<Identity> {
    const identity = this.#identities.get(actor) ?? (await this.#source.create(actor));
    this.#identities.set(actor, identity);
    this.properties[actor] = identity.properties;
    return identity;
  }

  async remove(actor: string): Promise<void> {
    const identity = this.#identities.get(actor);
    if (!this.#source.remove) throw new Error(`The identity of ${actor} cannot be removed: no removal is configured`);
    this.#identities.delete(actor);
    if (identity) await this.#source.remove(actor, identity);
  }

  async removeAll(): Promise<void> {
    for (const actor of [...this.#identities.keys()]) {
      if (this.#source.remove) await this.remove(actor);
      else this.#source.release?.(actor);
    }
  }
}

/** Creates identities by the contract's HTTP requests on the server's host; without them, identities are empty. */
export function identitySource(
  flow: ActorFlow | undefined,
  target: Pick<ContractTarget, 'url' | 'timeoutMs'>,
): IdentitySource {
  if (!flow) return { create: async () => ({ auth: {}, properties: {} }) };
  const { create, remove } = flow;
  return {
    async create() {
      const random = { unique: randomBytes(6).toString('hex'), secret: randomBytes(12).toString('base64url') };
      const scope = { ...random, response: await request(target, create, random) };
      return { auth: Object(fill(create.auth, scope)), properties: Object(fill(create.properties, scope)) };
    },
    ...(remove && {
      async remove(_actor: string, { auth, properties }: Identity) {
        await request(target, remove, { auth, ...properties });
      },
    }),
  };
}

async function request(
  { url, timeoutMs = 5_000 }: Pick<ContractTarget, 'url' | 'timeoutMs'>,
  step: HttpStep,
  scope: Scope,
): Promise<unknown> {
  const { host, protocol } = new URL(url);
  const response = await fetch(`${protocol === 'wss:' ? 'https' : 'http'}://${host}${fill(step.path, scope)}`, {
    method: step.method,
    headers: { 'content-type': 'application/json', ...Object(fill(step.headers ?? {}, scope)) },
    signal: AbortSignal.timeout(timeoutMs),
    ...(step.body !== undefined && { body: JSON.stringify(fill(step.body, scope)) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${step.method} ${step.path} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
