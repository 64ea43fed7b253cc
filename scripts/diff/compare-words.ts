import { canonical, inWords } from './canonical.js';
import { valuesAt } from './flat-schema.js';
import { type Found, found, type Scope } from './scope.js';

/** A keyword that people read and no validator. */
export function compareWords(keyword: string): (scope: Scope) => Found[] {
  return ({ old, new: next }) => {
    const [before, after] = [valuesAt(old.flat, keyword), valuesAt(next.flat, keyword)];
    if (canonical(before) === canonical(after)) return [];
    return found(`/${keyword}`, 'words', wordsOf(before.length > 0, after.length > 0));
  };
}

/** `default`: what the server takes a field for that a client leaves out. To clients it is but a word. */
export function compareDefault(scope: Scope): Found[] {
  const [before] = valuesAt(scope.old.flat, 'default');
  const [after] = valuesAt(scope.new.flat, 'default');
  if (canonical(before) === canonical(after)) return [];
  const what = `${inWords(before)} → ${inWords(after)}`;
  if (scope.view.reader === 'client') return found('/default', 'words', what);
  return before === undefined
    ? found('/default', 'added', what, 'Until now it was left open what a client gets that leaves it out.')
    : found('/default', 'removed', what, 'A client that leaves it out gets something else than it did.');
}

/** The mark of an idempotency key, on which clients rely to send a request again. */
export function compareIdempotencyKey(scope: Scope): Found[] {
  const keyword = 'x-socketio-idempotency-key';
  const [before, after] = [scope.old, scope.new].map(({ flat }) => valuesAt(flat, keyword).includes(true));
  if (before === after) return [];
  if (scope.view.reader === 'client') return found(`/${keyword}`, 'words', wordsOf(before === true, after === true));
  return before
    ? found(
        `/${keyword}`,
        'removed',
        'no longer an idempotency key',
        'A request that is sent again may be carried out twice.',
      )
    : found(`/${keyword}`, 'added', 'now an idempotency key', 'Clients may send a request again, and need not.');
}

function wordsOf(was: boolean, is: boolean): string {
  if (was && is) return 'changed';
  return is ? 'added' : 'removed';
}
