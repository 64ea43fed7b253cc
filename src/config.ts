import { join, resolve } from 'node:path';
import type { Rate } from './identity/attempt-limits.js';
import { minSecretBytes } from './identity/signing-secret.js';

/** The settings that the environment variables configure. */
export interface Config {
  readonly port: number;
  /** The address to listen on; without it, all addresses of the machine. */
  readonly host: string | undefined;
  readonly dataDir: string;
  /** `mysql://user:password@host:3306/name`, or `sqlite:` followed by a path. */
  readonly databaseUrl: string;
  /**
   * `redis://` or `rediss://`: a Redis database that only this service uses. It connects several nodes that share one MySQL
   * database, and one `JWT_SECRET` or identity provider. Without it, there is one node.
   */
  readonly redisUrl: string | undefined;
  readonly jwt: JwtConfig;
  /** `*`, or the origins of the web pages that may connect; an empty list allows localhost only. */
  readonly allowedOrigins: readonly string[];
  readonly logLevel: LogLevel;
  /** The number of proxies in front of the server whose `X-Forwarded-For` header is trusted. */
  readonly trustedProxies: number;
  readonly limits: Limits;
}

export interface JwtConfig {
  readonly usernameClaim: string;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** The URL of the identity provider's JWK Set. With it, the service issues no tokens and stores no passwords. */
  readonly jwksUrl: URL | undefined;
  /** Signs the service's own tokens. Without it, the first start creates a secret in `dataDir`. */
  readonly secret: string | undefined;
  readonly lifetimeSeconds: number;
}

/** The limits; `undefined` turns a limit off. Log-ins and registrations count over all nodes, sends and connections by node. */
export interface Limits {
  readonly sends: Rate | undefined;
  readonly logins: Rate | undefined;
  readonly registrations: Rate | undefined;
  readonly connections: number | undefined;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Prefixes that no other program uses: an unknown variable with one of them is a typo. */
const ownPrefixes = ['JWT_', 'LIMIT_'];

/** The longest delay of a timer in Node.js, in seconds; rate-limiter-flexible ends its windows by timers. */
const maxRateSeconds = 2_147_483;

/** The configuration is invalid; `problems` has one line for each invalid variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is invalid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads and validates the configuration.
 * @throws ConfigError with every invalid variable.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = new Reader(environment);
  const dataDir = resolve(read.text('DATA_DIR') ?? 'data');
  const config: Config = {
    port: read.integer('PORT', { min: 0, max: 65_535 }) ?? 3_000,
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
      lifetimeSeconds: read.integer('TOKEN_TTL', { min: 1, max: 10 * 365 * 86_400 }) ?? 86_400,
    }),
    allowedOrigins: Object.freeze(read.origins('ALLOWED_ORIGINS')),
    logLevel: read.oneOf('LOG_LEVEL', logLevels) ?? 'info',
    trustedProxies: read.integer('TRUSTED_PROXIES', { min: 0, max: 10 }) ?? 0,
    limits: Object.freeze({
      sends: read.rate('LIMIT_SENDS', { count: 60, seconds: 10 }),
      logins: read.rate('LIMIT_LOGINS', { count: 20, seconds: 300 }),
      registrations: read.rate('LIMIT_REGISTRATIONS', { count: 300, seconds: 3_600 }),
      connections: read.count('LIMIT_CONNECTIONS', 50),
    }),
  };
  if (config.redisUrl !== undefined && config.databaseUrl.startsWith('sqlite:')) {
    read.addProblem(
      'REDIS_URL cannot be used with SQLite, which serves one node: set DATABASE_URL to a mysql:// URL, or remove REDIS_URL',
    );
  }
  read.finish();
  return Object.freeze(config);
}

/** Reads the variables one by one, and collects their problems. */
class Reader {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #known = new Set<string>();
  readonly #problems: string[] = [];

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** Treats an empty variable as unset: compose files set variables to the empty string. */
  text(name: string): string | undefined {
    this.#known.add(name);
    return this.#environment[name]?.trim() || undefined;
  }

  integer(name: string, { min, max }: { min: number; max: number }): number | undefined {
    return this.#parse(name, `must be a whole number from ${min} to ${max}`, (text) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    });
  }

  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    return this.#parse(name, `must be one of ${values.join(', ')}`, (text) => values.find((value) => value === text));
  }

  url(name: string): URL | undefined {
    return this.#parse(name, 'must be an http or https URL, for example https://id.example.com/jwks', (text) => {
      const url = parseUrl(text);
      return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
    });
  }

  secret(name: string): string | undefined {
    return this.#parse(
      name,
      `must have at least ${minSecretBytes} bytes; create one with: openssl rand -base64 ${minSecretBytes}`,
      (text) => (Buffer.byteLength(text) >= minSecretBytes ? text : undefined),
    );
  }

  databaseUrl(name: string): string | undefined {
    const rule = 'must be mysql://user:password@host:3306/name or sqlite:path/to/file';
    return this.#parse(name, rule, (text) => {
      if (/^sqlite:(?!:memory:$)[^?#]+$/.test(text)) return text;
      const url = parseUrl(text);
      if (url?.protocol !== 'mysql:' || !url.hostname || url.pathname.length < 2) return undefined;
      const isComplete = url.search === '' && url.hash === '' && !/%(?![0-9a-f]{2})/i.test(text);
      return isComplete ? text : undefined;
    });
  }

  redisUrl(name: string): string | undefined {
    return this.#parse(name, 'must be redis://user:password@host:6379/0, or start with rediss:// for TLS', (text) => {
      const url = parseUrl(text);
      const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
      return isRedis && url.hostname && /^\/?$|^\/\d+$/.test(url.pathname) ? text : undefined;
    });
  }

  origins(name: string): string[] {
    const rule = 'must be * or a comma-separated list of origins, for example https://chat.example.com';
    const origins = this.#parse(name, rule, (text) => {
      const parts = text.split(',').map((part) => part.trim());
      return parts.every((part) => part === '*' || parseUrl(part)?.origin === part) ? parts : undefined;
    });
    return origins ?? [];
  }

  rate(name: string, defaultRate: Rate): Rate | undefined {
    const rule = `count/seconds, for example 60/10, with at most ${maxRateSeconds} seconds`;
    return this.#limit(name, rule, Object.freeze(defaultRate), (text) => {
      const [, count, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
      if (!count || Number(seconds) > maxRateSeconds) return undefined;
      return Object.freeze({ count: Number(count), seconds: Number(seconds) });
    });
  }

  count(name: string, defaultCount: number): number | undefined {
    return this.#limit(name, 'a whole number from 1 to 999999999', defaultCount, (text) =>
      /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined,
    );
  }

  /** Adds a problem of a combination of variables. */
  addProblem(problem: string): void {
    this.#problems.push(problem);
  }

  /** Ends the reading. @throws ConfigError when there was any problem. */
  finish(): void {
    for (const name of Object.keys(this.#environment)) {
      if (this.#known.has(name) || !ownPrefixes.some((prefix) => name.startsWith(prefix))) continue;
      const known = [...this.#known].filter((candidate) => ownPrefixes.some((prefix) => candidate.startsWith(prefix)));
      this.#problems.push(
        `${name} is not known; known are ${known.join(', ')}: correct the name, or remove the variable`,
      );
    }
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }

  #limit<Value>(name: string, rule: string, defaultValue: Value, parse: (text: string) => Value | undefined) {
    if (this.text(name) === 'off') return undefined;
    return this.#parse(name, `must be off or ${rule}`, parse) ?? defaultValue;
  }

  /** Parses one variable. The problem does not show the value, which may be a secret. */
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
