import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract, Namespace, Operation } from './contract.js';
import { mapObjects, objectAt } from './json.js';
import type { Problem } from './problem.js';
import type { SourceDocument } from './source-document.js';

/** Finds problems that the AsyncAPI parser does not: conflicts with Socket.IO, and schemas that Ajv rejects. */
export function checkContract(contract: Contract, source: SourceDocument): Problem[] {
  const patterns = checkPatterns(source);
  return [
    ...contract.namespaces.flatMap((namespace) => checkNamespace(contract, namespace, source)),
    ...patterns,
    ...(patterns.length === 0 ? checkSchemas(contract, source) : []),
  ];
}

function checkNamespace(contract: Contract, { address, operations }: Namespace, source: SourceDocument): Problem[] {
  const codes = new Set(contract.errors.map(({ code }) => code));
  return operations.flatMap((operation, index) => {
    const at = (key: string) => ['operations', operation.id, key];
    const first = operations.slice(0, index).find((other) => isSameEvent(other, operation));
    const unknown = codes.size === 0 ? [] : operation.errorCodes.filter((code) => !codes.has(code));
    const sent = operation.scenario?.steps.flatMap((step) => ('emit' in step ? [step.emit] : [])) ?? [];
    const unsent = sent.filter((event) => !operations.some((other) => isSameEvent(other, { event, sender: 'client' })));
    return [
      ...(first
        ? [
            source.problem(
              at('messages'),
              `\`${operation.event}\` in \`${address}\` is already the event of \`${first.id}\``,
            ),
          ]
        : []),
      ...unknown.map((code) =>
        source.problem(at('x-socketio-error-codes'), `\`${code}\` is not listed in \`x-socketio-errors\``),
      ),
      ...unsent.map((event) =>
        source.problem(at('x-socketio-scenario'), `no operation in \`${address}\` lets clients send \`${event}\``),
      ),
    ];
  });
}

function isSameEvent(left: Pick<Operation, 'event' | 'sender'>, right: Pick<Operation, 'event' | 'sender'>): boolean {
  return left.event === right.event && left.sender === right.sender;
}

/** Checks the regular expressions in the document's schemas and reports the position of each invalid one. */
function checkPatterns(source: SourceDocument): Problem[] {
  const problems: Problem[] = [];
  mapObjects(source.value, (object, path) => {
    // Values are not schemas, even if they have a field called `pattern`.
    if (path.some((key) => ['examples', 'default', 'const', 'enum'].includes(key))) return object;
    const written = typeof object['pattern'] === 'string' ? [['pattern', object['pattern']]] : [];
    const keys = Object.keys(objectAt(object, 'patternProperties')).map((key) => ['patternProperties', key]);
    for (const [keyword = '', pattern = ''] of [...written, ...keys]) {
      const message = patternError(pattern);
      if (message !== undefined) problems.push(source.problem([...path, keyword], message));
    }
    return undefined;
  });
  return problems;
}

function patternError(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : error} (patterns are read as JavaScript with the flag \`u\`)`;
  }
}

/** Reports schemas that Ajv cannot compile, and keywords that Ajv would ignore. */
function checkSchemas(contract: Contract, source: SourceDocument): Problem[] {
  const unchecked: string[] = [];
  const warn = (message: string) => unchecked.push(message);
  const ajv = new Ajv({ strict: false, logger: { log: () => {}, warn, error: () => {} } });
  addFormats.default(ajv);
  const definitions = Object.fromEntries(contract.schemas);
  const broken = [...contract.schemas.keys()].flatMap((name) => {
    try {
      ajv.compile({ definitions, $ref: `#/definitions/${name}` });
      return [];
    } catch (error) {
      return [
        source.problem(['components', 'schemas', name], `${name}: ${error instanceof Error ? error.message : error}`),
      ];
    }
  });
  const warnings = [...new Set(unchecked)].map(
    (message): Problem => ({ ...source.problem([], message), severity: 'warning' }),
  );
  return [...broken, ...warnings];
}
