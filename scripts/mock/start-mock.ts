import { once } from 'node:events';
import { createServer } from 'node:http';
import cors from 'cors';
import express from 'express';
import { Server } from 'socket.io';
import type { Contract } from '../codegen/contract.js';
import { actorEndpoints } from './actor-endpoints.js';
import { controlEndpoints, controlPath, type MockControl, unreadableRequest } from './control-endpoints.js';
import { enginePath, mergeByAddress, namespaceMatcher } from './engine-address.js';
import { MockController } from './mock-controller.js';
import { makeEnvironment } from './mock-environment.js';
import { MockNamespace } from './mock-namespace.js';
import { mutatedWire } from './mutated-wire.js';
import type { Mutation } from './mutation.js';
import { RecentNotes } from './recent-notes.js';
import type { User } from './users.js';
import { unmodifiedWire } from './wire.js';

export interface MockOptions {
  /** The port; 0, the default, selects a free port. */
  readonly port?: number;
  /** The address to listen on; the default is 127.0.0.1. */
  readonly host?: string;
  /** The seed of the random values; the default is 1. */
  readonly seed?: number;
  /** Sends the server events in turn to all clients, one per interval. */
  readonly intervalMs?: number | undefined;
  /** Refuses tokens of the form `mock-<name>` without an identity that was created before. */
  readonly onlyIssued?: boolean;
  /** Called with one-line messages about mistakes of clients. */
  readonly onNote?: (line: string) => void;
  /** Makes the mock deviate from the document in one way, to test the contract test itself. */
  readonly mutation?: Mutation | undefined;
}

export interface Mock extends MockControl {
  /** The URL with the engine path, as in `ws://127.0.0.1:4000/ws`. */
  readonly url: string;
  /** The URL of the mock's own endpoints, as in `http://127.0.0.1:4000/mock`. */
  readonly httpUrl: string;
  /** Disconnects all clients and resolves when the port is released. */
  close(): Promise<void>;
}

/**
 * Starts a server that behaves as the document describes.
 * @throws Error of the operating system when it cannot listen, such as `EADDRINUSE`.
 */
export async function startMock(contract: Contract, options: MockOptions = {}): Promise<Mock> {
  const { port = 0, host = '127.0.0.1', seed = 1, intervalMs, onlyIssued = false, onNote, mutation } = options;
  const notes = new RecentNotes(onNote);
  const environment = makeEnvironment(contract, {
    seed,
    acceptsNameTokens: !onlyIssued,
    note: (line) => notes.add(line),
    wire: mutation ? mutatedWire(mutation) : unmodifiedWire,
  });
  const app = express().disable('x-powered-by');
  const http = createServer(app);
  const path = enginePath(contract);
  const io = new Server(http, { path, serveClient: false, cors: { origin: true, credentials: true } });
  let isOpen = true;
  const handleInAllNamespaces = (kind: 'create' | 'remove', user: User) => {
    for (const namespace of namespaces) namespace.handleAction({ kind, user });
  };
  const onCreate = (user: User) => handleInAllNamespaces('create', user);
  const namespaces = mergeByAddress(contract.namespaces).map(
    (namespace) => new MockNamespace(environment, namespace, io.of(namespaceMatcher(namespace)), onCreate),
  );
  const controller = new MockController(environment, namespaces, notes.lines);
  const control = controlPath(contract);
  app.use(cors({ origin: true, credentials: true }), express.json({ strict: false }));
  app.use(control, controlEndpoints(controller));
  if (contract.actors) {
    const onRemove = (user: User) => handleInAllNamespaces('remove', user);
    app.use(actorEndpoints(environment, contract.actors, { onCreate, onRemove }));
  }
  app.use(unreadableRequest);
  http.listen(port, host);
  await once(http, 'listening');
  const address = http.address();
  const origin = `${host.includes(':') ? `[${host}]` : host}:${typeof address === 'object' ? address?.port : port}`;
  const timer = intervalMs === undefined ? undefined : setInterval(() => controller.sendNext(), intervalMs);
  return {
    url: `ws://${origin}${path}`,
    httpUrl: `http://${origin}${control}`,
    status: () => controller.status(),
    provoke: (event, provokeOptions) => controller.provoke(event, provokeOptions),
    failNext: (event, code, namespace) => controller.failNext(event, code, namespace),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      const closed = io.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
