import type { Socket as NetSocket } from 'node:net';
import { Duplex } from 'node:stream';

/** A TCP connection that counts the writes to it, as the operating system would see them. */
export class CountedConnection extends Duplex {
  writes = 0;
  readonly #tcp: NetSocket;

  constructor(tcp: NetSocket) {
    super();
    this.#tcp = tcp;
    tcp.on('data', (chunk) => {
      if (!this.push(chunk)) tcp.pause();
    });
    tcp.on('end', () => this.push(null));
    tcp.on('error', (error) => this.destroy(error));
    tcp.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#tcp.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.writes += 1;
    this.#tcp.write(chunk, done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.writes += 1;
    this.#tcp.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#tcp.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#tcp.destroy();
    done(error);
  }
}
