import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Rate } from './identity/attempt-limits.js';

/** Everything that can be set, from the environment. */
export interface Config {
  readonly port: number;
  /** The address to listen on; without it, all of them. */
  readonly host: string | undefined;
  readonly dataDir: string;
  /** `mysql://user:password@host:3306/name`, or `sqlite:` and a path. */
  readonly databaseUrl: string;
  /**
   * `redis://` or `rediss://`: a Redis database of its own, over which several processes on one MySQL database serve as
   * one: with the same `JWT_SECRET`, or identity provider. Without it there is one process. Limits hold for each process.
   */
  readonly redisUrl: string | undefined;
  readonly jwt: JwtConfig;
  /** `*`, or the origins that browsers may come from; empty stands for the machine's own. */
  readonly allowedOrigins: readonly string[];
  readonly logLevel: LogLevel;
  /** How many proxies stand before the server, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: number;
  readonly limits: Limits;
}

export interface JwtConfig {
  readonly usernameClaim: string;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Where the operator's identity provider publishes its keys. With it, this service has no accounts of its own. */
  readonly jwksUrl: URL | undefined;
  /** Signs our own tokens. Without it one is made once, and kept in the data folder. */
  readonly secret: string | undefined;
  readonly lifetimeSeconds: number;
}

/** Each is off where it is `undefined`. */
export interface Limits {
  readonly sends: Rate | undefined;
  readonly logins: Rate | undefined;
  readonly registrations: Rate | undefined;
  readonly connections: number | undefined;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** RFC 7518, section 3.2: a key of the same size as the hash output or larger must be used with HS256. */
const secretBytes = 32;

/** Variables that are ours alone, by their beginnings: one of these that is not known is a slip of the pen. */
const ownPrefixes = ['JWT_', 'LIMIT_'];

/** The environment cannot be used; `problems` has a line for each variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the configuration.
 * @throws ConfigError with every variable that is wrong.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = new Reader(environment);
  const dataDir = resolve(read.text('DATA_DIR') ?? 'data');
  const config: Config = {
    port: read.integer('PORT', { least: 0, most: 65_535 }) ?? 3_000,
    host: read.text('HOST'),
    dataDir,
    databaseUrl: read.databaseUrl('DATABASE_URL') ?? `sqlite:${join(dataDir, 'messenger.sqlite')}`,
    redisUrl: read.redisUrl('REDIS_URL'),
    jwt: Object.freeze({
      usernameClaim: read.text('JWT_USERNAME_CLAIM') ?? 'username',
      issuer: read.text('JWT_ISSUER'),
      audience: read.text('JWT_AUDIENCE'),
      jwksUrl: read.url('JWT_JWKS_URL'),
      secret: read.secret('JWT_SECRET'),
      lifetimeSeconds: read.integer('TOKEN_TTL', { least: 1, most: 10 * 365 * 86_400 }) ?? 86_400,
    }),
    allowedOrigins: Object.freeze(read.origins('ALLOWED_ORIGINS')),
    logLevel: read.oneOf('LOG_LEVEL', logLevels) ?? 'info',
    trustedProxies: read.integer('TRUSTED_PROXIES', { least: 0, most: 10 }) ?? 0,
    limits: Object.freeze({
      sends: read.rate('LIMIT_SENDS', { count: 60, seconds: 10 }),
      logins: read.rate('LIMIT_LOGINS', { count: 20, seconds: 300 }),
      registrations: read.rate('LIMIT_REGISTRATIONS', { count: 300, seconds: 3_600 }),
      connections: read.count('LIMIT_CONNECTIONS', 50),
    }),
  };
  if (config.redisUrl !== undefined && config.databaseUrl.startsWith('sqlite:')) {
    read.problem(
      'REDIS_URL is for several processes, and SQLite serves one: set DATABASE_URL to a mysql:// URL, or unset it',
    );
  }
  read.finish();
  return Object.freeze(config);
}

/** The secret that signs our own tokens: the configured one, else one that is made at the first start, and kept. */
export function signingSecret({ jwt, dataDir }: Config): Uint8Array {
  if (jwt.secret !== undefined) return new TextEncoder().encode(jwt.secret);
  const file = join(dataDir, 'jwt-secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) makeSecret(file);
  const secret = readFileSync(file);
  if (secret.length < secretBytes) throw new Error(`${file} does not hold a secret; remove it, and a new one is made`);
  return secret;
}

/** The file is there with all it holds, or not at all; of processes that start at once, the first one's stays. */
function makeSecret(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
}

/** Reads variables one by one, and keeps what is wrong with them to the end. */
class Reader {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #known = new Set<string>();
  readonly #problems: string[] = [];

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** An empty variable stands for one that is not set, as compose files leave them. */
  text(name: string): string | undefined {
    this.#known.add(name);
    return this.#environment[name]?.trim() || undefined;
  }

  integer(name: string, { least, most }: { least: number; most: number }): number | undefined {
    return this.#parse(name, `must be a whole number from ${least} to ${most}`, (text) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    });
  }

  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    return this.#parse(name, `must be one of ${values.join(', ')}`, (text) => values.find((value) => value === text));
  }

  url(name: string): URL | undefined {
    return this.#parse(name, 'must be an http or https URL', (text) => {
      const url = parseUrl(text);
      return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
    });
  }

  secret(name: string): string | undefined {
    return this.#parse(name, `must have at least ${secretBytes} bytes`, (text) =>
      Buffer.byteLength(text) >= secretBytes ? text : undefined,
    );
  }

  databaseUrl(name: string): string | undefined {
    const rule = 'must be mysql://user:password@host:3306/name, or sqlite:path/to/file';
    return this.#parse(name, rule, (text) => {
      if (/^sqlite:(?!:memory:$)[^?#]+$/.test(text)) return text;
      const url = parseUrl(text);
      if (url?.protocol !== 'mysql:' || !url.hostname || url.pathname.length < 2) return undefined;
      const isWhole = url.search === '' && url.hash === '' && !/%(?![0-9a-f]{2})/i.test(text);
      return isWhole ? text : undefined;
    });
  }

  redisUrl(name: string): string | undefined {
    return this.#parse(name, 'must be redis://user:password@host:6379/0, or the same with rediss://', (text) => {
      const url = parseUrl(text);
      const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
      return isRedis && url.hostname && /^\/?$|^\/\d+$/.test(url.pathname) ? text : undefined;
    });
  }

  origins(name: string): string[] {
    const rule = 'must be *, or origins with commas between them, as in https://chat.example.com';
    const origins = this.#parse(name, rule, (text) => {
      const parts = text.split(',').map((part) => part.trim());
      return parts.every((part) => part === '*' || parseUrl(part)?.origin === part) ? parts : undefined;
    });
    return origins ?? [];
  }

  rate(name: string, standard: Rate): Rate | undefined {
    const parsed = this.#parse(name, 'must be off, or count/seconds, as in 60/10', (text): Rate | 'off' | undefined => {
      if (text === 'off') return 'off';
      const [, count, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
      return count && seconds ? Object.freeze({ count: Number(count), seconds: Number(seconds) }) : undefined;
    });
    return parsed === 'off' ? undefined : (parsed ?? Object.freeze(standard));
  }

  count(name: string, standard: number): number | undefined {
    const parsed = this.#parse(name, 'must be off, or a whole number from 1', (text) => {
      if (text === 'off') return 'off';
      return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
    });
    return parsed === 'off' ? undefined : (parsed ?? standard);
  }

  /** Notes what is wrong with variables that do not go together. */
  problem(problem: string): void {
    this.#problems.push(problem);
  }

  /** @throws ConfigError when anything was wrong. */
  finish(): void {
    for (const name of Object.keys(this.#environment)) {
      if (this.#known.has(name) || !ownPrefixes.some((prefix) => name.startsWith(prefix))) continue;
      const known = [...this.#known].filter((candidate) => ownPrefixes.some((prefix) => candidate.startsWith(prefix)));
      this.#problems.push(`${name} is not known; known are ${known.join(', ')}`);
    }
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }

  /** Never shows what was set: it may be a secret. */
  #parse<Value>(name: string, rule: string, parse: (text: string) => Value | undefined): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) this.#problems.push(`${name} ${rule}`);
    return value;
  }
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
