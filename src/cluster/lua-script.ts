import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-link.js';

/** A Lua script. Redis runs a script as one atomic step. */
export class LuaScript {
  readonly #source: string;
  readonly #sha1: string;

  constructor(source: string) {
    this.#source = source;
    this.#sha1 = createHash('sha1').update(source).digest('hex');
  }

  /** Runs the script with `args` as its `ARGV`, and answers the number that the script returns. */
  async run(client: RedisClient, ...args: readonly (string | number)[]): Promise<number> {
    const options = { arguments: args.map(String) };
    try {
      return Number(await client.evalSha(this.#sha1, options));
    } catch (error) {
      // Redis forgets its scripts when it restarts.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return Number(await client.eval(this.#source, options));
    }
  }
}
