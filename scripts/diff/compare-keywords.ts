import { compareWords } from './compare-words.js';
import type { FlatSchema } from './flat-schema.js';
import { type Aspect, annotations, composition, demands } from './keyword-aspects.js';
import type { Found, Scope } from './scope.js';

/** The differences by all keywords that ask something of a value, but those that list values or options. */
export function compareDemands(scope: Scope): Found[] {
  // A set: what several keywords say together is compared once.
  return [...new Set(demands.values())].flatMap((aspect) => {
    const [before, after] = [applies(aspect, scope.old.flat), applies(aspect, scope.new.flat)];
    if (before && after) return aspect.compare(scope);
    // What is said of a kind of value that only one side allows comes and goes with that kind.
    return before || after ? [] : compareIdle(scope, aspect);
  });
}

/** The differences by keywords that people read; and by those that are not known, which no validator reads. */
export function compareAnnotations(scope: Scope): Found[] {
  const used = new Set([scope.old.flat, scope.new.flat].flatMap(({ parts }) => parts.flatMap(Object.keys)));
  return [...used]
    .filter((keyword) => !demands.has(keyword) && !composition.has(keyword))
    .flatMap((keyword) => (annotations.get(keyword) ?? compareWords(keyword))(scope));
}

function applies(aspect: Aspect, schema: FlatSchema): boolean {
  return aspect.kinds.some((kind) => schema.kinds.has(kind));
}

/** Keywords beside a type that they say nothing about, such as `maxLength` of an integer. */
function compareIdle(scope: Scope, idle: Aspect): Found[] {
  const keywords = [...demands].filter(([, aspect]) => aspect === idle).map(([keyword]) => keyword);
  return keywords.flatMap((keyword) => compareWords(keyword)(scope));
}
