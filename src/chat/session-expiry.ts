/** The longest time in ms by which a session outlives its token. */
const checkIntervalMs = 1_000;

/** Ends sessions when their tokens expire, with one timer for any number of sessions. */
export class SessionExpiry<Session> {
  readonly #expire: (session: Session) => void;
  /** The sessions, by the second in which they expire. */
  readonly #bySecond = new Map<number, Set<Session>>();
  readonly #timer: NodeJS.Timeout;
  #checked = Math.floor(Date.now() / 1_000);

  constructor(expire: (session: Session) => void) {
    this.#expire = expire;
    this.#timer = setInterval(() => this.#check(), checkIntervalMs).unref();
  }

  /**
   * Adds a session.
   * @param expiresAt In seconds since 1970.
   * @returns The second in which the session is ended, for `delete`.
   */
  add(expiresAt: number, session: Session): number {
    const second = Math.max(Math.ceil(expiresAt), this.#checked + 1);
    const sessions = this.#bySecond.get(second) ?? new Set();
    this.#bySecond.set(second, sessions.add(session));
    return second;
  }

  /** Removes a session that ended before its token expired. */
  delete(second: number, session: Session): void {
    const sessions = this.#bySecond.get(second);
    if (sessions?.delete(session) && sessions.size === 0) this.#bySecond.delete(second);
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
      for (const session of sessions ?? []) this.#expire(session);
    }
  }
}
