import { describe, expect, test } from "vitest";
import type { Cell } from "../../src/control/cell.ts";
import { failuresAllowed } from "../../src/control/claim.ts";
import { isFresh } from "../../src/control/freshness.ts";
import { frozenAfterRelease, isFrozen, isReleasable, trainedOn } from "../../src/control/frozen.ts";
import { openSetsOn } from "../../src/control/open-sets.ts";
import { pooledSeries } from "../../src/control/series.ts";
import { bandProvenBy, mostFailures, nextAttempts, withFailures } from "../../src/control/window-set.ts";
import type { Checkpoint } from "../../src/state/checkpoint.ts";
import type { Run } from "../../src/state/run.ts";
import type { KernelState, Site } from "../../src/state/state.ts";
import { checkpoint, closedSet, digestNamed, lineage, stateWith } from "../credit/samples.ts";
import { testPolicy } from "../test-site.ts";

const HOUR_MS = 3_600_000;
const site = { policy: { ...testPolicy, coverCheckpoints: 3, coverFlop: "1000" } } as Site;
const at = (
  name: string,
  parent: string | null,
  ordinal: number,
  trainedFlop: string | null,
  flopAtMost = trainedFlop,
) => checkpoint(name, { parent: parent === null ? null : digestNamed(parent), ordinal, trainedFlop, flopAtMost });

/** w0 → w1 → w2 → w3 → w4, 100 FLOP each. */
const LINE = [0, 1, 2, 3, 4].map((ordinal) =>
  at(`w${ordinal}`, ordinal === 0 ? null : `w${ordinal - 1}`, ordinal, `${ordinal * 100}`),
);

describe("how far evidence reaches", () => {
  const fresh = (on: string, head: string, { line = LINE, agoMs = 0, now = 10 * 86_400_000 } = {}) => {
    const newest = line.find(({ digest }) => digest === digestNamed(head)) as Checkpoint;
    return isFresh(stateWith({ checkpoints: line }), site, digestNamed(on), now - agoMs, newest, now);
  };

  test.each<[string, string, boolean]>([
    ["w4", "w4", true],
    ["w1", "w4", true],
    ["w0", "w4", false],
    ["w4", "w3", false],
    ["elsewhere", "w4", false],
    ["elsewhere", "w1", false],
  ])("K-24 evidence on %s under a head %s, three checkpoints covered: %s", (on, head, expected) => {
    expect(fresh(on, head)).toBe(expected);
  });

  test("K-24 evidence ages by the clock", () => {
    expect(fresh("w4", "w4", { agoMs: testPolicy.evidenceTtlMs })).toBe(true);
    expect(fresh("w4", "w4", { agoMs: testPolicy.evidenceTtlMs + 1 })).toBe(false);
  });

  test("K-24 what is still open is no evidence, however young the clock", () => {
    expect(isFresh(stateWith({ checkpoints: LINE }), site, digestNamed("w4"), null, LINE[4] as Checkpoint, 1)).toBe(
      false,
    );
  });

  test("K-24 as many FLOP as the cover, and not one more", () => {
    const trained = (flop: string) => [LINE[0] as Checkpoint, at("w1", "w0", 1, flop)];
    expect(fresh("w0", "w1", { line: trained("1000") })).toBe(true);
    expect(fresh("w0", "w1", { line: trained("1001") })).toBe(false);
  });

  test("K-24 what nobody measured counts as the most that can have been computed", () => {
    const unmeasured = (flop: string) => [LINE[0] as Checkpoint, at("w1", "w0", 1, null, flop)];
    expect(fresh("w0", "w1", { line: unmeasured("1000") })).toBe(true);
    expect(fresh("w0", "w1", { line: unmeasured("1001") })).toBe(false);
  });

  test("K-24 a bound on what nobody measured hides nothing of what was measured after it", () => {
    const measuredLater = (head: string) => [
      LINE[0] as Checkpoint,
      at("w1", "w0", 1, null, "900"),
      at("w2", "w1", 2, null, "950"),
      at("w3", "w2", 3, head),
      at("w4", "w3", 4, null, `${Number(head) + 10}`),
    ];
    expect(fresh("w1", "w2", { line: measuredLater("1000") })).toBe(true);
    expect(fresh("w1", "w3", { line: measuredLater("1000") })).toBe(true);
    expect(fresh("w1", "w3", { line: measuredLater("1001") })).toBe(false);
    expect(fresh("w1", "w4", { line: measuredLater("990") })).toBe(true);
    expect(fresh("w1", "w4", { line: measuredLater("991") })).toBe(false);
    const bounded = [LINE[0] as Checkpoint, at("w1", "w0", 1, null, "900"), at("w2", "w1", 2, null, "1500")];
    expect(fresh("w1", "w2", { line: bounded })).toBe(true);
    const measuredBefore = [
      LINE[0] as Checkpoint,
      at("w1", "w0", 1, "600"),
      at("w2", "w1", 2, null, "900"),
      at("w3", "w2", 3, "1500"),
    ];
    expect(fresh("w2", "w3", { line: measuredBefore })).toBe(true);
    const neverMeasured = [at("w0", null, 0, null, "0"), at("w1", "w0", 1, null, "900"), at("w2", "w1", 2, "1001")];
    expect(fresh("w1", "w2", { line: neverMeasured })).toBe(false);
  });

  test("K-24 of an import whose FLOP nobody knows, checkpoints and age bind", () => {
    const unknown = [at("w0", null, 0, null), at("w1", "w0", 1, null), at("w2", "w1", 2, "5000")];
    expect(fresh("w0", "w0", { line: unknown })).toBe(true);
    expect(fresh("w0", "w1", { line: unknown })).toBe(true);
    expect(fresh("w0", "w2", { line: unknown })).toBe(true);
    expect(fresh("w0", "w2", { line: unknown, agoMs: testPolicy.evidenceTtlMs + 1 })).toBe(false);
  });
});

describe("frozen weights", () => {
  test("K-56 weights whose lineage the ledger does not know are frozen", () => {
    expect(isFrozen(stateWith({ checkpoints: LINE }), digestNamed("w0"))).toBe(true);
    expect(isFrozen(stateWith({ checkpoints: LINE, lineages: [lineage()] }), digestNamed("w0"))).toBe(false);
    const frozen = lineage({ frozen: [digestNamed("w0")] });
    expect(isFrozen(stateWith({ checkpoints: LINE, lineages: [frozen] }), digestNamed("w0"))).toBe(true);
  });

  test("K-55 a release freezes the other weights of its own lineage, and of no other", () => {
    const other = checkpoint("other", { lineage: "line-2" });
    const state = stateWith({ checkpoints: [...LINE, other] });
    expect(frozenAfterRelease(state, "line-1", digestNamed("w2")).toSorted()).toEqual(
      [digestNamed("w3"), digestNamed("w4")].toSorted(),
    );
  });

  /** w0 → w1 → w2 and w0 → fork; w2 is frozen. */
  const forked = stateWith({
    checkpoints: [
      { ...at("w0", null, 0, "0"), children: [digestNamed("fork"), digestNamed("w1")] },
      { ...at("w1", "w0", 1, "100"), children: [digestNamed("w2")] },
      at("w2", "w1", 2, "200"),
      at("fork", "w0", 1, "100"),
    ],
  });

  test.each([
    ["w2", true],
    ["w1", true],
    ["w0", true],
    ["fork", false],
    ["unknown", false],
  ])("K-55 a release may name frozen weights or what they came from: %s, %s", (name, expected) => {
    const killed = lineage({ frozen: [digestNamed("w2")] });
    expect(isReleasable(forked, killed, digestNamed(name))).toBe(expected);
  });
});

describe("data that weights were trained on", () => {
  const runs = (genesis: boolean): KernelState => {
    const state = stateWith({ checkpoints: [at("w0", null, 0, "0"), { ...at("w1", "w0", 1, "100"), run: "run-2" }] });
    const first = { run: "run-1", genesis, datasets: [digestNamed("first")] } as unknown as Run;
    const second = { ...first, run: "run-2", genesis: false, datasets: [digestNamed("second")] };
    return { ...state, runs: state.runs.set("run-1", first).set("run-2", second) };
  };
  const of = (genesis: boolean, head: string) => [...trainedOn(runs(genesis), digestNamed(head))].toSorted();

  test("K-53 all of the line, and of a training from scratch its first weights as well", () => {
    expect(of(true, "w0")).toEqual([digestNamed("first")]);
    expect(of(true, "w1")).toEqual([digestNamed("first"), digestNamed("second")].toSorted());
  });

  test("K-53 not those of the run that brought imported weights in", () => {
    expect(of(false, "w0")).toEqual([]);
    expect(of(false, "w1")).toEqual([digestNamed("second")]);
  });
});

describe("open sets", () => {
  /** w0 → w1 → w2 by the first run, w0 → fork by the second; each has a set open. */
  const probed = (on: string, head: string | null): readonly string[] => {
    const open = closedSet({ set: "open", digest: digestNamed(on), closedAt: null });
    const line = [...LINE.slice(0, 3), at("fork", "w0", 1, "100")];
    const state = stateWith({
      checkpoints: line,
      windowSets: [open],
      lineages: [lineage({ runs: ["run-1", "run-2"] })],
    });
    const run = {
      run: "run-1",
      lineage: "line-1",
      openSet: null,
      head: head === null ? null : digestNamed(head),
    } as Run;
    const other = { ...run, run: "run-2", head: digestNamed("fork"), openSet: "open" };
    return openSetsOn({ ...state, runs: state.runs.set("run-1", run).set("run-2", other) }, run).map(({ set }) => set);
  };

  test.each<[string, string | null, readonly string[]]>([
    ["w2", "w2", ["open"]],
    ["w1", "w2", ["open"]],
    ["w0", "w2", ["open"]],
    ["fork", "w2", []],
    ["w2", "w1", []],
    ["w0", null, []],
  ])("K-23 a set that another run has open on %s binds a run on %s: %o", (on, head, sets) => {
    expect(probed(on, head)).toEqual(sets);
  });
});

describe("points of a series", () => {
  const run = { run: "run-1", series: [], leasedBeforeMs: 5, poweredMs: 30, poweredSince: null } as unknown as Run;
  const state = (trainedFlop: string | null): KernelState => ({
    ...stateWith({ checkpoints: [at("w3", null, 3, trainedFlop)] }),
    clockMs: 10 * HOUR_MS,
  });
  const pointOf = (trainedFlop: string | null, fields: Partial<Run> = {}) =>
    pooledSeries(state(trainedFlop), { ...run, ...fields }, closedSet({ digest: digestNamed("w3") }))[0];

  test("K-30 a point knows the place of its checkpoint, its FLOP, and the leased time, of this run and before it", () => {
    expect(pointOf("300")).toMatchObject({ ordinal: 3, trainedFlop: "300", leasedMs: 35 });
    expect(pointOf(null)).toMatchObject({ ordinal: 3, trainedFlop: null });
  });

  test("K-30 leased time goes on while the run has power", () => {
    expect(pointOf("300", { poweredSince: 9 * HOUR_MS })).toMatchObject({ leasedMs: HOUR_MS + 35 });
  });
});

describe("attempts", () => {
  const cell: Cell = "tool_revocation/SHADOW";
  const failing = (uncontrolled: number) => {
    const { tallies } = closedSet();
    return closedSet({ tallies: { ...tallies, [cell]: { controlled: 1_132 - uncontrolled, uncontrolled, void: 0 } } });
  };

  test.each([
    [0, "full", { full: 1, research: 1, paused: 1 }],
    [20, "research", { full: 2, research: 1, paused: 1 }],
    [60, "paused", { full: 2, research: 2, paused: 1 }],
    [110, "paused", { full: 2, research: 2, paused: 2 }],
  ])(
    "K-26 %i failures carry %s, and the next attempt of the cell is harder at what was not proven",
    (failed, band, next) => {
      const set = failing(failed);
      expect(bandProvenBy(set).band).toBe(band);
      const attempts = nextAttempts(withFailures({}, set));
      expect(attempts[cell]).toEqual(next);
      expect(attempts["goal_edit/EVAL"]).toEqual({ full: 1, research: 1, paused: 1 });
    },
  );

  test("K-26 every failure counts", () => {
    const twice = withFailures(withFailures({}, failing(20)), failing(110));
    expect(nextAttempts(twice)[cell]).toEqual({ full: 3, research: 2, paused: 2 });
  });

  test("K-26 of two counts the higher, whichever of them has it", () => {
    const left = { "goal_edit/EVAL/full": 2, "goal_edit/EVAL/research": 1, "goal_edit/EVAL/paused": 4 } as const;
    const right = { "goal_edit/EVAL/full": 1, "goal_edit/EVAL/research": 3, "goal_edit/SHADOW/full": 5 } as const;
    const most = {
      "goal_edit/EVAL/full": 2,
      "goal_edit/EVAL/research": 3,
      "goal_edit/EVAL/paused": 4,
      "goal_edit/SHADOW/full": 5,
    };
    expect(mostFailures(left, right)).toEqual(most);
    expect(mostFailures(right, left)).toEqual(most);
  });

  test("K-26 an attempt whose error rate is nothing proves nothing", () => {
    expect(failuresAllowed("paused", 10_000, 5_513)).toBeGreaterThan(-1);
    expect(failuresAllowed("paused", 10_000, 5_514)).toBe(-1);
  });
});
