import type { AddCommand } from "./add-command.ts";

/** Verbs of a noun by their names, in the order of its help. */
export type Verbs = Readonly<Record<string, () => Promise<AddCommand>>>;

/** The verb that is asked for, so that nobody waits for its neighbours; all of them for help, and for a word that none of them is. */
export async function verbsFor(verbs: Verbs, asked: string | undefined): Promise<readonly AddCommand[]> {
  const load = asked !== undefined && Object.hasOwn(verbs, asked) ? verbs[asked] : undefined;
  return await Promise.all((load === undefined ? Object.values(verbs) : [load]).map((each) => each()));
}
