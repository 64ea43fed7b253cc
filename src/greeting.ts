import { randomInt } from 'node:crypto';
import { enginePath, namespace } from '../generated/operations.js';
import { RedisError } from './cluster/redis-error.js';
import type { Config } from './config.js';
import { MessengerError } from './errors.js';

/**
 * Tells the operator the addresses of the server and its docs, the database, and how to get a token. The command registers
 * a new username after each start, so that it works as printed.
 */
export function greeting(port: number, { host, databaseUrl, jwt }: Config): string {
  const site = `${host?.includes(':') ? `[${host}]` : (host ?? 'localhost')}:${port}`;
  const token = jwt.jwksUrl
    ? `Get a token from the identity provider whose keys are at ${jwt.jwksUrl.href}`
    : `Get a token:\n\n  curl -s http://${site}/auth/register -H 'content-type: application/json' \\
    -d '{"username": "user-${randomInt(1_000_000)}", "password": "correct horse battery"}'`;
  return `The messenger is running.

  Server  ws://${site}${namespace}, path ${enginePath}
  Docs    http://${site}/docs/
  Data    ${withoutPassword(databaseUrl)}

${token}

`;
}

/** Tells the operator why the server did not start. */
export function explainFailedStart(error: unknown): string {
  const cause = error instanceof MessengerError ? error.cause : error;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return `The server did not start: ${reason}. Set PORT to a free port.`;
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
