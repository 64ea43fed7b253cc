import { hash, verify } from '@node-rs/argon2';
import { MessengerError } from '../errors.js';

/** OWASP Password Storage Cheat Sheet: Argon2id, the library's default, with 19 MiB of memory, two iterations, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** As many as may wait for a thread: some seconds of work. Who comes later would only wait for longer. */
const maxWaiting = 64;

/**
 * Hashes and checks passwords, on libuv's threads: the event loop goes on. Both reject with MessengerError `unavailable` when
 * too many wait.
 */
export class Passwords {
  /** What is checked where there is no account, so that the time it takes does not tell. */
  readonly #decoy = hash('', parameters);
  #waiting = 0;

  /** A PHC string. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, parameters));
  }

  /** Whether the password is the one that was hashed. Without a hash it takes as long, and is not. */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    const checked = passwordHash ?? (await this.#decoy);
    const isRight = await this.#inTurn(() => verify(checked, password));
    return isRight && passwordHash !== null;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= maxWaiting) throw new MessengerError('unavailable');
    this.#waiting += 1;
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
    }
  }
}
