import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { compile } from '../../run-script.js';
import { strictProject } from '../../scratch-folder.js';
import { generateInto } from './print-shop.js';

const fixture = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Code that uses the client of each document. A `@ts-expect-error` without an error fails the compilation. */
const uses: Record<string, string> = {
  'print-shop.yaml': `
import { ClientError, ContractError, createClient } from './generated/client.js';

const client = createClient('ws://localhost:4000', { auth: { shop: 'corner' }, refreshAuth: (refusal: Error) => ({ shop: refusal.message }) });
// @ts-expect-error: with more than one field, \`auth\` is an option of its own
createClient('ws://localhost:4000', { shop: 'corner' });
export const count: number = await client.jobs();
export const nothing: void = await client.ping({ timeoutMs: 10 });
// The client generates the key, although the schema requires it.
export const { job } = await client.submitJob({ copies: 1 });
// @ts-expect-error: the key is a number, which the client cannot generate, and \`copies\` is required
await client.submitNumbered({ number: 1 });
client.on('choose-tray', ({ sheets }) => ({ tray: sheets > 1 ? 'lower' : 'upper' }));
client.on('choose-tray', async () => ({ error: { code: 'jam', message: 'later' } }));
// @ts-expect-error: the tray does not exist
client.on('choose-tray', () => ({ tray: 'middle' }));
client.on('paper out', () => {});
client.on('disconnect', (reason) => reason.length);
// @ts-expect-error: the event is a client event
client.on('jobs', () => {});
export function explain(error: unknown): string {
  if (error instanceof ClientError) return error.code satisfies 'timeout' | string;
  if (!(error instanceof ContractError)) return '';
  const code: 'no-paper' | 'jam' = error.code;
  return 'error' in error.reply ? error.reply.error.message : \`\${code} \${error.reply.sheet}\`;
}
`,
  '../../../fixtures/contracts/arena-game.yaml': `
import { createArenaClient, createLobbyClient, createScoresClient } from './generated/client.js';

const lobby = createLobbyClient('ws://localhost:4000');
export const rooms: { id: string; players: number }[] = await lobby.rooms();
const arena = createArenaClient('ws://localhost:4000', { timeoutMs: 100 });
export const { turn } = await arena.move({ to: [1, 2] });
export const left: void = await arena.leave();
arena.on('ready', ({ within }) => (within > 10 ? { ready: true } : { error: 'busy' }));
// @ts-expect-error: the listener has to return a reply
arena.on('ready', () => {});
// @ts-expect-error: the event belongs to another namespace
arena.top(1);
export const table: Record<string, number> = await createScoresClient('ws://localhost:4000').top(10);
`,
  '../../../fixtures/contracts/delivery-tracking.yaml': `
import { createLive2Client, createLiveClient } from './generated/client.js';

const client = createLiveClient('wss://track.example');
export const handedOver: void = await client.followParcel(['AB-000001']);
await client.sendToString({});
client.on('temperature', (degrees: number) => degrees);
createLive2Client('wss://track.example').on('constructor', ({ Error: error }) => error.at);
`,
};

describe('The types of a generated client', function () {
  // Each test generates and compiles in child processes.
  this.timeout(60_000);

  for (const [document, use] of Object.entries(uses)) {
    it(`compile as expected under strict settings for ${document.replace(/.*\//, '')}`, async () => {
      const folder = await generateInto(fixture(document));
      try {
        await folder.write('tsconfig.json', strictProject());
        await folder.write('use.ts', use);
        const { stdout } = await compile(folder.path);
        expect(stdout).to.equal('');
      } finally {
        await folder.remove();
      }
    });
  }
});
