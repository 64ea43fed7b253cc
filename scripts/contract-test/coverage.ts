import type { Contract, Namespace, Operation } from '../codegen/contract.js';
import type { CaseKind } from '../codegen/runtime/contract-types.js';
import { type CaseResult, type CoverageCell, caseKinds } from './result.js';

/** Returns, for each operation and kind of case, whether the run covered it, and the reason if it did not. */
export function coverageOf(contract: Contract, results: readonly CaseResult[]): CoverageCell[] {
  return contract.namespaces.flatMap((namespace) =>
    namespace.operations.flatMap((operation) => caseKinds.map((kind) => cellOf(namespace, operation, kind, results))),
  );
}

function cellOf(
  namespace: Namespace,
  operation: Operation,
  kind: CaseKind,
  results: readonly CaseResult[],
): CoverageCell {
  const { event, sender } = operation;
  const cell = { namespace: namespace.address, event, sender, kind };
  const own = results.filter(
    (result) => result.namespace === namespace.address && result.event === event && result.kind === kind,
  );
  // A client event and a server event may have the same name. Only `provoked` cases are about server events.
  const isOwn = (kind === 'provoked') === (sender === 'server');
  if (isOwn && own.some(({ outcome }) => outcome === 'failed')) return { ...cell, state: 'failed', why: undefined };
  const error = own.find(({ outcome }) => outcome === 'error');
  if (isOwn && error) return { ...cell, state: 'not-covered', why: error.message };
  if (isOwn && own.length > 0) return { ...cell, state: 'passed', why: undefined };
  const why = whyNotApplicable(namespace, operation, kind);
  if (why !== undefined) return { ...cell, state: 'not-applicable', why };
  return { ...cell, state: 'not-covered', why: whyNotCovered(operation, kind) };
}

/** Returns why the document does not allow this kind of case; `undefined` if it does. */
function whyNotApplicable({ auth }: Namespace, operation: Operation, kind: CaseKind): string | undefined {
  const { sender, payload, reply, error } = operation;
  if (sender === 'server') return kind === 'provoked' ? undefined : 'the server sends it';
  if (kind === 'provoked') return 'clients send it';
  if (kind === 'valid')
    return reply || error ? undefined : 'it has no acknowledgement, so its outcome cannot be observed';
  if (kind === 'unauthenticated') return auth ? undefined : 'the namespace has no authentication';
  if (!error) return 'it has no error reply';
  return payload ? undefined : 'it has no payload';
}

function whyNotCovered({ scenario }: Operation, kind: CaseKind): string {
  if (kind === 'provoked' && !scenario) return 'the document has no x-socketio-scenario that provokes it';
  return 'no case was run';
}
