import type { Contract, Namespace } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import { type Change, change, levels } from './change.js';
import { compareErrorCatalogue } from './compare-error-codes.js';
import { compareHandshake } from './compare-handshake.js';
import { compareOperations } from './compare-operations.js';
import { compareServers } from './compare-servers.js';
import { compareTexts, type Texts } from './compare-texts.js';
import { PayloadComparison } from './payload-comparison.js';
import { renamedHint } from './similar-name.js';

/** Returns all changes from one contract to the next, sorted by level and place. */
export function compareContracts(old: Contract, next: Contract): Change[] {
  const payloads = new PayloadComparison(old, next);
  const hasSeveral = old.namespaces.length > 1 || next.namespaces.length > 1;
  const [before, after] = [byAddress(old), byAddress(next)];
  const changes = [
    ...compareServers(old.servers, next.servers),
    ...[...before].flatMap(([address, namespace]) => {
      const other = after.get(address);
      if (other !== undefined) return compareNamespaces(namespace, other, { old, next, payloads, hasSeveral });
      const added = [...after.keys()].filter((candidate) => !before.has(candidate));
      const what = `namespace removed${renamedHint(address, added)}`;
      return [change('breaking', address, what, 'Clients that connect to it are refused.')];
    }),
    ...[...after.keys()]
      .filter((address) => !before.has(address))
      .map((address) => change('compatible', address, 'new namespace', 'Clients need not connect to it.')),
    ...compareErrorCatalogue(old.errors, next.errors),
    ...payloads.changes(),
    ...compareTexts('contract', textsOf(old), textsOf(next)),
  ];
  return changes.sort(
    (one, other) =>
      levels.indexOf(one.level) - levels.indexOf(other.level) ||
      order(one.where, other.where) ||
      order(one.what, other.what),
  );
}

interface Context {
  old: Contract;
  next: Contract;
  payloads: PayloadComparison;
  hasSeveral: boolean;
}

function compareNamespaces(
  before: Namespace,
  after: Namespace,
  { old, next, payloads, hasSeveral }: Context,
): Change[] {
  const { address } = before;
  const prefix = hasSeveral ? `${address} ` : '';
  const codes = { old: old.errors.map(({ code }) => code), next: next.errors.map(({ code }) => code) };
  return [
    ...compareHandshake(address, before.auth, after.auth, payloads),
    ...compareOperations(prefix, before.operations, after.operations, codes, payloads),
    ...compareTexts(address, namespaceTexts(before), namespaceTexts(after)),
  ];
}

/** Returns the namespaces by address, by which clients know them; channels with the same address are merged. */
function byAddress({ namespaces }: Contract): Map<string, Namespace> {
  const found = new Map<string, Namespace>();
  for (const namespace of namespaces) {
    const known = found.get(namespace.address);
    const operations = [...(known?.operations ?? []), ...namespace.operations];
    found.set(namespace.address, { ...(known ?? namespace), auth: known?.auth ?? namespace.auth, operations });
  }
  return found;
}

function namespaceTexts({ title, summary, description }: Namespace): Texts {
  return { title, summary, description };
}

/** Returns the parts of the document that only people read. */
function textsOf({ limits, actors, document }: Contract): Texts {
  const { version: _, ...info } = objectAt(document, 'info');
  const securitySchemes = objectAt(objectAt(document, 'components'), 'securitySchemes');
  return { info, limits, actors, securitySchemes };
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
