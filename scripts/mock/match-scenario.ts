import type { Contract, Json, Operation, Scenario, ScenarioStep } from '../codegen/contract.js';
import { arrayAt } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import { schemaAt } from './flatten-schema.js';
import type { Happening } from './happening.js';
import { replaceAt } from './json-paths.js';
import type { People, Person } from './people.js';
import { Scene } from './scene.js';
import { matchTemplate, type StandIn, type TemplateMatch } from './template-match.js';

/** How many ways in which a scenario may have happened are followed. */
const sceneLimit = 200;

export interface Stage {
  readonly contract: Contract;
  /** Of the namespace. */
  readonly operations: readonly Operation[];
  readonly people: People;
  readonly history: readonly Happening[];
}

/**
 * The ways in which a scenario has just happened, the likeliest first: its last step is the happening, and the steps
 * before it happened before, in their order and with the same actors. None, when it has not.
 *
 * - `{bob.username}` makes bob the person who has that property, or, where nobody has it, somebody unknown.
 * - `{sent.order.id}` is that value of a reply which the mock gave.
 * - A value that the scenario spells out may be another, when it is a text, number or list that the schema leaves free;
 *   it is then that other value wherever the scenario repeats it. A truth value or one of a closed list must be the same.
 */
export function matchScenario(stage: Stage, scenario: Scenario, happening: Happening): Scene[] {
  const last = scenario.steps.at(-1);
  if (!last) return [];
  const before = scenario.steps.slice(0, -1);
  return matchStep(stage, scenario, last, happening, new Scene())
    .flatMap((scene) => matchSteps(stage, scenario, before, stage.history, scene))
    .slice(0, sceneLimit);
}

/** Looks for the steps from the last to the first, in what happened from the latest to the earliest. */
function matchSteps(
  stage: Stage,
  scenario: Scenario,
  steps: readonly ScenarioStep[],
  history: readonly Happening[],
  scene: Scene,
): Scene[] {
  const step = steps.at(-1);
  if (!step) return [scene];
  const earlier = steps.slice(0, -1);
  // That somebody exists is a state and no moment: whoever acts has been created, or came with a token of their own.
  if ('create' in step && scene.actors.has(step.actor)) return matchSteps(stage, scenario, earlier, history, scene);
  const found: Scene[] = [];
  for (let index = history.length - 1; index >= 0 && found.length < sceneLimit; index -= 1) {
    const happening = history[index];
    if (happening === undefined) continue;
    for (const next of matchStep(stage, scenario, step, happening, scene)) {
      found.push(...matchSteps(stage, scenario, earlier, history.slice(0, index), next));
    }
  }
  return found;
}

function matchStep(stage: Stage, scenario: Scenario, step: ScenarioStep, happening: Happening, scene: Scene): Scene[] {
  const acted = scene.with(step.actor, happening.person);
  if (!acted) return [];
  switch (happening.kind) {
    case 'emit': {
      if (!('emit' in step) || step.emit !== happening.event) return [];
      const kept = step.as === undefined ? acted : acted.withKept(step.as, happening.reply ?? null);
      if (!kept) return [];
      if (step.payload === undefined) return [kept];
      const match = matchTemplate(step.payload, happening.payload);
      const type = stage.operations.find(({ event, sender }) => event === step.emit && sender === 'client')?.payload
        ?.type;
      if (!match?.standIns.every((standIn) => isLikeEnough(stage.contract, type, standIn))) return [];
      return withMatch(stage, scenario, kept, match);
    }
    case 'connect': {
      if (!('connect' in step)) return [];
      if (step.auth === undefined) return happening.isLetIn ? [acted] : [];
      const match = matchTemplate(step.auth, happening.auth);
      // Whoever is not let in is told so, whatever was wrong with what they came with.
      if (!happening.isLetIn) return [acted];
      return match?.standIns.every(isSame) ? withMatch(stage, scenario, acted, match) : [];
    }
    default:
      return happening.kind in step ? [acted] : [];
  }
}

function withMatch(stage: Stage, scenario: Scenario, scene: Scene, match: TemplateMatch): Scene[] {
  const whole = scene.withStandIns(match.standIns);
  let scenes = whole ? [whole] : [];
  for (const { path, value } of match.references) {
    const [name = '', ...rest] = path.split('.');
    scenes = scenes.flatMap((candidate) => withReference(stage, scenario, candidate, name, rest, value));
  }
  return scenes;
}

function withReference(
  { people }: Stage,
  scenario: Scenario,
  scene: Scene,
  name: string,
  path: readonly string[],
  value: Json,
): Scene[] {
  if (scenario.steps.some((step) => 'emit' in step && step.as === name)) return [scene.withClaim(name, path, value)];
  const known = scene.actors.get(name);
  if (known) return isEqual(scene.lookUp([name, ...path].join('.')), value) ? [scene] : [];
  const found = people.withProperty(path, value);
  const persons = found.length > 0 ? found : [unknownPerson(path, value)];
  return persons.flatMap((person) => scene.with(name, person) ?? []);
}

/** Somebody who is spoken of and was never seen. */
function unknownPerson(path: readonly string[], value: Json): Person {
  const properties = replaceAt({}, path, value);
  return { properties: Object(properties), auths: [], isRemoved: false };
}

function isSame({ literal, actual }: StandIn): boolean {
  return isEqual(literal, actual);
}

function isLikeEnough(contract: Contract, type: string | undefined, standIn: StandIn): boolean {
  if (isSame(standIn)) return true;
  const { literal, path } = standIn;
  if (literal === null || typeof literal === 'boolean' || type === undefined) return false;
  const schema = schemaAt(contract, { $ref: `#/definitions/${type}` }, path) ?? {};
  return arrayAt(schema, 'enum').length === 0 && schema['const'] === undefined;
}
