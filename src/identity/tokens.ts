import { createSigner, createVerifier, TOKEN_ERROR_CODES, TokenError } from 'fast-jwt';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { AuthFailure } from '../../generated/models.js';
import { AuthenticationError } from './authentication-error.js';

/** The username that a valid token was issued for, and when the token expires. */
export interface TokenClaims {
  readonly username: string;
  /** In seconds since 1970, as in the claim `exp`; without it the token does not expire. */
  readonly expiresAt: number | undefined;
}

export interface TokenSettings {
  /** The claim with the username. A token without this claim has the username in `sub`. */
  readonly usernameClaim: string;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** Verifies tokens. */
export interface TokenVerifier {
  /** @throws AuthenticationError `invalid-token`, `expired-token`, or `unavailable` when the token could not be verified. */
  verify(token: string): TokenClaims | Promise<TokenClaims>;
}

/** A token must not choose `none`, nor make the server use a public key as an HMAC secret (RFC 8725, section 3.1). */
const ownAlgorithm = 'HS256';
const foreignAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Issues and verifies the service's own tokens, signed with HS256. Uses fast-jwt because fast-jwt is synchronous: libraries
 * on the Web Crypto API (jose) pass every token to another thread, which costs ten times as much.
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
      const isExpired = error instanceof TokenError && error.code === TOKEN_ERROR_CODES.expired;
      throw new AuthenticationError(isExpired ? 'expired-token' : 'invalid-token', error);
    }
    return toClaims(payload, this.#usernameClaim);
  }
}

/** Verifies the tokens of an identity provider, which publishes its public keys as a JWK Set (RFC 7517). */
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
        throw new AuthenticationError(toReason(error), error);
      },
    );
    return toClaims(payload, usernameClaim);
  }
}

function toClaims(payload: JWTPayload, usernameClaim: string): TokenClaims {
  const username = payload[usernameClaim] ?? payload.sub;
  if (typeof username === 'string') return { username, expiresAt: payload.exp };
  throw new AuthenticationError('invalid-token', `The token has no string claim \`${usernameClaim}\` or \`sub\``);
}

/** Codes of jose's errors for a failed fetch of the JWK Set. They say nothing about the token. */
const fetchFailures = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

function toReason(error: unknown): AuthFailure {
  if (!(error instanceof errors.JOSEError) || fetchFailures.includes(error.code)) return 'unavailable';
  return error instanceof errors.JWTExpired ? 'expired-token' : 'invalid-token';
}
