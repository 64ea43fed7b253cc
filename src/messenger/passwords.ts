import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: Argon2id, the library's default, with 19 MiB of memory, two iterations, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes and checks passwords, on libuv's threads: the event loop goes on. */
export class Passwords {
  /** What is checked where there is no account, so that the time it takes does not tell. */
  readonly #decoy = hash('', parameters);

  /** A PHC string. */
  hash(password: string): Promise<string> {
    return hash(password, parameters);
  }

  /** Whether the password is the one that was hashed. Without a hash it takes as long, and is not. */
  async matches(password: string, passwordHash: string | null): Promise<boolean> {
    const isRight = await verify(passwordHash ?? (await this.#decoy), password);
    return isRight && passwordHash !== null;
  }
}
