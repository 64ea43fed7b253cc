import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { signingSecret } from '../../src/identity/signing-secret.js';
import { startServer } from '../support/server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('signingSecret', () => {
  it('creates a secret file with mode 0600 once, so that tokens stay valid after a restart', async () => {
    const data = temporaryFolder();
    const environment = { DATA_DIR: join(data.path, 'deep', 'data') };
    const first = await startServer({ environment });
    const alice = await first.register('alice');
    await first.stop();
    const file = join(environment.DATA_DIR, 'jwt-secret');
    const secret = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(secret).to.match(/^[\w-]{43}$/);
    expect(readdirSync(environment.DATA_DIR).filter((name) => name.startsWith('jwt-secret'))).to.deep.equal([
      'jwt-secret',
    ]);
    const second = await startServer({ environment });
    const client = await second.connect(alice);
    await client.settled();
    expect(readFileSync(file, 'utf8')).to.equal(secret);
    await second.close();
    await first.close();
    data.remove();
  });

  it('returns JWT_SECRET when it is set', () => {
    const data = temporaryFolder();
    const JWT_SECRET = 'a secret of this test that is long enough';
    expect(new TextDecoder().decode(signingSecret(JWT_SECRET, data.path))).to.equal(JWT_SECRET);
    expect(readdirSync(data.path)).to.deep.equal([]);
    data.remove();
  });

  it('throws an error that names the secret file when the file is empty', () => {
    const data = temporaryFolder();
    mkdirSync(data.path, { recursive: true });
    writeFileSync(join(data.path, 'jwt-secret'), '');
    expect(() => signingSecret(undefined, data.path)).to.throw(join(data.path, 'jwt-secret'));
    data.remove();
  });
});
