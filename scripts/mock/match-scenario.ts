import type { Contract, Json, Operation, Scenario, ScenarioStep } from '../codegen/contract.js';
import { arrayAt } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import type { ClientAction } from './client-action.js';
import { schemaAt } from './flatten-schema.js';
import { replaceAt } from './json-paths.js';
import { ScenarioMatch } from './scenario-match.js';
import { type LiteralMatch, matchTemplate, type TemplateMatch } from './template-match.js';
import type { User, Users } from './users.js';

/** The maximum number of matches that are considered for a scenario. */
const matchLimit = 200;

export interface MatchContext {
  readonly contract: Contract;
  /** The operations of the namespace. */
  readonly operations: readonly Operation[];
  readonly users: Users;
  readonly history: readonly ClientAction[];
}

/**
 * Returns the ways in which the recorded actions match a scenario, the most likely first: `action` matches the last
 * step, and earlier actions match the earlier steps, in order and with the same actors.
 *
 * - `{bob.username}` makes bob the user with this property, or an unknown user if there is none.
 * - `{sent.order.id}` has to be the value from a reply that the mock gave.
 * - A literal value may differ if it is a string, number or list that the schema does not restrict. It then has the
 *   same other value everywhere in the scenario. Booleans and values of an `enum` have to be equal.
 */
export function matchScenario(context: MatchContext, scenario: Scenario, action: ClientAction): ScenarioMatch[] {
  const last = scenario.steps.at(-1);
  if (!last) return [];
  const before = scenario.steps.slice(0, -1);
  return matchStep(context, scenario, last, action, new ScenarioMatch())
    .flatMap((match) => matchSteps(context, scenario, before, context.history, match))
    .slice(0, matchLimit);
}

/** Matches the steps from the last to the first with the recorded actions from the latest to the earliest. */
function matchSteps(
  context: MatchContext,
  scenario: Scenario,
  steps: readonly ScenarioStep[],
  history: readonly ClientAction[],
  match: ScenarioMatch,
): ScenarioMatch[] {
  const step = steps.at(-1);
  if (!step) return [match];
  const earlier = steps.slice(0, -1);
  // A user who acts exists, whether it was created through the API or has its own token.
  if ('create' in step && match.actors.has(step.actor)) return matchSteps(context, scenario, earlier, history, match);
  const found: ScenarioMatch[] = [];
  for (let index = history.length - 1; index >= 0 && found.length < matchLimit; index -= 1) {
    const action = history[index];
    if (action === undefined) continue;
    for (const next of matchStep(context, scenario, step, action, match)) {
      found.push(...matchSteps(context, scenario, earlier, history.slice(0, index), next));
    }
  }
  return found;
}

function matchStep(
  context: MatchContext,
  scenario: Scenario,
  step: ScenarioStep,
  action: ClientAction,
  match: ScenarioMatch,
): ScenarioMatch[] {
  const acted = match.with(step.actor, action.user);
  if (!acted) return [];
  switch (action.kind) {
    case 'emit': {
      if (!('emit' in step) || step.emit !== action.event) return [];
      const kept = step.as === undefined ? acted : acted.withKept(step.as, action.reply ?? null);
      if (!kept) return [];
      if (step.payload === undefined) return [kept];
      const templateMatch = matchTemplate(step.payload, action.payload);
      const type = context.operations.find(({ event, sender }) => event === step.emit && sender === 'client')?.payload
        ?.type;
      if (!templateMatch?.literals.every((literalMatch) => isAcceptable(context.contract, type, literalMatch)))
        return [];
      return withMatch(context, scenario, kept, templateMatch);
    }
    case 'connect': {
      if (!('connect' in step)) return [];
      if (step.auth === undefined) return action.isAccepted ? [acted] : [];
      const templateMatch = matchTemplate(step.auth, action.auth);
      // A refused client matches whatever was wrong with its `auth`.
      if (!action.isAccepted) return [acted];
      return templateMatch?.literals.every(isSame) ? withMatch(context, scenario, acted, templateMatch) : [];
    }
    default:
      return action.kind in step ? [acted] : [];
  }
}

function withMatch(
  context: MatchContext,
  scenario: Scenario,
  match: ScenarioMatch,
  templateMatch: TemplateMatch,
): ScenarioMatch[] {
  const whole = match.withLiterals(templateMatch.literals);
  let matches = whole ? [whole] : [];
  for (const { path, value } of templateMatch.references) {
    const [name = '', ...rest] = path.split('.');
    matches = matches.flatMap((candidate) => withReference(context, scenario, candidate, name, rest, value));
  }
  return matches;
}

function withReference(
  { users }: MatchContext,
  scenario: Scenario,
  match: ScenarioMatch,
  name: string,
  path: readonly string[],
  value: Json,
): ScenarioMatch[] {
  if (scenario.steps.some((step) => 'emit' in step && step.as === name))
    return [match.withReplyConstraint(name, path, value)];
  const known = match.actors.get(name);
  if (known) return isEqual(match.lookUp([name, ...path].join('.')), value) ? [match] : [];
  const found = users.withProperty(path, value);
  const candidates = found.length > 0 ? found : [unknownUser(path, value)];
  return candidates.flatMap((user) => match.with(name, user) ?? []);
}

/** Creates a user that a template refers to but the mock does not know. */
function unknownUser(path: readonly string[], value: Json): User {
  const properties = replaceAt({}, path, value);
  return { properties: Object(properties), auths: [], isRemoved: false };
}

function isSame({ literal, actual }: LiteralMatch): boolean {
  return isEqual(literal, actual);
}

function isAcceptable(contract: Contract, type: string | undefined, literalMatch: LiteralMatch): boolean {
  if (isSame(literalMatch)) return true;
  const { literal, path } = literalMatch;
  if (literal === null || typeof literal === 'boolean' || type === undefined) return false;
  const schema = schemaAt(contract, { $ref: `#/definitions/${type}` }, path) ?? {};
  return arrayAt(schema, 'enum').length === 0 && schema['const'] === undefined;
}
