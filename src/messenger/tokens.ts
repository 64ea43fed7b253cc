import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';

/** Who a valid token is for, and until when. */
export interface TokenClaims {
  readonly username: string;
  /** In seconds since 1970, as in the claim `exp`; without it the token does not expire. */
  readonly expiresAt: number | undefined;
}

export interface TokenSettings {
  /** The claim that holds the username; without it, `sub` does. */
  readonly usernameClaim: string;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** A token that proves nothing. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly reason: 'invalid-token' | 'expired-token' | 'unavailable';

  constructor(reason: TokenError['reason'], cause: unknown) {
    super(`Token refused: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Says whom a token is for. */
export interface TokenVerifier {
  /** @throws TokenError */
  verify(token: string): Promise<TokenClaims>;
}

/** Pinned, so that a token cannot choose `none`, nor have a public key taken for an HMAC secret (RFC 8725, section 3.1). */
const ownAlgorithms = ['HS256'];
const foreignAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Tokens that this service signs with a secret of its own. */
export class OwnTokens implements TokenVerifier {
  readonly #secret: Uint8Array;
  readonly #settings: TokenSettings;
  readonly #lifetimeSeconds: number;

  constructor(secret: Uint8Array, lifetimeSeconds: number, settings: TokenSettings) {
    this.#secret = secret;
    this.#lifetimeSeconds = lifetimeSeconds;
    this.#settings = settings;
  }

  issue(username: string): Promise<string> {
    const { issuer, audience, usernameClaim } = this.#settings;
    const token = new SignJWT({ [usernameClaim]: username })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(username)
      .setIssuedAt()
      .setExpirationTime(`${this.#lifetimeSeconds}s`);
    if (issuer !== undefined) token.setIssuer(issuer);
    if (audience !== undefined) token.setAudience(audience);
    return token.sign(this.#secret);
  }

  verify(token: string): Promise<TokenClaims> {
    return verifyWith(async () => this.#secret, token, ownAlgorithms, this.#settings);
  }
}

/** Tokens of the operator's identity provider, which publishes its keys as a JWK Set (RFC 7517). */
export class ForeignTokens implements TokenVerifier {
  readonly #keys: JWTVerifyGetKey;
  readonly #settings: TokenSettings;

  constructor(jwksUrl: URL, settings: TokenSettings) {
    this.#keys = createRemoteJWKSet(jwksUrl);
    this.#settings = settings;
  }

  verify(token: string): Promise<TokenClaims> {
    return verifyWith(this.#keys, token, foreignAlgorithms, this.#settings);
  }
}

async function verifyWith(
  key: JWTVerifyGetKey | (() => Promise<Uint8Array>),
  token: string,
  algorithms: string[],
  { issuer, audience, usernameClaim }: TokenSettings,
): Promise<TokenClaims> {
  const payload = await jwtVerify(token, key, {
    algorithms,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  }).then(
    (verified) => verified.payload,
    (error: unknown) => {
      throw new TokenError(reasonOf(error), error);
    },
  );
  return { username: usernameOf(payload, usernameClaim), expiresAt: payload.exp };
}

function usernameOf(payload: JWTPayload, claim: string): string {
  const username = payload[claim] ?? payload.sub;
  if (typeof username !== 'string') throw new TokenError('invalid-token', `No claim \`${claim}\` or \`sub\``);
  return username;
}

/** Of the errors on the way to a verdict, those that say nothing about the token: its keys could not be fetched. */
const fetchFailures = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

function reasonOf(error: unknown): TokenError['reason'] {
  if (!(error instanceof errors.JOSEError) || fetchFailures.includes(error.code)) return 'unavailable';
  return error instanceof errors.JWTExpired ? 'expired-token' : 'invalid-token';
}
