import type { Request, RequestHandler } from 'express';
import type { Actors, HttpRequest, Json } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { IdentityMaker } from './identity-maker.js';
import type { MockEnvironment } from './mock-environment.js';
import { matchTemplate, type Reference } from './template-match.js';
import type { User } from './users.js';

interface ActorEvents {
  readonly onCreate: (user: User) => void;
  readonly onRemove: (user: User) => void;
}

/** Handles the HTTP requests that create and remove identities, as `x-socketio-actors` defines them. */
export function actorEndpoints(environment: MockEnvironment, actors: Actors, events: ActorEvents): RequestHandler {
  const maker = new IdentityMaker(environment, actors);
  return (request, response, next) => {
    if (pathReferences(actors.create, request)) {
      const body = bodyOf(request);
      const missing = missingFields(actors.create.body, body);
      if (missing.length > 0) {
        const message = `The body must be a JSON object with ${missing.join(' and ')}: see x-socketio-actors in the document.`;
        response.status(400).json({ error: { code: 'mock-bad-request', message } });
        return;
      }
      const { answer, user, isNew } = maker.make(body);
      if (isNew) events.onCreate(user);
      response.status(request.method === 'POST' ? 201 : 200).json(answer);
      return;
    }
    if (!actors.remove || !pathReferences(actors.remove, request)) return next();
    const identity = identifyingValues(actors.remove, request);
    const user = identity && environment.users.identifiedBy(identity);
    if (!user) {
      const message = 'No identity matches this request: see x-socketio-actors in the document.';
      response.status(404).json({ error: { code: 'mock-unknown-actor', message } });
      return;
    }
    user.isRemoved = true;
    events.onRemove(user);
    response.status(204).end();
  };
}

/** Returns the values of the templates in a request's path; `undefined` for a different request. */
function pathReferences({ method, path }: HttpRequest, request: Request): readonly Reference[] | undefined {
  if (request.method !== method) return undefined;
  const match = matchTemplate(path, decodeURI(path.includes('?') ? request.originalUrl : request.path));
  return match?.literals.every(({ literal, actual }) => literal === actual) ? match.references : undefined;
}

/** Returns the values that identify the user to remove; `undefined` when the request does not have the defined form. */
function identifyingValues(remove: HttpRequest, request: Request): Reference[] | undefined {
  // Header names are case-insensitive, and Node.js has them in lower case.
  const headers = Object.entries(remove.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const inHeaders = matchTemplate(Object.fromEntries(headers), headersOf(request));
  const inBody = matchTemplate(remove.body ?? {}, bodyOf(request));
  if (!inHeaders || !inBody) return undefined;
  const values = [...(pathReferences(remove, request) ?? []), ...inHeaders.references, ...inBody.references];
  return values.length > 0 ? values : undefined;
}

function headersOf(request: Request): Json {
  const single = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return Object.fromEntries(single);
}

function bodyOf(request: Request): Json {
  return (request.body ?? {}) as Json;
}

function missingFields(template: Json | undefined, body: Json): string[] {
  if (!isObject(template)) return [];
  return Object.keys(template).filter((name) => !isObject(body) || !Object.hasOwn(body, name));
}
