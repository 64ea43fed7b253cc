import { io, type Socket } from 'socket.io-client';

/** A client of a mock, connected, that keeps what it receives. */
export interface Client {
  readonly socket: Socket;
  /** Event and payload of each event, in their order. */
  readonly received: [event: string, payload: unknown][];
  /** The payload of the next event of that name, or of one that has come and was not asked for yet. */
  next(event: string): Promise<unknown>;
  /** The one argument that an event is acknowledged with. */
  ask(event: string, payload?: unknown): Promise<unknown>;
  close(): void;
}

/** Connects to a namespace of the server at `url`, which has the engine path in it. */
export async function connect(url: string, namespace: string, auth: Record<string, unknown> = {}): Promise<Client> {
  const { origin, pathname } = new URL(url);
  const socket = io(`${origin}${namespace}`, {
    path: pathname,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth,
  });
  const received: Client['received'] = [];
  const unasked: Client['received'] = [];
  const wakers = new Set<() => void>();
  socket.onAny((event: string, payload: unknown) => {
    received.push([event, payload]);
    unasked.push([event, payload]);
    for (const wake of wakers) wake();
  });
  await new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(undefined));
    socket.on('connect_error', reject);
  });
  return {
    socket,
    received,
    next: (event) =>
      new Promise((resolve) => {
        const wake = () => {
          const index = unasked.findIndex(([name]) => name === event);
          if (index < 0) return;
          wakers.delete(wake);
          resolve(unasked.splice(index, 1)[0]?.[1]);
        };
        wakers.add(wake);
        wake();
      }),
    ask: (event, ...payloads) => socket.timeout(5_000).emitWithAck(event, ...payloads),
    close: () => {
      socket.disconnect();
    },
  };
}

/** The status and the JSON answer of a request. */
export async function request(url: string, method = 'GET', body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
