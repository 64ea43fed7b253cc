import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy between client and server that can drop connections and replies. */
export class DropProxy {
  /** The port that connections are forwarded to. */
  targetPort: number;
  /** While true, data from the server does not reach clients. */
  isMuted = false;
  readonly #server: Server;
  readonly #pairs = new Set<[client: Socket, server: Socket]>();

  private constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.#server = createServer((client) => this.#join(client, connect(this.targetPort, '127.0.0.1')));
  }

  static async start(targetPort: number): Promise<DropProxy> {
    const proxy = new DropProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is not listening');
    return `ws://127.0.0.1:${address.port}`;
  }

  /** Cuts every connection without a closing handshake, as a failing network does. */
  drop(): void {
    for (const [client, server] of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    this.isMuted = false;
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, server: Socket): void {
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => {
      if (!this.isMuted) client.write(chunk);
    });
    for (const [socket, other] of [pair, [server, client] as const]) {
      // Errors of cut or refused connections are expected.
      socket.on('error', () => {});
      socket.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}
