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

/** A TypeScript type name out of any name: `send-message` becomes `SendMessage`, `2nd try` becomes `T2ndTry`. */
export function typeNameOf(name: string): string {
  const pascal = name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const identifier = /^\p{L}/u.test(pascal) ? pascal : `T${pascal}`;
  return reserved.has(identifier) ? `${identifier}Schema` : identifier;
}

/** A camel-case identifier out of any name. */
export function memberNameOf(name: string): string {
  const typeName = typeNameOf(name);
  return typeName.charAt(0).toLowerCase() + typeName.slice(1);
}
