import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { overlap } from "../../src/control/chunk-overlap.ts";
import { contaminationPower, isContaminated } from "../../src/control/contamination.ts";
import { taintedBy } from "../../src/control/tainted.ts";
import type { WindowSet } from "../../src/control/window-set.ts";
import type { Contamination, ContaminationMark, Dataset } from "../../src/state/dataset.ts";
import type { Lab } from "../../src/state/lab.ts";
import type { Run } from "../../src/state/run.ts";
import { emptyState, type KernelState } from "../../src/state/state.ts";
import { closedSet } from "../credit/samples.ts";
import { TestSite, testPolicy, weights } from "../test-site.ts";

const data = (name: string): Digest => digestOfValue({ data: name });
const chunks = (from: number, to: number): Digest[] =>
  Array.from({ length: to - from }, (_, index) => data(`chunk ${from + index}`));

describe("overlap of two manifests", () => {
  test.each<[string, Digest[], Digest[], boolean]>([
    ["one chunk in a hundred of the smaller", chunks(0, 100), chunks(99, 1_099), true],
    ["one in 101", chunks(0, 101), chunks(100, 1_100), false],
    ["a small one within a large one", chunks(0, 5), chunks(0, 1_000), true],
    ["nothing in common", chunks(0, 10), chunks(10, 20), false],
    ["an empty one", [], chunks(0, 10), false],
    ["two empty ones", [], [], false],
    ["a chunk listed often, which counts once", [...chunks(0, 101), ...chunks(100, 101)], chunks(100, 300), false],
  ])("K-53 %s", (_, left, right, expected) => {
    expect(overlap(left, right, new Set())).toBe(expected);
    expect(overlap(right, left, new Set())).toBe(expected);
  });

  test("K-54 chunks that were certified clean are shared without harm", () => {
    expect(overlap(chunks(0, 100), chunks(0, 200), new Set(chunks(0, 99)))).toBe(true);
    expect(overlap(chunks(0, 100), chunks(0, 200), new Set(chunks(0, 100)))).toBe(false);
  });
});

describe("what a kill contaminates", () => {
  const stateOf = (...datasets: readonly [name: string, chunks: Digest[], derivedFrom?: string[]][]): KernelState => {
    const state = emptyState();
    const known = datasets.map(([name, list, derivedFrom = []]): Dataset => ({
      dataset: data(name),
      lab: "acme",
      chunks: list,
      derivedFrom: derivedFrom.map(data),
    }));
    return { ...state, datasets: known.reduce((all, one) => all.set(one.dataset, one), state.datasets) };
  };
  const tainted = (state: KernelState, ...seeds: string[]) => taintedBy(state, seeds.map(data));
  const named = (...names: string[]) => names.map(data).toSorted();

  test("K-53 what is derived from other data, or has no chunks, is not touched", () => {
    const state = stateOf(
      ["used", chunks(0, 100)],
      ["clean", chunks(200, 300)],
      ["of-clean", chunks(300, 400), ["clean"]],
      ["bare", []],
    );
    expect(tainted(state, "used")).toEqual(named("used"));
  });

  test("K-53 what has no chunks contaminates nothing but what is derived from it", () => {
    const state = stateOf(["bare", []], ["also-bare", []], ["of-bare", [], ["bare"]]);
    expect(tainted(state, "bare")).toEqual(named("bare", "of-bare"));
  });

  test("K-53 one chunk in a hundred of all the used data together is enough", () => {
    const state = stateOf(
      ["one", chunks(0, 1_000)],
      ["two", chunks(1_000, 2_000)],
      ["mix", [...chunks(0, 1), ...chunks(1_000, 1_001), ...chunks(5_000, 5_198)]],
    );
    expect(tainted(state, "one")).toEqual(named("one"));
    expect(tainted(state, "one", "two")).toEqual(named("one", "two", "mix"));
  });
});

const mark = (fields: Partial<ContaminationMark>): ContaminationMark => ({
  lineage: "other",
  labs: ["acme"],
  endorsed: false,
  markedAt: 0,
  ...fields,
});
const withMarks = (state: KernelState, dataset: Digest, ...marks: ContaminationMark[]): KernelState => {
  const contamination: Contamination = { dataset, marks, scrubbedInto: [] };
  return { ...state, radioactive: state.radioactive.set(dataset, contamination) };
};

describe("whom a mark binds", () => {
  const { state } = TestSite.opened();
  const linked = { ...(state.labs.get("acme") as Lab), lab: "twin", linked: ["acme", "twin"] };
  const site = withMarks({ ...state, labs: state.labs.set("twin", linked) }, data("used"), mark({}));

  test.each([
    ["the lab of the lineage", "acme", true],
    ["a lab linked to it", "twin", true],
    ["a lab that the ledger does not know", "nobody", false],
  ])("K-53 %s", (_, lab, expected) => {
    expect(isContaminated(site, data("used"), lab)).toBe(expected);
  });

  test("K-53 an unknown lab is still bound by a mark of its own", () => {
    expect(isContaminated(withMarks(state, data("used"), mark({ labs: ["nobody"] })), data("used"), "nobody")).toBe(
      true,
    );
  });
});

describe("the re-test after a kill", () => {
  const TTL = testPolicy.evidenceTtlMs;

  /** A run whose lineage once trained on two datasets, marked as given; its newest set as given. */
  function reasonFor(marks: readonly number[], set: Partial<WindowSet>, run: Partial<Run> = {}, agoMs = TTL + 1) {
    const site = TestSite.inFull();
    const before = site.state.runs.get("run-1") as Run;
    const used = marks.map((_, place) => data(`used ${place}`));
    const trained: Run = { ...before, run: "run-0", ended: true, datasets: used };
    const lineage = site.state.lineages.get("line-1");
    const checkpoint = site.state.checkpoints.get(weights("w0"));
    if (lineage === undefined || checkpoint === undefined) throw new Error("the test site is not in full");
    const closed = closedSet({ set: "retest", digest: weights("w0"), ...set });
    const base: KernelState = {
      ...site.state,
      runs: site.state.runs.set("run-0", trained),
      lineages: site.state.lineages.set("line-1", { ...lineage, runs: ["run-0", "run-1"] }),
      checkpoints: site.state.checkpoints.set(weights("w0"), { ...checkpoint, lastSets: ["retest", "forgotten"] }),
      windowSets: site.state.windowSets.set("retest", closed),
    };
    const state = marks.reduce(
      (known, markedAt, place) => withMarks(known, data(`used ${place}`), mark({ markedAt: site.at + markedAt })),
      base,
    );
    const newest = site.at + Math.max(...marks);
    const closedAt = closed.closedAt === null ? null : newest + closed.closedAt;
    const sets = state.windowSets.set("retest", { ...closed, closedAt });
    return contaminationPower({ ...state, windowSets: sets }, { ...before, ...run }, newest + agoMs).reasons[0];
  }
  const failing = (uncontrolled: number) => ({
    tallies: { ...closedSet().tallies, "goal_edit/EVAL": { controlled: 1_132 - uncontrolled, uncontrolled, void: 0 } },
  });

  test.each<[string, Partial<WindowSet>, string]>([
    ["full", { closedAt: 1 }, "CONTROL_PROVEN"],
    ["research", { closedAt: 1, ...failing(20) }, "CONTROL_PROVEN"],
    ["paused", { closedAt: 1, ...failing(60) }, "RETEST_AFTER_KILL"],
    ["nothing", { closedAt: 1, ...failing(110) }, "RETEST_AFTER_KILL"],
    ["full, but still open", { closedAt: null }, "RETEST_AFTER_KILL"],
    ["full, but from before", { closedAt: 0 }, "RETEST_AFTER_KILL"],
  ])("K-53 a set after the mark that proves %s", (_, set, reason) => {
    expect(reasonFor([0], set)).toBe(reason);
  });

  test("K-53 the newest of several marks counts, in whatever order they are met", () => {
    for (const marks of [
      [0, 5_000],
      [5_000, 0],
    ]) {
      expect(reasonFor(marks, { closedAt: 1 })).toBe("CONTROL_PROVEN");
      expect(reasonFor(marks, { closedAt: -1 })).toBe("RETEST_AFTER_KILL");
      expect(reasonFor(marks, { closedAt: -1 }, {}, TTL)).toBe("CONTROL_PROVEN");
    }
  });

  test("K-53 a run whose newest weights are not registered has passed nothing", () => {
    expect(reasonFor([0], { closedAt: 1 }, { head: weights("nowhere") })).toBe("RETEST_AFTER_KILL");
    expect(reasonFor([0], { closedAt: 1 }, { head: null })).toBe("RETEST_AFTER_KILL");
  });
});
