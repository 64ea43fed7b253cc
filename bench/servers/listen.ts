import { once } from 'node:events';
import type { Server } from 'node:http';

/** Listens on a free port of the loopback address, and prints the address as the service does. */
export async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  process.stdout.write(`Listening on ws://127.0.0.1:${port}\n`);
}
