/** How many notes are kept: a mock may run for days. */
const capacity = 100;

/** The latest of what the mock has to say of its clients. */
export class RecentNotes {
  /** The latest last. */
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
