import type { Scenario } from '../codegen/contract.js';
import type { Person } from './people.js';
import type { Scene } from './scene.js';

/** Who is told, and the scene with everybody in it whom the scenario's payload may speak of. */
export interface Cast {
  readonly scene: Scene;
  readonly receivers: readonly Person[];
}

/**
 * Gives the parts that the steps of a scenario leave open, to those who are connected.
 *
 * - An actor whom no step names plays no part of its own: if all such actors receive the event, everybody does who is
 *   connected and has no other part.
 * - If only some of them do, nothing tells them apart but their order in `connected`: they are those who connected last,
 *   in the order in which they did.
 */
export function cast(scenario: Scenario, scene: Scene, connected: readonly Person[]): Cast {
  const isOpen = (actor: string) => !scene.actors.has(actor);
  const others = connected.filter((person) => ![...scene.actors.values()].includes(person));
  const open = scenario.connected.filter(isOpen);
  const full = open.reduce((filled, actor, index) => {
    const person = others.slice(-open.length)[index];
    return (person && filled.with(actor, person)) ?? filled;
  }, scene);
  const named = scenario.receivers.flatMap((actor) => scene.actors.get(actor) ?? []);
  if (!scenario.receivers.some(isOpen)) return { scene: full, receivers: named };
  if (open.every((actor) => scenario.receivers.includes(actor)))
    return { scene: full, receivers: [...named, ...others] };
  return { scene: full, receivers: scenario.receivers.flatMap((actor) => full.actors.get(actor) ?? []) };
}
