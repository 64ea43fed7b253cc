import type { Server } from '../codegen/contract.js';
import { type Change, change } from './change.js';
import { compareTexts } from './compare-texts.js';

const movable = 'The host is configuration; only the path is built into clients.';

/** Compares the servers. Only the engine path is built into clients; the host depends on the installation. */
export function compareServers(old: readonly Server[], next: readonly Server[]): Change[] {
  return [
    ...old.flatMap((server) => {
      const same = next.find(({ name }) => name === server.name) ?? next.find(({ url }) => url === server.url);
      return same === undefined ? removedServer(server, next) : compareServer(server, same);
    }),
    ...next
      .filter(({ name, url }) => !old.some((server) => server.name === name || server.url === url))
      .map(({ name, url }) => change('compatible', placeOf(name), `new: ${url}`, 'Clients need not connect to it.')),
  ];
}

function compareServer(before: Server, after: Server): Change[] {
  const where = placeOf(before.name);
  const texts = compareTexts(where, { description: before.description }, { description: after.description });
  if (before.path !== after.path) {
    const why = 'Clients that connect with the old path find no server.';
    return [change('breaking', where, `path ${before.path} → ${after.path}`, why), ...texts];
  }
  if (before.url === after.url) return texts;
  return [change('compatible', where, `${before.url} → ${after.url}`, movable), ...texts];
}

function removedServer({ name, url, path }: Server, next: readonly Server[]): Change[] {
  return next.some((server) => server.path === path)
    ? [change('compatible', placeOf(name), `removed: ${url}`, movable)]
    : [change('breaking', placeOf(name), `removed: ${url}`, 'No server has the path that clients use.')];
}

function placeOf(name: string): string {
  return `server ${name}`;
}
