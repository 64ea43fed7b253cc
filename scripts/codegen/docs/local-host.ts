import type { Contract } from '../contract.js';

/**
 * Returns the host of the contract's first server if it is a loopback host, such as `localhost:3000`. Readers of a page
 * that another machine serves cannot use such a host. The page's script replaces it by the host that serves the page.
 */
export function localHost({ servers }: Contract): string | undefined {
  const host = /^\w+:\/\/([^/]+)/.exec(servers[0]?.url ?? '')?.[1];
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) ? host : undefined;
}
