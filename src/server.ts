import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Server } from 'socket.io';
import { enginePath } from '../generated/operations.js';
import { ChatMetrics } from './chat/chat-metrics.js';
import { type Chat, createChat } from './chat/chat-namespace.js';
import { type Config, signingSecret } from './config.js';
import { createOriginRule } from './http/allowed-origins.js';
import { createApp } from './http/create-app.js';
import { Accounts } from './messenger/accounts.js';
import { Authentication } from './messenger/authentication.js';
import { Conversations } from './messenger/conversations.js';
import { Passwords } from './messenger/passwords.js';
import { Presence } from './messenger/presence.js';
import { RateLimit } from './messenger/rate-limit.js';
import { ForeignTokens, OwnTokens, type TokenVerifier } from './messenger/tokens.js';
import { openStorage } from './storage/open-storage.js';

/** The largest packet that is read. */
const packetLimitBytes = 64 * 1_024;

export interface MessengerServer {
  /** Resolves with the port when connections are taken. */
  listen(): Promise<number>;
  /** Takes no new work, finishes what was taken, and closes everything. */
  close(): Promise<void>;
}

/**
 * Puts the service together. The database is reached, and brought up to date, before it resolves.
 * @throws MessengerError `unavailable` when the database cannot be reached.
 */
export async function createServer(config: Config, logger: Logger): Promise<MessengerServer> {
  const storage = await openStorage(config.databaseUrl);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const tokens = createTokens(config);
  const accounts = new Accounts(storage.accounts, new Passwords());
  const presence = new Presence();
  const messenger = { accounts, presence, conversations: new Conversations(accounts, storage.chats) };
  const authentication = new Authentication(tokens.verifier, accounts, { admitsUnknown: !tokens.issue });

  let isDraining = false;
  const isAllowedOrigin = createOriginRule(config.allowedOrigins);
  const httpServer = createHttpServer();
  const io = new Server(httpServer, {
    path: enginePath,
    serveClient: false,
    maxHttpBufferSize: packetLimitBytes,
    cors: { origin: (origin, callback) => callback(null, isAllowedOrigin(origin)) },
    // `cors` covers HTTP polling only: a browser sends a WebSocket handshake from any page.
    allowRequest: (request, callback) => callback(null, !isDraining && isAllowedOrigin(request.headers.origin)),
  });
  const chat: Chat = createChat(io, {
    messenger,
    authentication,
    connectionLimit: config.limits.connections,
    limits: { 'send-message': new RateLimit(config.limits.sends) },
    metrics: new ChatMetrics(registry),
    logger,
  });
  const app = createApp({
    accounts,
    authentication,
    presence,
    issueToken: tokens.issue,
    deliver: chat.deliver,
    limits: { logins: new RateLimit(config.limits.logins), registrations: new RateLimit(config.limits.registrations) },
    isDraining: () => isDraining,
    isAllowedOrigin,
    health: { isDraining: () => isDraining, ping: () => storage.ping() },
    registry,
    logger,
    trustedProxies: config.trustedProxies,
  });
  httpServer.on('request', app);

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
      chat.close();
      await io.close();
      await storage.close();
    },
  };
}

/** Tokens of the operator's identity provider where there is one, else our own. */
function createTokens(config: Config): { verifier: TokenVerifier; issue?: (username: string) => Promise<string> } {
  const { jwksUrl, lifetimeSeconds } = config.jwt;
  if (jwksUrl) return { verifier: new ForeignTokens(jwksUrl, config.jwt) };
  const own = new OwnTokens(signingSecret(config), lifetimeSeconds, config.jwt);
  return { verifier: own, issue: (username) => own.issue(username) };
}
