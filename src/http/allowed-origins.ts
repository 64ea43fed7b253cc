/** Whether a request may come from a page of that origin. */
export type IsAllowedOrigin = (origin: string | undefined) => boolean;

/** Every port of the machine itself, so that a page served by a development server works as it is. */
const ownMachine = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Makes the one rule about origins. Without an `Origin` there is no browser, which alone can be led by a stranger's page
 * to connect. @param origins `*`, or origins; none stands for the machine's own.
 */
export function createOriginRule(origins: readonly string[]): IsAllowedOrigin {
  if (origins.includes('*')) return () => true;
  if (origins.length === 0) return (origin) => origin === undefined || ownMachine.test(origin);
  const allowed = new Set(origins);
  return (origin) => origin === undefined || allowed.has(origin);
}
