import { once } from 'node:events';
import { createServer } from 'node:http';
import cors from 'cors';
import express from 'express';
import { Server } from 'socket.io';
import type { Contract } from '../codegen/contract.js';
import { actorEndpoints } from './actor-endpoints.js';
import { controlEndpoints, controlPath, type MockControl, unreadableRequest } from './control-endpoints.js';
import { enginePath, mergeByAddress, namespaceMatcher } from './engine-address.js';
import { makeEnvironment } from './mock-environment.js';
import { MockNamespace } from './mock-namespace.js';
import { MockSwitchboard } from './mock-switchboard.js';
import { mutatedWire } from './mutated-wire.js';
import type { Mutation } from './mutation.js';
import type { Person } from './people.js';
import { RecentNotes } from './recent-notes.js';
import { honestWire } from './wire.js';

export interface MockOptions {
  /** 0, which is also the default, takes one that is free. */
  readonly port?: number;
  /** The address to listen on: 127.0.0.1 without it. */
  readonly host?: string;
  /** The same seed draws the same values; 1 without it. */
  readonly seed?: number;
  /** Sends each server event in turn to everybody, one every so many milliseconds. */
  readonly intervalMs?: number | undefined;
  /** Lets nobody in who comes with a token of the form `mock-<name>` and was not created. */
  readonly onlyIssued?: boolean;
  /** Is told, in one line each, what a developer of a client wants to know. */
  readonly onNote?: (line: string) => void;
  /** Has the mock do one thing otherwise than the document says, so that a test of it can be tested. */
  readonly mutation?: Mutation | undefined;
}

export interface Mock extends MockControl {
  /** Of the engine, as in `ws://127.0.0.1:4000/ws`. */
  readonly url: string;
  /** Of the mock's own endpoints, as in `http://127.0.0.1:4000/mock`. */
  readonly httpUrl: string;
  /** Lets everybody go and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Starts a server that behaves as the document says.
 * @throws Error of the system when it cannot listen, as with the code `EADDRINUSE`.
 */
export async function startMock(contract: Contract, options: MockOptions = {}): Promise<Mock> {
  const { port = 0, host = '127.0.0.1', seed = 1, intervalMs, onlyIssued = false, onNote, mutation } = options;
  const notes = new RecentNotes(onNote);
  const environment = makeEnvironment(contract, {
    seed,
    takesNames: !onlyIssued,
    note: (line) => notes.add(line),
    wire: mutation ? mutatedWire(mutation) : honestWire,
  });
  const app = express().disable('x-powered-by');
  const http = createServer(app);
  const path = enginePath(contract);
  const io = new Server(http, { path, serveClient: false, cors: { origin: true, credentials: true } });
  let isOpen = true;
  const happenEverywhere = (kind: 'create' | 'remove', person: Person) => {
    for (const namespace of namespaces) namespace.happen({ kind, person });
  };
  const onCreate = (person: Person) => happenEverywhere('create', person);
  const namespaces = mergeByAddress(contract.namespaces).map(
    (namespace) => new MockNamespace(environment, namespace, io.of(namespaceMatcher(namespace)), onCreate),
  );
  const switchboard = new MockSwitchboard(environment, namespaces, notes.lines);
  const control = controlPath(contract);
  app.use(cors({ origin: true, credentials: true }), express.json({ strict: false }));
  app.use(control, controlEndpoints(switchboard));
  if (contract.actors) {
    const onRemove = (person: Person) => happenEverywhere('remove', person);
    app.use(actorEndpoints(environment, contract.actors, { onCreate, onRemove }));
  }
  app.use(unreadableRequest);
  http.listen(port, host);
  await once(http, 'listening');
  const address = http.address();
  const origin = `${host.includes(':') ? `[${host}]` : host}:${typeof address === 'object' ? address?.port : port}`;
  const timer = intervalMs === undefined ? undefined : setInterval(() => switchboard.sendNext(), intervalMs);
  return {
    url: `ws://${origin}${path}`,
    httpUrl: `http://${origin}${control}`,
    status: () => switchboard.status(),
    provoke: (event, provokeOptions) => switchboard.provoke(event, provokeOptions),
    failNext: (event, code, namespace) => switchboard.failNext(event, code, namespace),
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
