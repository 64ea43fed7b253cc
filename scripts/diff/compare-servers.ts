import type { Server } from '../codegen/contract.js';
import { type Change, change } from './change.js';
import { compareTexts } from './compare-texts.js';

const movable = 'Where a service is found is configuration; clients have only its path built in.';

/**
 * The servers. Only the engine path is built into clients; which host they connect to is for whoever runs them to say,
 * as every installation of a service has its own.
 */
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
    const why = 'Clients that connect with the path they know find no server.';
    return [change('breaking', where, `path ${before.path} → ${after.path}`, why), ...texts];
  }
  if (before.url === after.url) return texts;
  return [change('compatible', where, `${before.url} → ${after.url}`, movable), ...texts];
}

function removedServer({ name, url, path }: Server, next: readonly Server[]): Change[] {
  return next.some((server) => server.path === path)
    ? [change('compatible', placeOf(name), `removed: ${url}`, movable)]
    : [change('breaking', placeOf(name), `removed: ${url}`, 'No server is left with the path that clients know.')];
}

function placeOf(name: string): string {
  return `server ${name}`;
}
