import { randomBytes } from 'node:crypto';
import type { ActorFlow, ContractTarget, HttpStep } from './contract-demands.js';
import { fill, type Scope } from './template.js';

/** Who an actor is to the server. */
export interface Identity {
  /** The handshake's `auth`. */
  readonly auth: Record<string, unknown>;
  /** What templates may say of the actor, as in `{alice.username}`. */
  readonly properties: Record<string, unknown>;
}

/** Creates and removes identities, over HTTP as the contract says; without such a flow everybody is nobody. */
export class Identities {
  /** By actor, those that are removed too: a template may still speak of them. */
  readonly properties: Scope = {};
  readonly #flow: ActorFlow | undefined;
  readonly #target: Required<ContractTarget>;
  readonly #identities = new Map<string, Identity>();

  constructor(flow: ActorFlow | undefined, target: Required<ContractTarget>) {
    this.#flow = flow;
    this.#target = target;
  }

  /** The identity of an actor, created when it is the first time. */
  async ensure(actor: string): Promise<Identity> {
    const identity = this.#identities.get(actor) ?? (await this.#create());
    this.#identities.set(actor, identity);
    this.properties[actor] = identity.properties;
    return identity;
  }

  async remove(actor: string): Promise<void> {
    const identity = this.#identities.get(actor);
    this.#identities.delete(actor);
    if (identity && this.#flow?.remove) {
      await this.#request(this.#flow.remove, { auth: identity.auth, ...identity.properties });
    }
  }

  async removeAll(): Promise<void> {
    for (const actor of [...this.#identities.keys()]) await this.remove(actor);
  }

  async #create(): Promise<Identity> {
    if (!this.#flow) return { auth: {}, properties: {} };
    const { create } = this.#flow;
    const chance = { unique: randomBytes(6).toString('hex'), secret: randomBytes(12).toString('base64url') };
    const scope = { ...chance, response: await this.#request(create, chance) };
    return { auth: Object(fill(create.auth, scope)), properties: Object(fill(create.properties, scope)) };
  }

  async #request(step: HttpStep, scope: Scope): Promise<unknown> {
    const { host, protocol } = new URL(this.#target.url);
    const response = await fetch(`${protocol === 'wss:' ? 'https' : 'http'}://${host}${fill(step.path, scope)}`, {
      method: step.method,
      headers: { 'content-type': 'application/json', ...Object(fill(step.headers ?? {}, scope)) },
      signal: AbortSignal.timeout(this.#target.timeoutMs),
      ...(step.body !== undefined && { body: JSON.stringify(fill(step.body, scope)) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${step.method} ${step.path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
