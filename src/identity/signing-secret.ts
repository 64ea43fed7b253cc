import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** RFC 7518, section 3.2: HS256 needs a key that is at least as long as the hash output. */
export const minSecretBytes = 32;

/** Returns the configured secret that signs tokens, or else the one in `dataDir`, which the first start creates. */
export function signingSecret(configured: string | undefined, dataDir: string): Uint8Array {
  if (configured !== undefined) return new TextEncoder().encode(configured);
  const file = join(dataDir, 'jwt-secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) createSecret(file);
  const secret = readFileSync(file);
  if (secret.length >= minSecretBytes) return secret;
  throw new Error(`${file} contains no valid secret: remove the file, and the next start creates a new one`);
}

/** Creates the file atomically. When several processes start at the same time, the first one's secret remains. */
function createSecret(file: string): void {
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
