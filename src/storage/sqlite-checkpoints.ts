import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type { SqliteThread } from './sqlite-thread.js';

/** So many pages of the WAL that are not in the file yet begin to be copied to it. */
const manyPages = 8_000;

/** So few may be copied while somebody waits to write. */
const fewPages = 300;

/** After so many rounds the next to write waits, however many pages are added in the time of a round. */
const mostRounds = 4;

const syncData = promisify(fdatasync);

/**
 * Copies what is in the WAL to the file, so that the WAL begins anew. SQLite by itself does so in the commit that finds the WAL
 * long, and until the disk has taken all of it nobody can send. Here a thread of its own copies, and the disk takes it, while
 * others write on; only what they add meanwhile is left for the next to write, when nobody adds more.
 */
export class SqliteCheckpoints {
  readonly #filename: string;
  readonly #copier: Pick<SqliteThread, 'checkpoint'>;
  readonly #countPages: () => number;
  /** Another descriptor than SQLite's, which it does not show. */
  #descriptor: number | undefined;
  #running: Promise<void> | undefined;
  #isRestLeft = false;
  #isClosing = false;

  /** @param countPages says how many pages of the WAL are not in the file yet */
  constructor(filename: string, copier: Pick<SqliteThread, 'checkpoint'>, countPages: () => number) {
    this.#filename = filename;
    this.#copier = copier;
    this.#countPages = countPages;
  }

  /**
   * To be called before a write, with what makes a checkpoint first: if there is little left to copy, it reaches the end of the
   * WAL, and the write begins it anew. Should it fail, there will be another.
   */
  finish(checkpoint: () => Promise<void> | void): void {
    if (!this.#isRestLeft) return;
    this.#isRestLeft = false;
    const attempt = async () => checkpoint();
    attempt().catch(() => {});
  }

  /** To be called after a write, of which it says nothing: what fails here is tried again after the next one. */
  begin(): void {
    if (this.#running || this.#isClosing || !this.#isDue()) return;
    this.#running = this.#run()
      .catch(() => {})
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Begins nothing more; resolves when what was begun has ended. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
  }

  /**
   * Lets go of the file, when no connection of this process is open any more: with whatever descriptor of a file is closed, all
   * locks of the process on that file are gone (POSIX).
   */
  release(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #isDue(): boolean {
    try {
      return this.#countPages() >= manyPages;
    } catch {
      return false;
    }
  }

  async #run(): Promise<void> {
    for (let round = 0; round < mostRounds && !this.#isClosing && this.#countPages() > fewPages; round += 1) {
      await this.#copier.checkpoint();
      // SQLite leaves this to the checkpoint that reaches the end of the WAL.
      this.#descriptor ??= openSync(this.#filename, 'r');
      await syncData(this.#descriptor);
    }
    this.#isRestLeft = true;
  }
}
