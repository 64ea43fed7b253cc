/** The maximum number of notes that are kept, because a mock may run for days. */
const capacity = 100;

/** The latest messages about mistakes of clients. */
export class RecentNotes {
  /** The messages, oldest first. */
  readonly lines: string[] = [];
  readonly #onNote: ((line: string) => void) | undefined;

  constructor(onNote: ((line: string) => void) | undefined) {
    this.#onNote = onNote;
  }

  add(line: string): void {
    this.lines.push(line);
    if (this.lines.length > capacity) this.lines.shift();
    this.#onNote?.(line);
  }
}
