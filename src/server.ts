import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import cors from 'cors';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Server } from 'socket.io';
import { enginePath } from '../generated/operations.js';
import { ChatEngine } from './chat/chat-engine.js';
import { ChatMetrics } from './chat/chat-metrics.js';
import { type Chat, createChat } from './chat/chat-namespace.js';
import type { Cluster } from './cluster/open-cluster.js';
import { RedisError } from './cluster/redis-error.js';
import type { Config } from './config.js';
import { MessengerError } from './errors.js';
import { createOriginRule } from './http/allowed-origins.js';
import { createApp } from './http/create-app.js';
import { Accounts } from './identity/accounts.js';
import { createAttemptLimits } from './identity/attempt-limits.js';
import { Authentication } from './identity/authentication.js';
import { Passwords } from './identity/passwords.js';
import { signingSecret } from './identity/signing-secret.js';
import { ForeignTokens, OwnTokens, type TokenVerifier } from './identity/tokens.js';
import { Conversations } from './messenger/conversations.js';
import type { Storage } from './messenger/ports.js';
import { Presence } from './messenger/presence.js';
import { RateLimit } from './messenger/rate-limit.js';
import { openStorage } from './storage/open-storage.js';

/** The largest packet that is read. */
const packetLimitBytes = 64 * 1_024;

/** Milliseconds that clients have to take what is on its way to them, and then again to let go. */
const closePatienceMs = 1_500;

export interface MessengerServer {
  /** Resolves with the port when connections are taken. */
  listen(): Promise<number>;
  /** Takes no new work, finishes what was taken, and closes everything. */
  close(): Promise<void>;
}

/**
 * Puts the service together. The database is reached, and brought up to date, before it resolves; Redis too, if there are
 * to be several processes.
 * @throws MessengerError `unavailable` when the database, or Redis, cannot be reached.
 */
export async function createServer(config: Config, logger: Logger): Promise<MessengerServer> {
  const storage = await openStorage(config.databaseUrl);
  const cluster = await joinCluster(config, storage, logger);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const tokens = createTokens(config);
  const accounts = new Accounts(storage.accounts, new Passwords());
  const presence = new Presence(cluster?.presence);
  const messenger = { accounts, presence, conversations: new Conversations(accounts, storage.chats) };
  const authentication = new Authentication(tokens.verifier, accounts, { admitsUnknown: !tokens.issue });

  let isDraining = false;
  const isAllowedOrigin = createOriginRule(config.allowedOrigins);
  const engine = new ChatEngine({
    maxHttpBufferSize: packetLimitBytes,
    // CORS, below, covers HTTP polling only: a browser sends a WebSocket handshake from any page.
    allowRequest: (request, callback) => callback(null, !isDraining && isAllowedOrigin(request.headers.origin)),
  });
  const io = new Server({ serveClient: false, ...(cluster && { adapter: cluster.adapter }) }).bind(engine);
  const chat: Chat = createChat(io, {
    messenger,
    authentication,
    isShared: cluster !== undefined,
    connectionLimit: config.limits.connections,
    limits: { 'send-message': new RateLimit(config.limits.sends) },
    metrics: new ChatMetrics(registry),
    logger,
  });
  const ping = async (): Promise<void> => {
    await Promise.all([storage.ping(), cluster?.ping()]);
  };
  const app = createApp({
    accounts,
    authentication,
    presence,
    issueToken: tokens.issue,
    deliver: chat.deliver,
    limits: createAttemptLimits(config.limits),
    isDraining: () => isDraining,
    isAllowedOrigin,
    health: { isDraining: () => isDraining, ping },
    registry,
    logger,
    trustedProxies: config.trustedProxies,
  });
  const allowReading = cors({ origin: (origin, callback) => callback(null, isAllowedOrigin(origin)) });
  const httpServer = createHttpServer({ headersTimeout: 10_000, requestTimeout: 15_000 }, (request, response) => {
    if (isForEngine(request)) allowReading(request, response, () => engine.handleRequest(request, response));
    else app(request, response);
  });
  httpServer.on('upgrade', (request, network, head) => {
    if (isForEngine(request)) engine.handleUpgrade(request, network, head);
    else refuse(network);
  });
  const endConnections = trackConnections(httpServer);
  cluster?.start({ tellHere: chat.deliverHere, onCutOff: () => chat.endDeleted() });

  return {
    async listen() {
      await new Promise<void>((resolve, reject) => {
        httpServer.once('error', reject);
        httpServer.listen({ port: config.port, ...(config.host && { host: config.host }) }, resolve);
      });
      return (httpServer.address() as AddressInfo).port;
    },
    async close() {
      isDraining = true;
      await chat.drain();
      await chat.close(closePatienceMs);
      const timer = setTimeout(endConnections, closePatienceMs);
      await io.close();
      await new Promise((resolve) => httpServer.close(resolve));
      clearTimeout(timer);
      await cluster?.close();
      await storage.close();
    },
  };
}

function isForEngine({ url }: IncomingMessage): boolean {
  return url?.startsWith(`${enginePath}/`) === true;
}

/** Answers a WebSocket handshake where there is nothing to shake hands with. */
function refuse(network: Duplex): void {
  network.on('error', () => {});
  // Its client may go on sending, and never let go.
  network.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => network.destroy());
}

/** Answers with what ends the connections that are left by then: a client may never let go of its own. */
function trackConnections(httpServer: HttpServer): () => void {
  const connections = new Set<Socket>();
  httpServer.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return () => {
    for (const connection of connections) connection.destroy();
  };
}

/** The other processes of the service, if there are to be any; without them, nothing of this is even loaded. */
async function joinCluster({ redisUrl }: Config, storage: Storage, logger: Logger): Promise<Cluster | undefined> {
  if (redisUrl === undefined) return undefined;
  const { openCluster } = await import('./cluster/open-cluster.js');
  const usernameOf = async (id: number) => (await storage.accounts.findById(id))?.username;
  try {
    return await openCluster(redisUrl, { usernameOf, logger });
  } catch (error) {
    await storage.close();
    throw new MessengerError('unavailable', { cause: new RedisError(error) });
  }
}

/** Tokens of the operator's identity provider where there is one, else our own. */
function createTokens(config: Config): { verifier: TokenVerifier; issue?: (username: string) => string } {
  const { jwksUrl, lifetimeSeconds } = config.jwt;
  if (jwksUrl) return { verifier: new ForeignTokens(jwksUrl, config.jwt) };
  const own = new OwnTokens(signingSecret(config.jwt.secret, config.dataDir), lifetimeSeconds, config.jwt);
  return { verifier: own, issue: (username) => own.issue(username) };
}
