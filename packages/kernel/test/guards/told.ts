import { type Command, CONTEXTS, decide, DIMENSIONS, type Entry, type Refusal } from "@plimsoll/kernel";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { KEYS, type TestSite, weights } from "../test-site.ts";

/** What a command is refused with, word by word; null when it is not. The site stays as it is. */
export function refusalOf(
  { state, at }: TestSite,
  body: Command,
  signers: readonly string[] = Object.values(KEYS),
): Refusal | null {
  const decision = decide(state, {
    id: "asked",
    digest: digestOf(utf8(JSON.stringify(body))),
    at,
    signers: signers.map((keyId) => ({ keyId })),
    body,
  });
  return decision.kind === "refused" ? decision.refusal : null;
}

type EntryOf<K extends Entry["kind"]> = Extract<Entry, { readonly kind: K }>;

export const entriesOf = <K extends Entry["kind"]>({ entries }: TestSite, kind: K): readonly EntryOf<K>[] =>
  entries.filter((entry): entry is EntryOf<K> => entry.kind === kind);

/** What one step at a site adds to the ledger. */
export function addedBy(site: TestSite, step: () => void): readonly Entry[] {
  const before = site.entries.length;
  step();
  return site.entries.slice(before);
}

/** Whose power some entries set, in their order. */
export const throttledIn = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry) => {
    if (entry.kind === "throttle.set") return [entry.run];
    return entry.kind === "deployment.throttled" ? [entry.deployment] : [];
  });

/** Fills an open, drawn set without a failure, but with EVAL and SHADOW acting differently in so many trials of each window. */
export function actApart(site: TestSite, set: string, different: number): void {
  const trials = site.state.windowSets.get(set)?.trials ?? 0;
  for (const dimension of DIMENSIONS) {
    for (const context of CONTEXTS) {
      const second = context === "EVAL" ? 0 : different;
      const counts = { controlled: trials, uncontrolled: 0, void: 0, actions: [trials - second, second] };
      site.do({ type: "trials.record", set, dimension, context, ...counts, transcript: weights("apart") });
    }
  }
}
