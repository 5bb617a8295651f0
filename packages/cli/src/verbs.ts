import type { AddCommand } from "./add-command.ts";

/** Verbs of a noun by their names, in the order of its help. */
type Verbs = Readonly<Record<string, () => Promise<AddCommand>>>;

/**
 * A noun that loads the verb which is asked for, so that nobody waits for its neighbours; all of them for help, and for a word that
 * none of them is.
 */
export const nounOf =
  (name: string, description: string, verbs: Verbs) =>
  async (asked: string | undefined): Promise<AddCommand> => {
    const adds = await Promise.all(verbsFor(verbs, asked).map((load) => load()));
    return (program, exitWith) => {
      const noun = program.command(name).description(description);
      for (const add of adds) add(noun, exitWith);
    };
  };

function verbsFor(verbs: Verbs, asked: string | undefined): readonly Verbs[string][] {
  const verb = asked !== undefined && Object.hasOwn(verbs, asked) ? verbs[asked] : undefined;
  return verb === undefined ? Object.values(verbs) : [verb];
}
