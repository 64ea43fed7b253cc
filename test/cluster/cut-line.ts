import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a server on this machine that can be cut, as a network can, and mended. */
export class CutLine {
  readonly port: number;
  readonly #server: Server;
  readonly #ends: Set<Socket>;

  private constructor(server: Server, port: number, ends: Set<Socket>) {
    this.#server = server;
    this.port = port;
    this.#ends = ends;
  }

  static async to(target: number): Promise<CutLine> {
    const ends = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        ends.add(from);
        from.pipe(to);
        from.on('close', () => {
          ends.delete(from);
          to.destroy();
        });
        from.on('error', () => to.destroy());
      }
    });
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The system gave no port');
    return new CutLine(server, address.port, ends);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  cut(): void {
    this.#server.close();
    for (const end of this.#ends) end.destroy();
  }

  /** Leaves the connections that there are open, and lets nothing more through them. */
  swallow(): void {
    for (const end of this.#ends) end.unpipe().pause();
  }

  async mend(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1').unref();
    await once(this.#server, 'listening');
  }
}
