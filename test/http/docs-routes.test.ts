import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { sharedServer } from '../support/server.js';

const generated = (file: string) => readFileSync(new URL(`../../generated/${file}`, import.meta.url), 'utf8');

describe('docsRoutes', () => {
  const server = sharedServer();

  it('redirects / to the docs', async () => {
    const response = await server().request('/');
    expect([response.status, response.headers.get('location')]).to.deep.equal([302, 'docs/']);
  });

  for (const { file, type } of [
    { file: 'asyncapi.yaml', type: /^application\/yaml/ },
    { file: 'asyncapi.json', type: /^application\/json/ },
  ]) {
    it(`serves the generated ${file} to pages of every origin`, async () => {
      const response = await server().request(`/${file}`, { headers: { origin: 'https://elsewhere.example' } });
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-type')).to.match(type);
      expect(response.headers.get('access-control-allow-origin')).to.equal('*');
      expect(await response.text()).to.equal(generated(file));
    });
  }

  it('allows the docs to run and load only their own files, and forbids frames', async () => {
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
    it(`sends security headers with ${path}`, async () => {
      const { headers } = await server().request(path);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy')).to.be.a('string');
      expect(headers.get('x-powered-by')).to.equal(null);
    });
  }
});
