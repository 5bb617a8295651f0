import type { Digest } from "@plimsoll/foundation";

/**
 * What the kernel says of the subject's weights. `kill` and `freeze`: a kill switch stopped them. `gap`: they were shown to behave
 * otherwise where they are not evaluated (the deception gap of ACB-K), so that what is claimed of their safeguards does not hold.
 */
export type KernelWord = "kill" | "freeze" | "gap";

/** A line of weights as a kernel knows it. */
interface KnownLineage {
  readonly killed: boolean;
  readonly frozen: readonly Digest[];
  readonly gapShownBy: string | null;
}

/** What is asked of a kernel's state: the lines it knows, and which of them weights are of. */
interface KnownLineages {
  readonly lineages: { get(lineage: string): KnownLineage | undefined; values(): Iterable<KnownLineage> };
  readonly checkpoints: { get(artifact: Digest): { readonly lineage: string } | undefined };
}

/** What the kernel of this state has against these weights. Nothing is said of weights that it does not know. */
export function wordOf({ lineages, checkpoints }: KnownLineages, artifacts: readonly Digest[]): readonly KernelWord[] {
  const held = [...lineages.values()].filter(({ frozen }) => frozen.some((each) => artifacts.includes(each)));
  const own = artifacts.flatMap((artifact) => lineages.get(checkpoints.get(artifact)?.lineage ?? "") ?? []);
  return [
    ...(held.some(({ killed }) => killed) ? (["kill"] as const) : []),
    ...(held.length > 0 ? (["freeze"] as const) : []),
    ...(own.some(({ gapShownBy }) => gapShownBy !== null) ? (["gap"] as const) : []),
  ];
}
