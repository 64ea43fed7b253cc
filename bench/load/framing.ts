/** What a frame of the server says. */
export type Frame =
  | { readonly kind: 'event'; readonly event: string; readonly payload: unknown }
  | { readonly kind: 'ack'; readonly id: number; readonly reply: unknown }
  /** Something that has to be answered by this frame, at once. */
  | { readonly kind: 'answer'; readonly frame: string }
  /** The server has let us in. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly reason: string };

/** How one kind of server puts events and acknowledgements into WebSocket frames. */
export interface Framing {
  path(username: string): string;
  /** An event that is to be acknowledged under this number. */
  encode(id: number, event: string, payload: object): string;
  decode(frame: string): Frame;
}

/** Which framing a server speaks. */
export type WireName = 'socket.io' | 'ws';

/** How a connection says whose it is: with a token, which is checked, or by a name alone. */
export type Credentials = { readonly token: string } | { readonly username: string };

export function createFraming(wire: WireName, credentials: Credentials): Framing {
  return wire === 'ws' ? plainFraming : socketIoFraming(credentials);
}

/** One JSON array a frame: `[id, event, payload]` there, `[event, payload]` and `[id, reply]` back. */
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
 * Engine.IO 4 and Socket.IO 5 by hand, as their protocol documents say
 * (https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/): two hundred clients of
 * socket.io-client in one process would be slower than the servers that they are to measure.
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
