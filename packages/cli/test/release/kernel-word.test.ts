import { expect, test } from "vitest";
import { digestOfValue, type RerootingMap } from "@plimsoll/foundation";
import { emptyState, type KernelState } from "@plimsoll/kernel";
import { wordOf } from "@plimsoll/release";

const WEIGHTS = digestOfValue("weights");
type Lineage = KernelState["lineages"] extends RerootingMap<string, infer L> ? L : never;
type Checkpoint = KernelState["checkpoints"] extends RerootingMap<infer _, infer C> ? C : never;

/** A kernel that knows the weights, and this of their lineage. */
const stateWith = (lineage: Partial<Lineage>): Pick<KernelState, "lineages" | "checkpoints"> => ({
  lineages: emptyState().lineages.set("heron", {
    lineage: "heron",
    killed: false,
    frozen: [],
    gapShownBy: null,
    ...lineage,
  } as Lineage),
  checkpoints: emptyState().checkpoints.set(WEIGHTS, { digest: WEIGHTS, lineage: "heron" } as Checkpoint),
});

test.each<[string, Partial<Lineage>, readonly string[]]>([
  ["nothing", {}, []],
  ["a kill and its freeze", { killed: true, frozen: [WEIGHTS] }, ["kill", "freeze"]],
  ["a freeze of other weights", { killed: true, frozen: [digestOfValue("others")] }, []],
  ["a deception gap", { gapShownBy: "set-7" as never }, ["gap"]],
])("RS-389 the kernel's word on weights with %s", (_, lineage, words) => {
  expect(wordOf(stateWith(lineage), [WEIGHTS])).toEqual(words);
  expect(wordOf(stateWith(lineage), [digestOfValue("unknown")])).toEqual([]);
});
