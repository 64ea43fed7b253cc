/** Distances in the circle of all people between two correspondents, of the first conversations. */
const firstDistances = [1, 7, 31, 77];

/**
 * Decides who writes to whom: pairs of people at growing distances in a circle, until there are enough conversations.
 * @returns for each person the correspondents. The first of them are the conversations that the person begins: once each
 * person has written to those, each conversation has been written to.
 */
export function createCorrespondents(people: number, conversations: number): readonly Correspondents[] {
  const correspondents = Array.from({ length: people }, () => new Correspondents());
  let count = 0;
  for (const distance of distancesOf(people)) {
    // Half-way around the circle, both people of a pair are as far from each other.
    const pairs = distance * 2 === people ? distance : people;
    for (let first = 0; first < pairs && count < conversations; first += 1) {
      const second = (first + distance) % people;
      correspondents[first]?.begun.push(second);
      correspondents[second]?.joined.push(first);
      count += 1;
    }
  }
  return correspondents;
}

/** The people with whom one person writes. */
export class Correspondents {
  readonly begun: number[] = [];
  readonly joined: number[] = [];

  /** Returns the recipient of this person's next message. @param turn the number of messages before it */
  recipientOf(turn: number): number | undefined {
    const index = turn % (this.begun.length + this.joined.length);
    return this.begun[index] ?? this.joined[index - this.begun.length];
  }
}

function distancesOf(people: number): number[] {
  const all = Array.from({ length: Math.floor(people / 2) }, (_, index) => index + 1);
  const first = firstDistances.filter((distance) => distance <= people / 2);
  return [...first, ...all.filter((distance) => !first.includes(distance))];
}
