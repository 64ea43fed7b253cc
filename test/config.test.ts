import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, loadConfig } from '../src/config.js';

const problemsOf = (environment: Record<string, string>) => {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('loadConfig', () => {
  it('has a default for each variable', () => {
    const config = loadConfig({});
    expect(config).to.deep.include({ port: 3_000, host: undefined, logLevel: 'info', allowedOrigins: [] });
    expect(config.databaseUrl).to.equal(`sqlite:${join(config.dataDir, 'messenger.sqlite')}`);
    expect(config.limits).to.deep.equal({
      sends: { count: 60, seconds: 10 },
      logins: { count: 20, seconds: 300 },
      registrations: { count: 300, seconds: 3_600 },
      connections: 50,
    });
    expect(config.jwt).to.deep.include({ usernameClaim: 'username', secret: undefined, lifetimeSeconds: 86_400 });
  });

  it('reads the variables, and treats an empty variable as unset', () => {
    const config = loadConfig({
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'mysql://me:p%40ss@db.example:3307/chat',
      JWT_JWKS_URL: 'https://id.example/keys',
      ALLOWED_ORIGINS: 'https://a.example, http://b.example:8080',
      TOKEN_TTL: '60',
      LOG_LEVEL: 'trace',
      LIMIT_SENDS: '1/2',
      LIMIT_LOGINS: 'off',
      LIMIT_CONNECTIONS: 'off',
      LIMIT_REGISTRATIONS: '',
      JWT_ISSUER: ' ',
    });
    expect(config).to.deep.include({
      port: 0,
      host: '::1',
      allowedOrigins: ['https://a.example', 'http://b.example:8080'],
    });
    expect(config.limits).to.deep.equal({
      sends: { count: 1, seconds: 2 },
      logins: undefined,
      registrations: { count: 300, seconds: 3_600 },
      connections: undefined,
    });
    expect(config.jwt.jwksUrl?.href).to.equal('https://id.example/keys');
    expect(config.jwt.issuer).to.equal(undefined);
  });

  for (const [name, ...values] of [
    ['PORT', '-1', '65536', '3e3', '80.5', 'http', '0x50'],
    [
      'DATABASE_URL',
      'postgres://x/y',
      'mysql://host',
      'mysql://host/',
      'mysql:',
      'sqlite:',
      'sqlite::memory:',
      'chat.db',
    ],
    ['DATABASE_URL', 'mysql://host/name?ssl=true', 'mysql://host/name#x', 'mysql://host/100%', 'sqlite:file?mode=ro'],
    ['JWT_SECRET', 'too short', 'a'.repeat(31)],
    ['JWT_JWKS_URL', 'id.example/keys', 'file:///keys', 'javascript:1'],
    ['TOKEN_TTL', '0', '-1', '1h', '1.5', '99999999999'],
    [
      'ALLOWED_ORIGINS',
      'example.com',
      'https://a.example/',
      'https://a.example/path',
      'https://a.example;https://b',
      'null',
    ],
    ['LOG_LEVEL', 'verbose', 'INFO'],
    ['LIMIT_SENDS', '0/10', '10/0', '10', '10/', 'none', '-1/10', '1/1/1', 'OFF'],
    ['LIMIT_LOGINS', '5 per minute', '1/2147484'],
    ['LIMIT_REGISTRATIONS', '1.5/10'],
    ['LIMIT_CONNECTIONS', '0', '1/10', 'unlimited'],
  ] as const) {
    for (const value of values) {
      it(`rejects ${name}=${value}, and names the variable`, () => {
        const problems = problemsOf({ [name]: value });
        expect(problems).to.have.length(1);
        expect(problems[0]).to.match(new RegExp(`^${name} must `));
      });
    }
  }

  it('ignores variables of hosting platforms with similar names', () => {
    const platform = { REDIS_SERVICE_HOST: '10.0.0.1', REDIS_PORT: 'tcp://10.0.0.1:6379', DATABASE_SERVICE_HOST: 'x' };
    expect(() => loadConfig(platform)).not.to.throw();
  });

  it('reports unknown variables with the prefixes JWT_ and LIMIT_, and ignores all others', () => {
    for (const name of ['LIMIT_MESSAGES', 'JWT_SECRETT']) {
      expect(problemsOf({ [name]: 'x' })[0]).to.match(new RegExp(`^${name} is not known; known are .*LIMIT_SENDS`));
    }
    expect(problemsOf({ PATH: '/bin', HOME: '/', npm_config_x: 'y', NODE_ENV: 'test' })).to.deep.equal([]);
  });

  it('reports all problems at once, without the values', () => {
    const environment = {
      PORT: 'SECRET-1',
      DATABASE_URL: 'postgres://me:SECRET-2@host/name',
      JWT_SECRET: 'SECRET-3',
      LIMIT_SENDS: 'SECRET-4',
      LIMIT_TYPO: 'SECRET-5',
    };
    const problems = problemsOf(environment);
    expect(problems.map((problem) => problem.split(' ')[0])).to.have.members(Object.keys(environment));
    const message = new ConfigError(problems).message;
    for (const problem of problems) expect(message).to.include(problem);
    expect(message).not.to.include('SECRET-');
  });

  it('returns a frozen configuration', () => {
    const config = loadConfig({ ALLOWED_ORIGINS: 'https://a.example', LIMIT_SENDS: '1/2' });
    for (const part of [
      config,
      config.jwt,
      config.limits,
      config.allowedOrigins,
      config.limits.sends,
      config.limits.logins,
    ]) {
      expect(Object.isFrozen(part)).to.equal(true);
    }
  });
});
