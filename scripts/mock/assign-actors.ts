import type { Scenario } from '../codegen/contract.js';
import type { ScenarioMatch } from './scenario-match.js';
import type { User } from './users.js';

/** The receivers of an event, and the scenario match with all actors assigned. */
export interface ActorAssignment {
  readonly match: ScenarioMatch;
  readonly receivers: readonly User[];
}

/**
 * Assigns connected users to the actors that no step of a scenario identifies.
 *
 * - If all of these actors receive the event, all connected users without another role are receivers.
 * - If only some of them receive it, they can only be distinguished by their order in `connected`: they are the users
 *   who connected last, in the order in which they connected.
 */
export function assignActors(scenario: Scenario, match: ScenarioMatch, connected: readonly User[]): ActorAssignment {
  const isOpen = (actor: string) => !match.actors.has(actor);
  const others = connected.filter((user) => ![...match.actors.values()].includes(user));
  const open = scenario.connected.filter(isOpen);
  const full = open.reduce((filled, actor, index) => {
    const user = others.slice(-open.length)[index];
    return (user && filled.with(actor, user)) ?? filled;
  }, match);
  const named = scenario.receivers.flatMap((actor) => match.actors.get(actor) ?? []);
  if (!scenario.receivers.some(isOpen)) return { match: full, receivers: named };
  if (open.every((actor) => scenario.receivers.includes(actor)))
    return { match: full, receivers: [...named, ...others] };
  return { match: full, receivers: scenario.receivers.flatMap((actor) => full.actors.get(actor) ?? []) };
}
