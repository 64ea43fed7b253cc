/** Type names that generated code or TypeScript itself already uses. */
const reserved = new Set([
  ...[
    'Array',
    'Promise',
    'Record',
    'Object',
    'Function',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'Map',
    'Set',
    'Date',
  ],
  ...['Result', 'Validator', 'Problem'],
]);
/** Suffixes of generated type names, which follow a namespace's prefix; a model may not end in them. */
const reservedEnd = /(ClientToServerEvents|ServerToClientEvents|ClientOperations|ServerOperations)$/;

/** Converts any name to a TypeScript type name: `place-bid` becomes `PlaceBid`, `2nd try` becomes `T2ndTry`. */
export function typeNameOf(name: string): string {
  const identifier = pascalCase(name);
  return reserved.has(identifier) || reservedEnd.test(identifier) ? `${identifier}Schema` : identifier;
}

function pascalCase(name: string): string {
  const pascal = name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^\p{L}/u.test(pascal) ? pascal : `T${pascal}`;
}

/** Returns the name itself, or the first of `Name2`, `Name3`, … that is not taken. */
export function uniqueName(name: string, isTaken: (name: string) => boolean): string {
  let unique = name;
  for (let number = 2; isTaken(unique); number += 1) unique = `${name}${number}`;
  return unique;
}

/** Converts any name to a camel-case identifier. */
export function memberNameOf(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}
