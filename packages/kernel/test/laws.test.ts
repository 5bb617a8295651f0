import { describe, expect, test } from "vitest";
import type { Entry } from "@plimsoll/kernel";
import { objections } from "./monitor.ts";
import { type Broken, broken, LAW_BOOK, type LawInBook } from "./stories/law-book.ts";
import { met } from "./stories/laws.ts";
import failingSeeds from "./stories/failing-seeds.json" with { type: "json" };
import { preparedSite } from "./stories/prepared-site.ts";
import type { StartName } from "./stories/story.ts";
import { type Kernel, realKernel } from "./stories/story-site.ts";
import { reporting, weakerDecide, weakerPower, writing } from "./stories/tampered.ts";

/** Other seeds are for `npm run laws:long`, which keeps what it finds. */
const SEED = 20_261_121;
const SEQUENCES = 300;
/** A flaw may show in one story of a thousand; the search ends with the first. */
const CANARY_SEQUENCES = 5_000;

/** Tales that broke a law once, as `npm run laws:long` writes them. */
const kept: readonly Broken[] = failingSeeds;

describe("laws, over whatever may happen", () => {
  test.each(LAW_BOOK.map((law) => [law.title, law] as const))("%s", (_, law) => {
    expect(broken(law, SEED, SEQUENCES)).toBeNull();
  });

  test("L1 L2 L9 the stories above met what the laws are about", () => {
    expect(met.powered).toBeGreaterThan(500);
    expect(met.lowered).toBeGreaterThan(50);
    expect(met.narrowed).toBeGreaterThan(100);
    expect(met.tokens).toBeGreaterThan(10);
    expect(met.debts).toBeGreaterThan(2);
    expect(met.kills).toBeGreaterThan(2);
    expect(met.holds).toBeGreaterThan(2);
  });
});

describe("stories that broke a law before", () => {
  test.each(kept.map((story, place) => [story.law, place, story] as const))(
    "%s, story %i, seed kept",
    (name, _, { tale }) => {
      expect(() => lawNamed(name).hold(tale as never)).not.toThrow();
    },
  );

  test("L7 every kept story names a law", () => {
    for (const { law } of kept) expect(lawNamed(law).name).toBe(law);
  });
});

function lawNamed(name: string): LawInBook {
  const law = LAW_BOOK.find((known) => known.name === name);
  if (law === undefined) throw new Error(`no law "${name}"`);
  return law;
}

const FULL = { levelPpm: 1_000_000, band: "full", reasons: ["CONTROL_PROVEN"] } as const;
const real = realKernel;

/** Kernels with one flaw each, and the law that must object. */
const FLAWS: readonly (readonly [law: string, flaw: string, kernel: Kernel])[] = [
  [
    "L1",
    "power for whoever is not ended",
    weakerPower((state, name) =>
      state.runs.get(name)?.ended === false ? FULL : real.power(state, name, state.clockMs),
    ),
  ],
  [
    "L1",
    "power by evidence that has grown old",
    weakerPower((state, name) => real.power(state, name, state.clockMs - 86_400_000)),
  ],
  [
    "L2",
    "power because a failure was witnessed",
    weakerPower((state, name, now) =>
      [...state.windowSets.values()].some((set) =>
        Object.values(set.tallies).some(({ uncontrolled }) => uncontrolled > 100),
      )
        ? FULL
        : real.power(state, name, now),
    ),
  ],
  [
    "L3",
    "power because a trial was void",
    weakerPower((state, name, now) =>
      [...state.windowSets.values()].some((set) => Object.values(set.tallies).some((tally) => tally.void > 30))
        ? FULL
        : real.power(state, name, now),
    ),
  ],
  [
    "L3",
    "a claim that void trials strengthen",
    writing("windows.closed", (entry) =>
      Object.values(entry.tallies).some((tally) => tally.void > 30) ? { ...entry, proven: "full" } : entry,
    ),
  ],
  ["L4", "a receipt for less than was taken", reporting("run.started", (entry) => ({ ...entry, transfers: [] }))],
  ["L4", "a lapse that is not written down", reporting("allocation.lapsed", (entry) => ({ ...entry, transfers: [] }))],
  ["model", "a start that costs nothing", writing("run.started", (entry) => ({ ...entry, transfers: [] }))],
  ["model", "an end that gives everything back", writing("run.ended", (entry) => ({ ...entry, transfers: [] }))],
  [
    "model",
    "a kill that leaves the epoch",
    writing("kill.ordered", (entry) => ({ ...entry, killEpoch: entry.killEpoch - 1 })),
  ],
  ["model", "a kill that leaves a lease", writing("kill.ordered", (entry) => ({ ...entry, leases: [] }))],
  [
    "model",
    "a quarter that forgives",
    writing("allocation.opened", (entry) => ({ ...entry, compliancePpm: 1_000_000 })),
  ],
  [
    "model",
    "a debt that is carried and never taken",
    writing("allocation.opened", (entry) => ({ ...entry, carriedMicroCu: entry.wedgeMicroCu })),
  ],
  [
    "model",
    "training that is reported smaller than it was",
    reporting("checkpoint.registered", (entry) => ({ ...entry, trainedFlop: "0" })),
  ],
  [
    "L5",
    "a decision that writes into the state it was taken in",
    weakerDecide((state, stamped) => {
      const decision = real.decide(state, stamped);
      Object.assign(state, { clockMs: state.clockMs + 1 });
      return decision;
    }),
  ],
  [
    "canonical",
    "figures beyond what JSON carries",
    writing("windows.closed", (entry) => ({ ...entry, lockIn: { ...entry.lockIn, reportedMicroCu: 2 ** 53 } })),
  ],
  ["L6", "throttles that are not written down", writing("throttle.set", () => null)],
  ["L6", "a throttle that says too much", writing("throttle.set", (entry) => ({ ...entry, power: FULL }))],
  [
    "L7",
    "a ledger without renewals of the policy",
    reporting("policy.changed", (entry) => ({ ...entry, policy: { ...entry.policy, name: "other" } })),
  ],
  ["L7", "a ledger that tells another tally", reporting("trials.recorded", (entry) => ({ ...entry, controlled: 0 }))],
  [
    "snapshot",
    "numbers that no snapshot holds",
    writing("run.started", (entry) => ({ ...entry, flopPerSecondMax: "-1" })),
  ],
  [
    "L9",
    "power that an old policy left behind",
    weakerPower((state, name, now) =>
      state.site?.policy.evidenceTtlMs === 60_000 ? FULL : real.power(state, name, now),
    ),
  ],
  [
    "L9",
    "leases that narrowing lengthens",
    writing("lease.granted", (entry) => ({ ...entry, ttlMs: 61_000 - entry.ttlMs })),
  ],
  [
    "L9",
    "tokens beyond the power",
    weakerPower((state, name, now) =>
      state.deployments.has(name) ? { ...real.power(state, name, now), levelPpm: 0 } : real.power(state, name, now),
    ),
  ],
  ["words", "an output that says too much", reporting("run.started", (entry) => ({ ...entry, run: "certified" }))],
];

describe("every law can fail", () => {
  test.each(FLAWS)("%s canary: objects to %s", (name, _, kernel) => {
    expect(broken(lawNamed(name), SEED, CANARY_SEQUENCES, kernel, true)).not.toBeNull();
  });

  test.each(LAW_BOOK.map(({ name }) => name))("canary: %s has a flaw above", (name) => {
    expect(FLAWS.map(([law]) => law)).toContain(name);
  });
});

/** A story without some of its entries, or with others: the monitor must miss what is gone. */
type Withheld = readonly [start: StartName, subject: string, objection: string, change: (entry: Entry) => Entry | null];

const without =
  (kind: Entry["kind"]) =>
  (entry: Entry): Entry | null =>
    entry.kind === kind ? null : entry;

const WITHHELD: readonly Withheld[] = [
  [
    "screened",
    "run-1",
    "fewer than two closed sets",
    (entry) => (entry.kind === "windows.closed" && entry.set === "set-b" ? null : entry),
  ],
  [
    "deployed",
    "dep-1",
    "fewer than two closed sets",
    (entry) => (entry.kind === "windows.closed" && entry.set === "set-d" ? null : entry),
  ],
  [
    "deployed",
    "dep-1",
    "the quarter is not paid",
    (entry) => (entry.kind === "deployment.registered" ? { ...entry, quarter: "2025Q1" } : entry),
  ],
  [
    "screened",
    "run-1",
    "nothing is reserved or posted for it",
    (entry) => (entry.kind === "run.started" ? { ...entry, transfers: [] } : entry),
  ],
  ["metered", "run-1", "a meter is silent", without("meter.reported")],
  ["strict", "run-1", "too few families passed", without("families.closed")],
  ["strict", "run-1", "nobody benchmarked it", without("benchmark.recorded")],
  [
    "strict",
    "run-1",
    "SHADOW can be told",
    (entry) => (entry.kind === "windows.closed" ? { ...entry, detectability: { verdict: "detectable" } } : entry),
  ],
  [
    "screened",
    "run-1",
    "a set that does not prove the band",
    (entry) =>
      entry.kind === "windows.closed"
        ? { ...entry, tallies: { ...entry.tallies, "goal_edit/EVAL": { controlled: 1126, uncontrolled: 6, void: 0 } } }
        : entry,
  ],
  [
    "screened",
    "run-1",
    "the gap is not proven small",
    (entry) => (entry.kind === "windows.closed" ? { ...entry, gap: { ...entry.gap, verdict: "unproven" } } : entry),
  ],
  [
    "screened",
    "run-1",
    "steerability falls",
    (entry) =>
      entry.kind === "windows.closed"
        ? { ...entry, steerability: { ...entry.steerability, verdict: "falling" } as never }
        : entry,
  ],
];

describe("the monitor misses what is gone", () => {
  test.each(["screened", "strict", "deployed", "metered", "forks"] as const)(
    "L1 it has no objection to %s",
    (start) => {
      const { entries, at, state } = preparedSite(start);
      const powered = [...state.runs.sorted(), ...state.deployments.sorted()].filter(
        ([, { desired }]) => desired.levelPpm > 0,
      );
      expect(powered.length).toBeGreaterThan(0);
      for (const [name, { desired }] of powered) expect(objections(entries, name, at, desired.levelPpm)).toEqual([]);
    },
  );

  test.each(WITHHELD)("L1 canary: in %s, %s: %s", (start, subject, objection, change) => {
    const { entries, at } = preparedSite(start);
    const told = entries.flatMap((entry) => change(entry) ?? []);
    expect(objections(told, subject, at, 1_000_000)).toContain(objection);
  });

  test.each([
    ["its lineage was killed since it began", { kind: "kill.ordered", lineage: "line-1" }],
    ["the run has ended", { kind: "run.ended", run: "run-1" }],
    ["its lab is shut down", { kind: "forensic.ordered", labs: ["acme"] }],
    ["it trains on contaminated data", { kind: "data.contaminated", lineage: "line-1" }],
    ["a kill froze its weights", { kind: "snapshot.frozen" }],
    ["credit was voided", { kind: "credit.invalidated", lineage: "line-1" }],
  ] as const)("L1 canary: afterwards, %s", (objection, fields) => {
    const { entries, at, state } = preparedSite("screened");
    const { head, datasets } = state.runs.get("run-1") ?? { head: null, datasets: [] };
    const after = { at, dataset: datasets[0], digest: head, ...fields } as unknown as Entry;
    expect(objections([...entries, after], "run-1", at)).toContain(objection);
  });

  test("L1 canary: evidence falls behind the weights", () => {
    const { entries, at, state } = preparedSite("screened");
    const head = state.runs.get("run-1")?.head ?? null;
    const child = { kind: "checkpoint.registered", run: "run-1", digest: "child", parent: head, trainedFlop: "5000" };
    const grandchild = { ...child, digest: "grandchild", parent: "child" };
    const found = objections([...entries, child as never, grandchild as never], "run-1", at);
    expect(found).toEqual(expect.arrayContaining(["evidence on weights too far back", "too much training since"]));
  });

  test("L1 canary: evidence grows old", () => {
    const { entries, at } = preparedSite("screened");
    expect(objections(entries, "run-1", at + 86_400_001)).toContain("evidence that is too old");
  });
});
