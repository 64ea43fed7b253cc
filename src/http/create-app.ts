import cors from 'cors';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { IsAllowedOrigin } from './allowed-origins.js';
import { type AuthRoutesOptions, authRoutes } from './auth-routes.js';
import { docsRoutes } from './docs-routes.js';
import { errorHandler, notFound } from './error-handler.js';
import { type Health, operationsRoutes } from './operations-routes.js';

export interface AppOptions extends AuthRoutesOptions {
  isAllowedOrigin: IsAllowedOrigin;
  health: Health;
  registry: Registry;
  logger: Logger;
  trustedProxies: number;
}

/** Creates the Express application, which serves all HTTP routes except Engine.IO's. */
export function createApp(options: AppOptions): Express {
  const { isAllowedOrigin, health, registry, logger, trustedProxies } = options;
  const app = express();
  app.set('trust proxy', trustedProxies);
  app.use(helmet());
  app.use(operationsRoutes(health, registry));
  app.use(docsRoutes());
  app.use(
    '/auth',
    cors({
      origin: (origin, callback) => callback(null, isAllowedOrigin(origin)),
      methods: ['POST', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type'],
      exposedHeaders: ['retry-after'],
    }),
    authRoutes(options),
  );
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
