/** At most the time by which a session outlives its token. */
const checkIntervalMs = 1_000;

/** Ends sessions when their tokens expire: one timer for all of them, however many there are. */
export class SessionExpiry<Key> {
  /** By the second in which they expire. */
  readonly #bySecond = new Map<number, Map<Key, () => void>>();
  readonly #timer: NodeJS.Timeout;
  #checked = Math.floor(Date.now() / 1_000);

  constructor() {
    this.#timer = setInterval(() => this.#check(), checkIntervalMs).unref();
  }

  /** @param expiresAt In seconds since 1970. */
  add(key: Key, expiresAt: number, expire: () => void): void {
    const second = Math.max(Math.ceil(expiresAt), this.#checked + 1);
    const sessions = this.#bySecond.get(second);
    if (sessions) sessions.set(key, expire);
    else this.#bySecond.set(second, new Map([[key, expire]]));
  }

  delete(key: Key, expiresAt: number): void {
    const second = Math.ceil(expiresAt);
    const sessions = this.#bySecond.get(second);
    if (sessions?.delete(key) && sessions.size === 0) this.#bySecond.delete(second);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = Math.floor(Date.now() / 1_000);
    for (; this.#checked < now; this.#checked += 1) {
      const second = this.#checked + 1;
      const sessions = this.#bySecond.get(second);
      this.#bySecond.delete(second);
      for (const expire of sessions?.values() ?? []) expire();
    }
  }
}
