import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server, type Socket } from 'socket.io';

/** A defect of the server. */
export type Fault =
  | 'reply lacks a field'
  | 'reply has a wrong type'
  | 'reply has an unknown field'
  | 'error has no code'
  | 'error has an undocumented code'
  | 'invalid payload is accepted'
  | 'invalid payload gets a wrong code'
  | 'no acknowledgement'
  | 'two arguments'
  | 'event goes to a wrong client'
  | 'event goes to all clients'
  | 'event is not sent'
  | 'event is sent twice'
  | 'event lacks a field'
  | 'event has an unknown field'
  | 'unknown event is sent'
  | 'unauthenticated client gets a reply'
  | 'unauthenticated client gets no refusal'
  | 'unauthenticated client is accepted'
  | 'scenario has a wrong result';

interface Bid {
  lot: string;
  amount: number;
  bidder: string;
}

export interface AuctionServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server for `test/fixtures/contracts/auction.yaml` that is correct except for the given fault. */
export async function auctionServer(fault?: Fault): Promise<AuctionServer> {
  const names = new Map<string, string>();
  const bids = new Map<string, { bid: Bid; socket: Socket }>();
  const http = createServer((request, response) => void serveTickets(names, request, response));
  const io = new Server(http, { path: '/auction' });
  const floor = io.of('/floor');

  floor.on('connection', (socket) => {
    const ticket: unknown = socket.handshake.auth['ticket'];
    const bidder = typeof ticket === 'string' ? names.get(ticket) : undefined;
    if (bidder !== undefined || fault === 'unauthenticated client is accepted') listen(socket, bidder ?? 'anonymous');
    if (bidder !== undefined) return;
    if (fault !== 'unauthenticated client gets no refusal') {
      socket.emit('turned-away', { reason: ticket === undefined ? 'no-ticket' : 'no-such-ticket' });
    }
    if (fault === 'unauthenticated client is accepted') return;
    if (fault === 'unauthenticated client gets a reply') {
      socket.on('place-bid', (...args: unknown[]) => {
        const acknowledge = args.pop();
        if (typeof acknowledge === 'function') acknowledge({ error: { code: 'invalid' } });
        socket.disconnect();
      });
    } else socket.disconnect();
  });

  function listen(socket: Socket, bidder: string): void {
    socket.on('wave', () => socket.broadcast.emit('waved', { bidder }));
    socket.on('place-bid', (...args: unknown[]) => {
      const acknowledge = args.pop();
      if (typeof acknowledge !== 'function' || fault === 'no acknowledgement') return;
      const replies = fault === 'two arguments' ? [null] : [];
      acknowledge(...replies, placeBid(socket, bidder, args[0]));
    });
  }

  function placeBid(socket: Socket, bidder: string, payload: unknown): unknown {
    if (!isBidRequest(payload, fault === 'invalid payload is accepted' ? 0 : 1)) {
      return { error: { code: fault === 'invalid payload gets a wrong code' ? 'too-low' : 'invalid' } };
    }
    const { lot, amount } = payload;
    const former = bids.get(lot);
    if (lot === 'closed' || (former && former.bid.amount >= amount && amount > 0)) {
      if (fault === 'error has no code') return { error: { text: 'Bid more.' } };
      return { error: { code: fault === 'error has an undocumented code' ? 'closed' : 'too-low' } };
    }
    const bid = { lot, amount, bidder };
    bids.set(lot, { bid, socket });
    if (former) sendOutbid(former.socket, socket, bid);
    if (fault === 'unknown event is sent') socket.emit('gavel', {});
    return { bid: wrong(bid) };
  }

  function sendOutbid(outbid: Socket, bidder: Socket, bid: Bid): void {
    const payload: object = {
      ...bid,
      ...(fault === 'event lacks a field' && { bidder: undefined }),
      ...(fault === 'event has an unknown field' && { currency: 'EUR' }),
    };
    if (fault === 'event is not sent') return;
    if (fault === 'event goes to all clients') floor.emit('outbid', payload);
    else (fault === 'event goes to a wrong client' ? bidder : outbid).emit('outbid', payload);
    if (fault === 'event is sent twice') outbid.emit('outbid', payload);
  }

  function wrong(bid: Bid): object {
    if (fault === 'reply lacks a field') return { lot: bid.lot, amount: bid.amount };
    if (fault === 'reply has a wrong type') return { ...bid, amount: String(bid.amount) };
    if (fault === 'reply has an unknown field') return { ...bid, currency: 'EUR' };
    return fault === 'scenario has a wrong result' ? { ...bid, amount: bid.amount + 1 } : bid;
  }

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return { url: `ws://127.0.0.1:${address.port}/auction`, close: () => io.close() };
}

function isBidRequest(payload: unknown, least: number): payload is { lot: string; amount: number } {
  const { lot, amount, ...others } = Object(payload);
  return (
    !Array.isArray(payload) &&
    Object.keys(others).length === 0 &&
    !Object.hasOwn(Object(payload), '__proto__') &&
    typeof lot === 'string' &&
    lot.length >= 1 &&
    lot.length <= 80 &&
    Number.isInteger(amount) &&
    amount >= least
  );
}

async function serveTickets(
  names: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'DELETE') {
    names.delete(request.url?.split('/').at(-1) ?? '');
    response.writeHead(204).end();
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const name = String(JSON.parse(body).name);
  const ticket = randomUUID();
  names.set(ticket, name);
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ ticket, name }));
}
