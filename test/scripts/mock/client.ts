import { io, type Socket } from 'socket.io-client';

/** A connected client of a mock that records the events it receives. */
export interface Client {
  readonly socket: Socket;
  /** The received events with their payloads, in order. */
  readonly received: [event: string, payload: unknown][];
  /** Resolves with the payload of the next event of that name that `next` has not returned yet. */
  next(event: string): Promise<unknown>;
  /** Emits an event and resolves with the argument of its acknowledgement. */
  ask(event: string, payload?: unknown): Promise<unknown>;
  close(): void;
}

/** Connects to a namespace of the server at `url`, which includes the engine path. */
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
  const pending: Client['received'] = [];
  const waiters = new Set<() => void>();
  socket.onAny((event: string, payload: unknown) => {
    received.push([event, payload]);
    pending.push([event, payload]);
    for (const notify of waiters) notify();
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
        const notify = () => {
          const index = pending.findIndex(([name]) => name === event);
          if (index < 0) return;
          waiters.delete(notify);
          resolve(pending.splice(index, 1)[0]?.[1]);
        };
        waiters.add(notify);
        notify();
      }),
    ask: (event, ...payloads) => socket.timeout(5_000).emitWithAck(event, ...payloads),
    close: () => {
      socket.disconnect();
    },
  };
}

/** Sends an HTTP request and returns the status and the JSON body of the answer. */
export async function request(url: string, method = 'GET', body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
