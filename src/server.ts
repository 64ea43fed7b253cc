import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { enginePath } from '../generated/operations.js';
import { createChatNamespace } from './chat/chat-namespace.js';
import { NamespaceMetrics } from './chat/namespace-metrics.js';
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
import { createSocketServer } from './transport/create-socket-server.js';

/** Grace period in ms: once to send pending data, once more for clients to close. */
const closeGraceMs = 1_500;

export interface MessengerServer {
  /** Starts to accept connections; resolves with the port. */
  listen(): Promise<number>;
  /** Refuses new work, finishes accepted work, and closes everything. */
  close(): Promise<void>;
}

/**
 * Composes the service. It resolves when the database is reached and migrated and, for several nodes, Redis is reached.
 * @throws MessengerError `unavailable` when the database or Redis cannot be reached.
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
  const httpServer = createHttpServer({ headersTimeout: 10_000, requestTimeout: 15_000 }, (request, response) =>
    app(request, response),
  );
  const io = createSocketServer(httpServer, { path: enginePath, isAllowedOrigin, isAccepting: () => !isDraining });
  const namespace = createChatNamespace(io, {
    messenger,
    authentication,
    publish: cluster && ((notice) => cluster.publish(notice)),
    connectionLimit: config.limits.connections,
    limits: { 'send-message': new RateLimit(config.limits.sends) },
    metrics: new NamespaceMetrics(registry),
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
    deliver: namespace.deliver,
    limits: createAttemptLimits(config.limits, cluster?.redis),
    isDraining: () => isDraining,
    isAllowedOrigin,
    health: { isDraining: () => isDraining, ping },
    registry,
    logger,
    trustedProxies: config.trustedProxies,
  });
  const endConnections = trackConnections(httpServer);
  cluster?.start({ deliverHere: namespace.deliverHere, onMissedEvents: namespace.endDeleted });

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
      await namespace.drain();
      await namespace.close(closeGraceMs);
      const timer = setTimeout(endConnections, closeGraceMs);
      // Closes the HTTP server too.
      await io.close();
      clearTimeout(timer);
      await cluster?.close();
      await storage.close();
    },
  };
}

/** Returns a function that destroys all open connections, since a client may never close its side. */
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

/** Joins the other nodes when there is a Redis; without one, no code for Redis is loaded. */
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

/** Selects the tokens of the operator's identity provider if there is one, else our own. */
function createTokens(config: Config): { verifier: TokenVerifier; issue?: (username: string) => string } {
  const { jwksUrl, lifetimeSeconds } = config.jwt;
  if (jwksUrl) return { verifier: new ForeignTokens(jwksUrl, config.jwt) };
  const own = new OwnTokens(signingSecret(config.jwt.secret, config.dataDir), lifetimeSeconds, config.jwt);
  return { verifier: own, issue: (username) => own.issue(username) };
}
