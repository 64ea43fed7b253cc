import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { Contract, Json, JsonObject } from '../codegen/contract.js';
import { isObject, stringAt } from '../codegen/json.js';

/** What the endpoints of the mock itself can have it do. */
export interface MockControl {
  status(): JsonObject;
  /** @throws ControlError */
  provoke(event: string, options?: ProvokeOptions): Provoked;
  /** @throws ControlError */
  failNext(event: string, code: string, namespace?: string): void;
}

export interface ProvokeOptions {
  /** The address of the namespace; needed only where several have an event of that name. */
  readonly namespace?: string | undefined;
  /** Instead of an example or a drawn one. */
  readonly payload?: Json | undefined;
  /** A socket id, or a property of whoever is to get it; everybody without it. */
  readonly to?: Json | undefined;
}

export interface Provoked {
  readonly payload: Json | undefined;
  /** The ids of the sockets it was sent to. */
  readonly sentTo: string[];
}

/** The mock was asked for what it cannot do. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: 'mock-unknown-event' | 'mock-invalid-payload' | 'mock-unknown-error-code' | 'mock-bad-request';

  constructor(code: ControlError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Where the mock's own endpoints are: `/mock`, unless the document's paths begin so. */
export function controlPath({ actors, servers }: Contract): string {
  const taken = [actors?.create.path, actors?.remove?.path, servers[0]?.path].filter((path) => path !== undefined);
  let path = '/mock';
  while (taken.some((other) => other.startsWith(path))) path += '-control';
  return path;
}

/** `GET /`, `POST /emit` and `POST /next`. */
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

/** Says in JSON what is wrong with a request that could not be read, as one whose body is no JSON. */
export const unreadableRequest: ErrorRequestHandler = (error, _, response, next) => {
  if (response.headersSent) return next(error);
  const message = error instanceof Error ? error.message : String(error);
  response.status(400).json({ error: { code: 'mock-bad-request', message } });
};

function answering(act: (body: JsonObject) => object): RequestHandler {
  return ({ body }, response) => {
    try {
      if (!isObject(body)) throw new ControlError('mock-bad-request', 'The body has to be a JSON object.');
      response.json(act(body));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      const status = error.code === 'mock-unknown-event' ? 404 : 400;
      response.status(status).json({ error: { code: error.code, message: error.message } });
    }
  };
}
