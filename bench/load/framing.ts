/** The content of a frame of the server. */
export type Frame =
  | { readonly kind: 'event'; readonly event: string; readonly payload: unknown }
  | { readonly kind: 'ack'; readonly id: number; readonly reply: unknown }
  /** A packet that the client must answer with this frame at once. */
  | { readonly kind: 'answer'; readonly frame: string }
  /** The server has accepted the client. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Encodes and decodes the events and acknowledgements of one kind of server. */
export interface Framing {
  path(username: string): string;
  /** Encodes an event that the server acknowledges under this id. */
  encode(id: number, event: string, payload: object): string;
  decode(frame: string): Frame;
}

/** The protocol of a server. */
export type WireName = 'socket.io' | 'ws';

/** The credentials of a connection: a token, or a username alone. */
export type Credentials = { readonly token: string } | { readonly username: string };

export function createFraming(wire: WireName, credentials: Credentials): Framing {
  return wire === 'ws' ? plainFraming : socketIoFraming(credentials);
}

/** One JSON array per frame: `[id, event, payload]` to the server, `[event, payload]` and `[id, reply]` from it. */
const plainFraming: Framing = {
  path: (username) => `/?username=${encodeURIComponent(username)}`,
  encode: (id, event, payload) => JSON.stringify([id, event, payload]),
  decode(frame) {
    const [first, second]: unknown[] = JSON.parse(frame);
    if (typeof first === 'number') return { kind: 'ack', id: first, reply: second };
    if (first === 'ready') return { kind: 'ready' };
    return { kind: 'event', event: String(first), payload: second };
  },
};

/**
 * Implements Engine.IO 4 and Socket.IO 5 by their protocol documents (https://socket.io/docs/v4/engine-io-protocol/,
 * https://socket.io/docs/v4/socket-io-protocol/): 200 clients of socket.io-client in one process would need more CPU time
 * than the servers that they measure.
 */
function socketIoFraming(credentials: Credentials): Framing {
  const connect = `40/chat,${JSON.stringify(credentials)}`;
  return {
    path: () => '/ws/?EIO=4&transport=websocket',
    encode: (id, event, payload) => `42/chat,${id}${JSON.stringify([event, payload])}`,
    decode(frame) {
      const type = frame.slice(0, 2);
      switch (type) {
        case '42': {
          const [event, payload]: unknown[] = JSON.parse(frame.slice('42/chat,'.length));
          return { kind: 'event', event: String(event), payload };
        }
        case '43': {
          const bracket = frame.indexOf('[');
          const [reply]: unknown[] = JSON.parse(frame.slice(bracket));
          return { kind: 'ack', id: Number(frame.slice('43/chat,'.length, bracket)), reply };
        }
        case '2':
          return { kind: 'answer', frame: '3' };
        case '0{':
          return { kind: 'answer', frame: connect };
        case '40':
          return { kind: 'ready' };
        default:
          return { kind: 'refused', reason: frame };
      }
    },
  };
}
