import { canonical, formatValue } from './canonical.js';
import { valuesAt } from './flat-schema.js';
import { type Found, found, type Scope } from './scope.js';

/** Compares a keyword that validators ignore. */
export function compareAnnotation(keyword: string): (scope: Scope) => Found[] {
  return ({ old, new: next }) => {
    const [before, after] = [valuesAt(old.flat, keyword), valuesAt(next.flat, keyword)];
    if (canonical(before) === canonical(after)) return [];
    return found(`/${keyword}`, 'annotation', describeChange(before.length > 0, after.length > 0));
  };
}

/** Compares `default`: the value that the server assumes for a missing field. For clients it is an annotation. */
export function compareDefault(scope: Scope): Found[] {
  const [before] = valuesAt(scope.old.flat, 'default');
  const [after] = valuesAt(scope.new.flat, 'default');
  if (canonical(before) === canonical(after)) return [];
  const what = `${formatValue(before)} → ${formatValue(after)}`;
  if (scope.view.reader === 'client') return found('/default', 'annotation', what);
  return before === undefined
    ? found('/default', 'added', what, 'The behaviour for a missing field was undefined before.')
    : found('/default', 'removed', what, 'The behaviour for a missing field changes.');
}

/** Compares the mark of an idempotency key, on which clients rely for resends. */
export function compareIdempotencyKey(scope: Scope): Found[] {
  const keyword = 'x-socketio-idempotency-key';
  const [before, after] = [scope.old, scope.new].map(({ flat }) => valuesAt(flat, keyword).includes(true));
  if (before === after) return [];
  if (scope.view.reader === 'client')
    return found(`/${keyword}`, 'annotation', describeChange(before === true, after === true));
  return before
    ? found(`/${keyword}`, 'removed', 'no longer an idempotency key', 'A resent request may be carried out twice.')
    : found(`/${keyword}`, 'added', 'now an idempotency key', 'Clients may resend a request, but need not.');
}

function describeChange(was: boolean, is: boolean): string {
  if (was && is) return 'changed';
  return is ? 'added' : 'removed';
}
