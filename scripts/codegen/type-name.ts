/** Names that generated code itself uses, or that TypeScript does not let a type have. */
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
/** The ends of the names of generated types that stand beside the models, after a namespace's. */
const reservedEnd = /(ClientToServerEvents|ServerToClientEvents|ClientOperations|ServerOperations)$/;

/** A TypeScript type name out of any name: `place-bid` becomes `PlaceBid`, `2nd try` becomes `T2ndTry`. */
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

/** The name itself, or the first of `Name2`, `Name3`, … that is not taken. */
export function untakenName(name: string, isTaken: (name: string) => boolean): string {
  let untaken = name;
  for (let number = 2; isTaken(untaken); number += 1) untaken = `${name}${number}`;
  return untaken;
}

/** A camel-case identifier out of any name. */
export function memberNameOf(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}
