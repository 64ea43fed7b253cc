/** Tells whether pages of that origin may send requests. */
export type IsAllowedOrigin = (origin: string | undefined) => boolean;

/** Any port of localhost, so that pages of a development server work without configuration. */
const localhostOrigin = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Creates the rule for all origin checks. A request without an `Origin` header is allowed: it comes from a non-browser
 * client, which no web page controls.
 * @param origins `*`, or a list of origins; an empty list allows localhost only.
 */
export function createOriginRule(origins: readonly string[]): IsAllowedOrigin {
  if (origins.includes('*')) return () => true;
  if (origins.length === 0) return (origin) => origin === undefined || localhostOrigin.test(origin);
  const allowed = new Set(origins);
  return (origin) => origin === undefined || allowed.has(origin);
}
