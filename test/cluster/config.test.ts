import { expect } from 'chai';
import { ConfigError, loadConfig } from '../../src/config.js';

describe('REDIS_URL', () => {
  const DATABASE_URL = 'mysql://user:password@127.0.0.1/messenger';

  for (const REDIS_URL of ['redis://127.0.0.1:6379', 'rediss://user:password@redis.example.com/2']) {
    it(`accepts ${REDIS_URL} with MySQL`, () => {
      expect(loadConfig({ REDIS_URL, DATABASE_URL })).to.have.property('redisUrl', REDIS_URL);
    });
  }

  for (const REDIS_URL of ['http://127.0.0.1', 'redis:', '127.0.0.1:6379', 'redis://127.0.0.1/first']) {
    it(`rejects ${REDIS_URL}`, () => {
      expect(problems({ REDIS_URL, DATABASE_URL })).to.match(/^REDIS_URL must be redis:\/\/\S+, or/);
    });
  }

  it('is rejected with SQLite, configured or by default, since an SQLite file serves one node only', () => {
    const REDIS_URL = 'redis://127.0.0.1';
    for (const environment of [{ REDIS_URL }, { REDIS_URL, DATABASE_URL: 'sqlite:/tmp/messenger.sqlite' }]) {
      expect(problems(environment)).to.match(/REDIS_URL.*SQLite.*DATABASE_URL/);
    }
  });

  function problems(environment: Record<string, string>): string {
    try {
      loadConfig(environment);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.join('\n');
      throw error;
    }
    throw new Error('Nothing was wrong');
  }
});
