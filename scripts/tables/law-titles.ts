import { lawsNamed } from "./laws.ts";
import { calledTitles, type Title } from "./test-titles.ts";

/** Titles that name a law, as they stand in the sources: of a table of tests the title that all of them share. */
export const lawTitles = (): readonly Title[] => calledTitles().filter(({ text }) => lawsNamed(text).length > 0);

/** Whose titles come out of a book, so that no source shows their laws. */
const FROM_A_BOOK = ["packages/kernel/test/laws.test.ts"];

/** The files that a run for the laws' table has to run. */
export const lawTestFiles = (): readonly string[] =>
  [...new Set([...FROM_A_BOOK, ...lawTitles().map(({ file }) => file)])].toSorted();

/** Whether a title as it ran can come from one as it stands: what is filled in may be anything. */
export function mayRunAs(standing: string, ran: string): boolean {
  const parts = standing.split(/%[sdijof#]|\$\{[^}]*\}|\$[\w.]+/u);
  let from = 0;
  for (const [place, part] of parts.entries()) {
    const at = ran.indexOf(part, from);
    if (at === -1 || (place === 0 && at !== 0)) return false;
    from = at + part.length;
  }
  return parts.at(-1) === "" || ran.endsWith(parts.at(-1) ?? "");
}
