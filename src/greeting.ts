import { enginePath, namespace } from '../generated/operations.js';
import { RedisError } from './cluster/redis-error.js';
import type { Config } from './config.js';
import { MessengerError } from './errors.js';

/** What a person who started the server wants to know: where it is, its docs and its data, and how to get a token. */
export function greeting(port: number, { host, databaseUrl, jwt }: Config): string {
  const site = `${host?.includes(':') ? `[${host}]` : (host ?? 'localhost')}:${port}`;
  const token = jwt.jwksUrl
    ? `Tokens are those of the identity provider whose keys are at ${jwt.jwksUrl.href}`
    : `Get a token:\n\n  curl -s http://${site}/auth/register -H 'content-type: application/json' \\
    -d '{"username": "alice", "password": "correct horse battery"}'`;
  return `The messenger is listening.

  Server  ws://${site}${namespace}, with the path ${enginePath}
  Docs    http://${site}/docs/
  Data    ${withoutPassword(databaseUrl)}

${token}

`;
}

/** Why the server did not start, for the one who started it. */
export function explainFailedStart(error: unknown): string {
  const cause = error instanceof MessengerError ? error.cause : error;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return `The server did not start: ${reason}. Set PORT to a port that is free.`;
  const missing = cause instanceof RedisError ? 'Redis' : 'the database';
  return error instanceof MessengerError && error.code === 'unavailable'
    ? `The server did not start: ${missing} cannot be used: ${reason}`
    : `The server did not start: ${error instanceof Error ? (error.stack ?? reason) : reason}`;
}

function withoutPassword(databaseUrl: string): string {
  if (databaseUrl.startsWith('sqlite:')) return databaseUrl.slice('sqlite:'.length);
  const url = new URL(databaseUrl);
  if (url.password !== '') url.password = '***';
  return url.href;
}
