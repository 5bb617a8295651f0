import { PlimsollError } from "@plimsoll/foundation";

interface Teller {
  readonly name: string;
  readonly tells: readonly string[];
  readonly mailboxMax: number;
}

/**
 * Checks that actors have names of their own and mailboxes, and tell only actors that exist, in no circle.
 * @throws {PlimsollError} `MESH_ACTORS`
 */
export function checkActors(actors: readonly Teller[]): void {
  const byName = new Map(actors.map((actor) => [actor.name, actor]));
  if (byName.size !== actors.length) throw fault("names of their own", actors.map(({ name }) => name).join(", "));
  for (const actor of actors) {
    if (!Number.isSafeInteger(actor.mailboxMax) || actor.mailboxMax < 1) {
      throw fault("a mailbox of at least 1", `${actor.mailboxMax} of ${actor.name}`);
    }
    walk(actor, [], byName);
  }
}

function walk(actor: Teller, path: readonly string[], byName: ReadonlyMap<string, Teller>): void {
  if (path.includes(actor.name)) throw fault("no circle of tellers", [...path, actor.name].join(" tells "));
  for (const name of actor.tells) {
    const told = byName.get(name);
    if (told === undefined) throw fault("actors that exist", `${actor.name} tells ${name}`);
    walk(told, [...path, actor.name], byName);
  }
}

const fault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "MESH_ACTORS", expected, received, fix: "mend the list of actors" });
