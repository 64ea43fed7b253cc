import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import helmet from 'helmet';

/** Serves the generated docs and the contract. */
export function docsRoutes(folder = findGeneratedFolder()): Router {
  const router = Router();
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
  router.get('/', (_request, response) => response.redirect('docs/'));
  router.use('/docs', policy, express.static(join(folder, 'docs')));
  // The contract is public: pages of every origin may read it.
  for (const [file, type] of [
    ['asyncapi.yaml', 'application/yaml'],
    ['asyncapi.json', 'application/json'],
  ] as const) {
    router.get(`/${file}`, (_request, response) => {
      response.type(type).set('Access-Control-Allow-Origin', '*').sendFile(file, { root: folder });
    });
  }
  return router;
}

/** Finds `generated/` in the package root. This module runs from `src/`, or from `dist/src/` after a build. */
function findGeneratedFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'generated');
}
