import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import helmet from 'helmet';

/** The docs and the contract, as they were generated. */
export function docsRoutes(folder = generatedFolder()): Router {
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
  // Every client may read the contract, from whatever page: it is public.
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

/** `generated/` stands at the root of the package; this module runs from `src/`, or built, from `dist/src/`. */
function generatedFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'generated');
}
