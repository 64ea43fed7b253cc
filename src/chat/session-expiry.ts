/** At most the time by which a session outlives its token. */
const checkIntervalMs = 1_000;

/** Ends sessions when their tokens expire: one timer for all of them, however many there are. */
export class SessionExpiry {
  /** By the second in which they expire. */
  readonly #bySecond = new Map<number, Set<() => void>>();
  readonly #timer: NodeJS.Timeout;
  #checked = Math.floor(Date.now() / 1_000);

  constructor() {
    this.#timer = setInterval(() => this.#check(), checkIntervalMs).unref();
  }

  /** @param expiresAt In seconds since 1970. @returns What to call when the session ends before. */
  add(expiresAt: number, expire: () => void): () => void {
    const second = Math.max(Math.ceil(expiresAt), this.#checked + 1);
    const sessions = this.#bySecond.get(second) ?? new Set();
    this.#bySecond.set(second, sessions.add(expire));
    return () => {
      if (sessions.delete(expire) && sessions.size === 0) this.#bySecond.delete(second);
    };
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
      for (const expire of sessions ?? []) expire();
    }
  }
}
