import { Router } from 'express';
import type { Registry } from 'prom-client';

export interface Health {
  /** Tells whether the server is shutting down, and refuses new work. */
  isDraining: () => boolean;
  /** Resolves when the database, and Redis if there is one, answer. */
  ping: () => Promise<void>;
}

/** Serves the routes for operators: liveness, readiness and metrics. */
export function operationsRoutes({ isDraining, ping }: Health, registry: Registry): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const problem = isDraining() ? 'draining' : await findProblem(ping);
    response
      .status(problem === undefined ? 200 : 503)
      .json(problem === undefined ? { status: 'ok' } : { status: problem });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

function findProblem(ping: Health['ping']): Promise<string | undefined> {
  return ping().then(
    () => undefined,
    () => 'the database, or Redis, cannot be reached',
  );
}
