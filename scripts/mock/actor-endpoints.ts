import type { Request, RequestHandler } from 'express';
import type { Actors, HttpRequest, Json } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { IdentityMaker } from './identity-maker.js';
import type { MockEnvironment } from './mock-environment.js';
import type { Person } from './people.js';
import { matchTemplate, type Reference } from './template-match.js';

interface ActorEvents {
  readonly onCreate: (person: Person) => void;
  readonly onRemove: (person: Person) => void;
}

/** Makes and unmakes identities where and how `x-socketio-actors` says; whatever else is asked for is left to others. */
export function actorEndpoints(environment: MockEnvironment, actors: Actors, events: ActorEvents): RequestHandler {
  const maker = new IdentityMaker(environment, actors);
  return (request, response, next) => {
    if (pathReferences(actors.create, request)) {
      const body = bodyOf(request);
      const missing = missingFields(actors.create.body, body);
      if (missing.length > 0) {
        const message = `The body has to be JSON with ${missing.join(' and ')}, as x-socketio-actors says.`;
        response.status(400).json({ error: { code: 'mock-bad-request', message } });
        return;
      }
      const { answer, person, isNew } = maker.make(body);
      if (isNew) events.onCreate(person);
      response.status(request.method === 'POST' ? 201 : 200).json(answer);
      return;
    }
    if (!actors.remove || !pathReferences(actors.remove, request)) return next();
    const claims = removalClaims(actors.remove, request);
    const person = claims && environment.people.identifiedBy(claims);
    if (!person) {
      const message = 'Nobody is known by what x-socketio-actors says this request has.';
      response.status(404).json({ error: { code: 'mock-unknown-actor', message } });
      return;
    }
    person.isRemoved = true;
    events.onRemove(person);
    response.status(204).end();
  };
}

/** What the templates of a request's path stand for; `undefined` when it is another request. */
function pathReferences({ method, path }: HttpRequest, request: Request): readonly Reference[] | undefined {
  if (request.method !== method) return undefined;
  const match = matchTemplate(path, decodeURI(path.includes('?') ? request.originalUrl : request.path));
  return match?.standIns.every(({ literal, actual }) => literal === actual) ? match.references : undefined;
}

/** What a request to remove somebody says of whom it is about; `undefined` when it has not the form that is due. */
function removalClaims(remove: HttpRequest, request: Request): Reference[] | undefined {
  // Header names are the same in any case, and Node has them in lower case.
  const headers = Object.entries(remove.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const inHeaders = matchTemplate(Object.fromEntries(headers), headersOf(request));
  const inBody = matchTemplate(remove.body ?? {}, bodyOf(request));
  if (!inHeaders || !inBody) return undefined;
  const claims = [...(pathReferences(remove, request) ?? []), ...inHeaders.references, ...inBody.references];
  return claims.length > 0 ? claims : undefined;
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
