import { ClientError } from './client-error.js';
import type { CallOptions, OperationDefinition } from './client-types.js';

const defaultTimeoutMs = 10_000;
/** The longest delay that `setTimeout` supports; a longer one fires immediately. */
const longestTimerMs = 2_147_483_647;

/** A call of an operation, from the request until the reply, the timeout or the abort. */
export class PendingCall {
  readonly definition: OperationDefinition;
  readonly payload: unknown;
  /** True once the request was handed to a connection: the server may have received it. */
  isSent = false;
  readonly promise: Promise<unknown>;
  resolve: (reply: unknown) => void = () => {};
  reject: (error: unknown) => void = () => {};

  constructor(definition: OperationDefinition, payload: unknown, options: CallOptions, onSettled: () => void) {
    const { timeoutMs = defaultTimeoutMs, signal } = options;
    this.definition = definition;
    this.payload = payload;
    this.promise = new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        onSettled();
      };
      this.resolve = (reply) => {
        end();
        resolve(reply);
      };
      this.reject = (error) => {
        end();
        reject(error);
      };
      const onAbort = () => this.reject(signal?.reason);
      const onTimeout = () => {
        const what = this.isSent ? 'no reply' : 'no connection';
        this.reject(new ClientError('timeout', `${what} within ${timeoutMs} ms`, { event: definition.event }));
      };
      const timer = timeoutMs <= longestTimerMs ? setTimeout(onTimeout, timeoutMs) : undefined;
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** True when the payload has an idempotency key, by which the server recognises a repeated request. */
  get isRepeatable(): boolean {
    const { key } = this.definition;
    return key !== undefined && Object(this.payload)[key] !== undefined;
  }

  isErrorReply(reply: unknown): boolean {
    const { errorIs, errorHas = [], errorLacks = [] } = this.definition;
    if (errorIs) return errorIs.values.includes(Object(reply)[errorIs.field]);
    const has = (name: string) => Object.hasOwn(Object(reply), name);
    return (errorHas.length > 0 && errorHas.every(has)) || !errorLacks.every(has);
  }
}

/** Adds an idempotency key to the payload when the operation has one and the caller gave none. */
export function withKey({ key, fillsKey }: OperationDefinition, payload: unknown): unknown {
  if (key === undefined || !fillsKey || typeof payload !== 'object' || payload === null) return payload;
  const given: unknown = Object(payload)[key];
  return given === undefined ? { ...payload, [key]: createUuid() } : payload;
}

/** Creates a UUIDv7 (RFC 9562, 5.7). It begins with the time, so that consecutive keys are neighbours in an index. */
function createUuid(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  // `8` marks the digit with the variant, whose two upper bits are fixed; `0` marks random digits; `7` is the version.
  const random = '7000-8000-000000000000'.replace(/[08]/g, (digit) => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    return (digit === '8' ? 8 + (byte % 4) : byte % 16).toString(16);
  });
  return `${time.slice(0, 8)}-${time.slice(8)}-${random}`;
}
