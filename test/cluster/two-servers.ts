import { randomBytes } from 'node:crypto';
import { leaveOut, mysqlServer } from '../support/mariadb.js';
import { RedisProcess } from '../support/redis.js';
import { startServer, type TestServer } from '../support/server.js';

/** Two servers on one database and one Redis. */
export class TwoServers {
  readonly one: TestServer;
  readonly other: TestServer;
  readonly redis: RedisProcess;
  /** The environment with which a third server joins them. */
  readonly environment: Readonly<Record<string, string>>;

  constructor(one: TestServer, other: TestServer, redis: RedisProcess, environment: Record<string, string>) {
    this.one = one;
    this.other = other;
    this.redis = redis;
    this.environment = environment;
  }

  async close(): Promise<void> {
    await this.one.close();
    await this.other.close();
    await this.redis.kill();
  }
}

/** Starts them before the tests of the suite around, and closes them after. */
export function twoServers(): () => TwoServers {
  let servers: TwoServers | undefined;
  before(async function () {
    const redis = await RedisProcess.create(this);
    const databaseUrl = await ((await mysqlServer()) ?? leaveOut(this)).createDatabase();
    const environment = {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      JWT_SECRET: randomBytes(32).toString('base64url'),
    };
    const one = await startServer({ environment });
    servers = new TwoServers(one, await startServer({ environment }), redis, environment);
  });
  after(() => servers?.close());
  return () => {
    if (!servers) throw new Error('The servers are there only while tests run');
    return servers;
  };
}
