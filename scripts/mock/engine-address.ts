import type { Contract, Namespace } from '../codegen/contract.js';

/** The engine path of the first server, as a URL has it; `/` stands for the default of Socket.IO. */
export function enginePath({ servers }: Contract): string {
  const { pathname } = new URL(servers[0]?.path ?? '/', 'ws://localhost');
  return pathname === '/' ? '/socket.io' : pathname.replace(/\/+$/, '');
}

/** What Socket.IO is asked to serve a namespace by: one with parameters in its address stands for many. */
export function namespaceMatcher({ address }: Namespace): string | RegExp {
  const absolute = address.startsWith('/') ? address : `/${address}`;
  if (!/\{[^/{}]+\}/.test(absolute)) return absolute;
  const parts = absolute.split(/\{[^/{}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/** Two channels of one address are one namespace. */
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
