import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { sharedServer } from '../support/server.js';

const generated = (file: string) => readFileSync(new URL(`../../generated/${file}`, import.meta.url), 'utf8');

describe('the docs and the contract', () => {
  const server = sharedServer();

  it('are found from the root', async () => {
    const response = await server().request('/');
    expect([response.status, response.headers.get('location')]).to.deep.equal([302, 'docs/']);
  });

  for (const { file, type } of [
    { file: 'asyncapi.yaml', type: /^application\/yaml/ },
    { file: 'asyncapi.json', type: /^application\/json/ },
  ]) {
    it(`give ${file} as it was generated, to every page`, async () => {
      const response = await server().request(`/${file}`, { headers: { origin: 'https://elsewhere.example' } });
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-type')).to.match(type);
      expect(response.headers.get('access-control-allow-origin')).to.equal('*');
      expect(await response.text()).to.equal(generated(file));
    });
  }

  it('may run no script and load nothing but their own, and be framed by nobody', async () => {
    const response = await server().request('/docs/');
    const policy = response.headers.get('content-security-policy')?.split(';') ?? [];
    expect(policy).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(policy.join()).not.to.include('unsafe');
  });

  for (const path of ['/docs/', '/asyncapi.json', '/healthz', '/metrics', '/auth/login', '/nothing']) {
    it(`come with the headers that keep browsers safe (${path})`, async () => {
      const { headers } = await server().request(path);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy')).to.be.a('string');
      expect(headers.get('x-powered-by')).to.equal(null);
    });
  }
});
