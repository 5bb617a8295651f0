import type { Entry } from "@plimsoll/kernel";
import { preparedSite } from "../../../kernel/test/stories/prepared-site.ts";
import type { StartName } from "../../../kernel/test/stories/story.ts";
import type { StorySite } from "../../../kernel/test/stories/story-site.ts";
import type { ObservedSite } from "../../src/laws/observed.ts";
import { SiteAccount } from "../../src/laws/site-account.ts";

export type EntryOf<K extends Entry["kind"]> = Extract<Entry, { readonly kind: K }>;

/** A site of the kernel's own tests, as far as a story has brought it. */
export const storySite = (start: StartName): StorySite => preparedSite(start);

export const textsOf = (entries: readonly Entry[]): readonly string[] => entries.map((entry) => JSON.stringify(entry));

/** The account of a site that has promised these entries. */
export function accountWith(entries: readonly Entry[]): SiteAccount {
  const account = new SiteAccount();
  account.read({ promised: textsOf(entries) } as unknown as ObservedSite, 0);
  return account;
}

/** What the books object to, as `law kind`. */
export const objectionsTo = (entries: readonly Entry[]): readonly string[] =>
  accountWith(entries).objections.map(({ law, entry }) => `${law} ${entries[entry]?.kind}`);

/** The same entries with the last of a kind written otherwise; null leaves it out. */
export function withLast<K extends Entry["kind"]>(
  entries: readonly Entry[],
  kind: K,
  change: (entry: EntryOf<K>) => object | null,
): readonly Entry[] {
  const place = entries.findLastIndex((entry) => entry.kind === kind);
  if (place < 0) throw new Error(`expected an entry "${kind}", got ${entries.length} others`);
  const changed = change(entries[place] as EntryOf<K>);
  return changed === null ? entries.toSpliced(place, 1) : entries.with(place, changed as Entry);
}
