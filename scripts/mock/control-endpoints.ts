import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { Contract, Json, JsonObject } from '../codegen/contract.js';
import { isObject, stringAt } from '../codegen/json.js';

/** The operations of the mock's own HTTP endpoints. */
export interface MockControl {
  status(): JsonObject;
  /** @throws ControlError */
  provoke(event: string, options?: ProvokeOptions): Provoked;
  /** @throws ControlError */
  failNext(event: string, code: string, namespace?: string): void;
}

export interface ProvokeOptions {
  /** The address of the namespace; required only if several namespaces have an event of that name. */
  readonly namespace?: string | undefined;
  /** The payload; without it, an example or a random payload is sent. */
  readonly payload?: Json | undefined;
  /** A socket id, or the value of a property of the receiving user; without it, all clients receive the event. */
  readonly to?: Json | undefined;
}

export interface Provoked {
  readonly payload: Json | undefined;
  /** The ids of the sockets it was sent to. */
  readonly sentTo: string[];
}

/** A request to the control endpoints that cannot be fulfilled. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: 'mock-unknown-event' | 'mock-invalid-payload' | 'mock-unknown-error-code' | 'mock-bad-request';

  constructor(code: ControlError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Returns the path of the mock's own endpoints: `/mock`, unless a path of the document begins with it. */
export function controlPath({ actors, servers }: Contract): string {
  const taken = [actors?.create.path, actors?.remove?.path, servers[0]?.path].filter((path) => path !== undefined);
  let path = '/mock';
  while (taken.some((other) => other.startsWith(path))) path += '-control';
  return path;
}

/** Returns the routes `GET /`, `POST /emit` and `POST /next`. */
export function controlEndpoints(control: MockControl): RequestHandler {
  const router = Router();
  router.get('/', (_, response) => {
    response.json(control.status());
  });
  router.post(
    '/emit',
    answering((body) => {
      const { payload, to } = body;
      const namespace = stringAt(body, 'namespace') || undefined;
      return { ...control.provoke(stringAt(body, 'event'), { namespace, payload, to }) };
    }),
  );
  router.post(
    '/next',
    answering((body) => {
      const [event, error] = [stringAt(body, 'event'), stringAt(body, 'error')];
      control.failNext(event, error, stringAt(body, 'namespace') || undefined);
      return { event, error };
    }),
  );
  return router;
}

/** Answers a request that could not be read, such as one with invalid JSON, with a JSON error. */
export const unreadableRequest: ErrorRequestHandler = (error, _, response, next) => {
  if (response.headersSent) return next(error);
  const message = error instanceof Error ? error.message : String(error);
  response.status(400).json({ error: { code: 'mock-bad-request', message } });
};

function answering(act: (body: JsonObject) => object): RequestHandler {
  return ({ body }, response) => {
    try {
      if (!isObject(body)) throw new ControlError('mock-bad-request', 'The body must be a JSON object.');
      response.json(act(body));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      const status = error.code === 'mock-unknown-event' ? 404 : 400;
      response.status(status).json({ error: { code: error.code, message: error.message } });
    }
  };
}
