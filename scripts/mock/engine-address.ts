import type { Contract, Namespace } from '../codegen/contract.js';

/** Returns the engine path of the first server in URL form; `/` becomes Socket.IO's default. */
export function enginePath({ servers }: Contract): string {
  const { pathname } = new URL(servers[0]?.path ?? '/', 'ws://localhost');
  return pathname === '/' ? '/socket.io' : pathname.replace(/\/+$/, '');
}

/** Returns the namespace for `io.of()`: a regular expression if its address has parameters. */
export function namespaceMatcher({ address }: Namespace): string | RegExp {
  const absolute = address.startsWith('/') ? address : `/${address}`;
  if (!/\{[^/{}]+\}/.test(absolute)) return absolute;
  const parts = absolute.split(/\{[^/{}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/** Merges channels with the same address into one namespace. */
export function mergeByAddress(namespaces: readonly Namespace[]): Namespace[] {
  const merged = new Map<string, Namespace>();
  for (const namespace of namespaces) {
    const key = String(namespaceMatcher(namespace));
    const known = merged.get(key);
    merged.set(
      key,
      known
        ? { ...known, auth: known.auth ?? namespace.auth, operations: [...known.operations, ...namespace.operations] }
        : namespace,
    );
  }
  return [...merged.values()];
}
