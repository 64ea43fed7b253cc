import { compareAnnotation } from './compare-annotations.js';
import type { FlatSchema } from './flat-schema.js';
import { type Aspect, annotations, composition, constraintKeywords } from './keyword-aspects.js';
import type { Found, Scope } from './scope.js';

/** Compares the keywords that constrain values, except enumerations and combinations. */
export function compareConstraints(scope: Scope): Found[] {
  // A set, because keywords that belong together share one entry.
  return [...new Set(constraintKeywords.values())].flatMap((aspect) => {
    const [before, after] = [applies(aspect, scope.old.flat), applies(aspect, scope.new.flat)];
    if (before && after) return aspect.compare(scope);
    // A constraint on a kind of value that only one side allows is covered by the difference in kinds.
    return before || after ? [] : compareIdle(scope, aspect);
  });
}

/** Compares annotations and unknown keywords, which validators ignore. */
export function compareAnnotations(scope: Scope): Found[] {
  const used = new Set([scope.old.flat, scope.new.flat].flatMap(({ parts }) => parts.flatMap(Object.keys)));
  return [...used]
    .filter((keyword) => !constraintKeywords.has(keyword) && !composition.has(keyword))
    .flatMap((keyword) => (annotations.get(keyword) ?? compareAnnotation(keyword))(scope));
}

function applies(aspect: Aspect, schema: FlatSchema): boolean {
  return aspect.kinds.some((kind) => schema.kinds.has(kind));
}

/** Compares keywords that have no effect on the allowed kinds of value, such as `maxLength` on an integer. */
function compareIdle(scope: Scope, idle: Aspect): Found[] {
  const keywords = [...constraintKeywords].filter(([, aspect]) => aspect === idle).map(([keyword]) => keyword);
  return keywords.flatMap((keyword) => compareAnnotation(keyword)(scope));
}
