import type { Contract, Namespace, Operation } from '../codegen/contract.js';
import type { CaseKind } from '../codegen/runtime/contract-demands.js';
import { type CaseResult, type CoverageCell, caseKinds } from './result.js';

/** What a run has reached of a contract, operation by operation, and why it did not reach the rest. */
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
  // A client's and a server's event may share a name; of the kinds, only `provoked` is the server's.
  const isOwn = (kind === 'provoked') === (sender === 'server');
  if (isOwn && own.some(({ outcome }) => outcome === 'broken')) return { ...cell, state: 'broken', why: undefined };
  const error = own.find(({ outcome }) => outcome === 'error');
  if (isOwn && error) return { ...cell, state: 'not-reached', why: error.message };
  if (isOwn && own.length > 0) return { ...cell, state: 'held', why: undefined };
  const why = whyNotApplicable(namespace, operation, kind);
  if (why !== undefined) return { ...cell, state: 'not-applicable', why };
  return { ...cell, state: 'not-reached', why: whyNotReached(operation, kind) };
}

/** Why the document does not allow to try this, if it does not. */
function whyNotApplicable({ auth }: Namespace, operation: Operation, kind: CaseKind): string | undefined {
  const { sender, payload, reply, error } = operation;
  if (sender === 'server') return kind === 'provoked' ? undefined : 'the server sends it';
  if (kind === 'provoked') return 'clients send it';
  if (kind === 'valid') return reply || error ? undefined : 'it has no acknowledgement to see the outcome by';
  if (kind === 'unauthenticated') return auth ? undefined : 'the namespace asks for no authentication';
  if (!error) return 'it has no error reply';
  return payload ? undefined : 'it has no payload';
}

function whyNotReached({ scenario }: Operation, kind: CaseKind): string {
  if (kind === 'provoked' && !scenario) return 'the document does not say what provokes it (x-socketio-scenario)';
  return 'no case was run';
}
