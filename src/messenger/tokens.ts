import { createSigner, createVerifier, TokenError as OwnTokenError, TOKEN_ERROR_CODES } from 'fast-jwt';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

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
  verify(token: string): TokenClaims | Promise<TokenClaims>;
}

/** Pinned, so that a token cannot choose `none`, nor have a public key taken for an HMAC secret (RFC 8725, section 3.1). */
const ownAlgorithm = 'HS256';
const foreignAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Tokens that this service signs with a secret of its own. By a library that does so at once: the Web Crypto API, which
 * others use, hands every token to another thread, and costs ten times as much.
 */
export class OwnTokens implements TokenVerifier {
  readonly #sign: (payload: JWTPayload) => string;
  readonly #verify: (token: string) => JWTPayload;
  readonly #usernameClaim: string;

  constructor(secret: Uint8Array, lifetimeSeconds: number, { issuer, audience, usernameClaim }: TokenSettings) {
    const key = Buffer.from(secret);
    this.#usernameClaim = usernameClaim;
    this.#sign = createSigner({
      key,
      algorithm: ownAlgorithm,
      expiresIn: lifetimeSeconds * 1_000,
      ...(issuer !== undefined && { iss: issuer }),
      ...(audience !== undefined && { aud: audience }),
    });
    this.#verify = createVerifier({
      key,
      algorithms: [ownAlgorithm],
      cache: false,
      ...(issuer !== undefined && { allowedIss: issuer }),
      ...(audience !== undefined && { allowedAud: audience }),
      requiredClaims: [...(issuer === undefined ? [] : ['iss']), ...(audience === undefined ? [] : ['aud'])],
    });
  }

  issue(username: string): string {
    return this.#sign({ [this.#usernameClaim]: username, sub: username });
  }

  verify(token: string): TokenClaims {
    let payload: JWTPayload;
    try {
      payload = this.#verify(token);
    } catch (error) {
      const isExpired = error instanceof OwnTokenError && error.code === TOKEN_ERROR_CODES.expired;
      throw new TokenError(isExpired ? 'expired-token' : 'invalid-token', error);
    }
    return claimsOf(payload, this.#usernameClaim);
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

  async verify(token: string): Promise<TokenClaims> {
    const { issuer, audience, usernameClaim } = this.#settings;
    const payload = await jwtVerify(token, this.#keys, {
      algorithms: foreignAlgorithms,
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
    }).then(
      (verified) => verified.payload,
      (error: unknown) => {
        throw new TokenError(reasonOf(error), error);
      },
    );
    return claimsOf(payload, usernameClaim);
  }
}

function claimsOf(payload: JWTPayload, usernameClaim: string): TokenClaims {
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
