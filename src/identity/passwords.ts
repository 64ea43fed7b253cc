import { hash, verify } from '@node-rs/argon2';
import { MessengerError } from '../errors.js';

/** OWASP Password Storage Cheat Sheet: Argon2id (the library's default), 19 MiB of memory, two iterations, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The maximum number of hashes running or queued: a few seconds of work. More would only make every caller wait longer. */
const maxPending = 64;

/**
 * Hashes and verifies passwords on libuv's thread pool, which does not block the event loop. Both methods reject with
 * MessengerError `unavailable` when too many hashes are pending.
 */
export class Passwords {
  /** Verified when there is no account, so that the response time does not reveal whether the account exists. */
  readonly #dummyHash = hash('', parameters);
  #pending = 0;

  /** Hashes a password. Resolves to a PHC string. */
  hash(password: string): Promise<string> {
    return this.#run(() => hash(password, parameters));
  }

  /** Tells whether the hash is that of the password. Without a hash it takes as long, and resolves to `false`. */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    const checkedHash = passwordHash ?? (await this.#dummyHash);
    const isRight = await this.#run(() => verify(checkedHash, password));
    return isRight && passwordHash !== null;
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#pending >= maxPending) throw new MessengerError('unavailable');
    this.#pending += 1;
    try {
      return await work();
    } finally {
      this.#pending -= 1;
    }
  }
}
