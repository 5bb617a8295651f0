import { apply, type Entry, type EntryKind } from "@plimsoll/kernel";
import { type Kernel, realKernel } from "./story-site.ts";

type Of<K extends EntryKind> = Extract<Entry, { readonly kind: K }>;

/** A kernel that is weaker in one respect: what a law must object to (canaries). */
export const weakerPower = (power: Kernel["power"]): Kernel => ({ ...realKernel, power });

export const weakerDecide = (decide: Kernel["decide"]): Kernel => ({ ...realKernel, decide });

/** A kernel that writes another entry than it should, or none, and believes what it wrote. */
export const writing = <K extends EntryKind>(kind: K, change: (entry: Of<K>) => Entry | null): Kernel =>
  weakerDecide((state, stamped) => {
    const decision = realKernel.decide(state, stamped);
    if (decision.kind !== "decided") return decision;
    const entries = decision.entries.flatMap((entry) =>
      entry.kind === kind ? (change(entry as Of<K>) ?? []) : [entry],
    );
    return { ...decision, entries, next: entries.reduce(apply, state) };
  });

/** A kernel whose ledger says something else than its state knows. */
export const reporting = <K extends EntryKind>(kind: K, change: (entry: Of<K>) => Entry): Kernel =>
  weakerDecide((state, stamped) => {
    const decision = realKernel.decide(state, stamped);
    if (decision.kind !== "decided") return decision;
    const entries = decision.entries.map((entry) => (entry.kind === kind ? change(entry as Of<K>) : entry));
    return { ...decision, entries };
  });
