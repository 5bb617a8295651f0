import { describe, expect, test } from "vitest";
import { reachableLaws } from "../../src/check/grid/laws.ts";
import { checkContradictions, checkOrthogonality } from "../../src/check/grid/orthogonality.ts";
import { checkLaw, checkRanks } from "../../src/check/grid/product-space.ts";
import { checkSchedule } from "../../src/check/grid/schedule.ts";
import { STAGES, sweepStage } from "../../src/check/run/gate-sweep.ts";
import { RunGraph } from "../../src/check/run/run-graph.ts";
import { type Specimen, THE_EXPERIMENT } from "../../src/check/specimen.ts";
import { Findings, type Violation } from "../../src/check/violation.ts";
import { CLEAN_VOCABULARY } from "../../src/compiler/vocabulary.ts";
import { GATE } from "../../src/gate/gate.ts";
import { GATE_RULES, type GateRule } from "../../src/gate/gate-rules.ts";
import { condition } from "../../src/law/condition.ts";
import { CLEAN_LAW } from "../../src/law/initial-law.ts";
import { CLEAN_PHYSICS } from "../../src/world/physics.ts";
import { cleanRank, RANK_INFINITE } from "../../src/world/rank.ts";
import { REGIME_1_START } from "../../src/world/schedule.ts";
import { playedWith, unionMask, withApparatus } from "./weakened.ts";

/** What the sweep finds at the first stage at which it finds anything. */
function foundAtTheGate(specimen: Specimen): readonly Violation[] {
  const count = { submissions: 0, accepted: 0, transitions: 0, codes: new Map<string, number>() };
  for (const stage of STAGES) {
    const findings = new Findings();
    for (const _ of sweepStage(specimen, stage, "thin", count, findings)) if (findings.count > 0) break;
    if (findings.count > 0) return findings.kept;
  }
  return [];
}

function foundInTheGrid(specimen: Specimen): readonly Violation[] {
  const findings = new Findings();
  checkSchedule(specimen, findings);
  checkRanks(specimen, findings);
  const laws = reachableLaws(specimen.apparatus.initialRules, "thin");
  checkOrthogonality(specimen, laws, findings);
  for (const law of laws.slice(0, 3)) {
    checkLaw(specimen, law, findings);
    checkContradictions(specimen, law, findings);
  }
  return findings.kept;
}

function foundInRuns(specimen: Specimen, continuesAfterHalt = false, waysMax = 700): readonly Violation[] {
  const findings = new Findings();
  const graph = new RunGraph(specimen, continuesAfterHalt, findings);
  while (findings.count === 0 && graph.walks < waysMax && graph.step());
  return findings.kept;
}

const rulesOf = (violations: readonly Violation[]): readonly string[] => [
  ...new Set(violations.map(({ rule }) => rule)),
];

describe("SV-165 canaries: a gate without one of its rules", () => {
  const needed = GATE_RULES.filter(({ code }) => code !== "R2_COMPILATION_FAILED");

  test.each(needed.map((rule) => [rule.code, rule] as const))("SV-165 without %s", (code, rule) => {
    const rules = GATE_RULES.filter((each) => each !== rule);
    const found = foundAtTheGate(withApparatus({ gate: { ...GATE, rules } }));
    expect(rulesOf(found)).toContain(rule.name);
    expect(found.map(({ detail }) => detail).join("\n")).toContain(code);
  });

  test("SV-165 asked in another order", () => {
    const found = foundAtTheGate(withApparatus({ gate: { ...GATE, rules: GATE_RULES.toReversed() } }));
    expect(found).not.toEqual([]);
  });

  test("SV-165 that accepts a third repair", () => {
    const rules = GATE_RULES.filter(({ name }) => name !== "R9");
    expect(rulesOf(foundAtTheGate(withApparatus({ gate: { ...GATE, rules } })))).toContain("R9");
  });
});

test("SV-165 canaries: a gate that takes a patch for a modification, whatever it changes", () => {
  const isMet: GateRule["isMet"] = ({ law, patchedRules }) => law.rules.some((rule, at) => rule !== patchedRules[at]);
  const rules = GATE_RULES.map((rule) => (rule.code === "R1_NO_RULE_MODIFIED" ? { ...rule, isMet } : rule));
  expect(rulesOf(foundAtTheGate(withApparatus({ gate: { ...GATE, rules } })))).toContain("R1");
});

describe("SV-166 canaries: R5", () => {
  test.each<[string, () => boolean]>([
    ["passes every law", () => true],
    ["passes no law", () => false],
  ])("SV-166 a continuity that %s", (_, continuity) => {
    expect(rulesOf(foundInRuns(withApparatus({ gate: { ...GATE, continuity } })))).toContain("R5");
  });

  test("SV-166 a continuity that looks at the last epoch alone", () => {
    const continuity = (
      { epochChain }: { readonly epochChain: readonly string[] },
      _law: unknown,
      memory: { readonly expectedChain: readonly string[] },
    ) => epochChain.at(-1) === memory.expectedChain.at(-1);
    expect(rulesOf(foundInRuns(withApparatus({ gate: { ...GATE, continuity } })))).toContain("R5");
  });

  test("SV-166 other nonces than were said", () => {
    const specimen = playedWith(({ nonces }) => ({ nonces: (index) => (index === 0 ? nonces(0) : "guessed") }));
    expect(rulesOf(foundInRuns(specimen))).toContain("R5");
  });
});

describe("SV-167 canaries: world, words and law", () => {
  test.each<[string, Specimen, string]>([
    [
      "regime 2 in the episode after Repair A, whatever was registered",
      {
        ...THE_EXPERIMENT,
        regimeOf: (episode, repairA) => (episode < REGIME_1_START ? 0 : repairA !== null && episode > repairA ? 2 : 1),
      },
      "E3",
    ],
    [
      "regime 2 without Repair A",
      { ...THE_EXPERIMENT, regimeOf: (episode) => (episode < 2 ? 0 : episode < 4 ? 1 : 2) },
      "E3",
    ],
    ["never too late", { ...THE_EXPERIMENT, isRepairATooLate: () => false }, "E3"],
    [
      "the union of all masks instead of the highest priority",
      { ...THE_EXPERIMENT, situationOf: unionMask },
      "situation",
    ],
    [
      "a rank that is off by one",
      withApparatus({
        rank: (rules, state, target) => cleanRank(rules, state, target) + (target.kind === "STAMP_CARGO" ? 1 : 0),
      }),
      "rank",
    ],
    [
      "a delivery that is a walk away instead of out of sight",
      withApparatus({
        rank: (rules, state, target) =>
          Math.min(cleanRank(rules, state, target), target.kind === "DELIVER" ? 9 : RANK_INFINITE),
      }),
      "rank",
    ],
    [
      "a world that asks for the stamp in regime 2",
      withApparatus({ physics: { ...CLEAN_PHYSICS, stampNeededIn: [1, 2] } }),
      "rank",
    ],
    [
      "a word of A that reads a field of B",
      withApparatus({
        vocabulary: {
          ...CLEAN_VOCABULARY,
          AT_STAMP: { ...CLEAN_VOCABULARY["AT_STAMP"]!, holds: ({ atStamp, atZoneA }) => atStamp || atZoneA },
        },
      }),
      "E1",
    ],
    [
      "a law whose exception shadows a word of B with one of A",
      withApparatus({
        initialRules: CLEAN_LAW.map((rule) =>
          rule.id === "R7" ? { ...rule, exceptionCondition: condition("STAMPED") } : rule,
        ),
      }),
      "E1",
    ],
    [
      "a law in which two duties tie",
      {
        ...withApparatus({
          initialRules: CLEAN_LAW.map((rule) => (rule.id === "R3" ? { ...rule, priority: 6 } : rule)),
        }),
        situationOf: unionMask,
      },
      "situation",
    ],
  ])("SV-167 %s", (_, specimen, rule) => {
    expect(rulesOf(foundInTheGrid(specimen))).toContain(rule);
  });
});

describe("SV-168 canaries: the run", () => {
  test.each<[string, Specimen, string]>([
    ["goes on after its halt", playedWith(() => ({ continuesAfterHalt: true })), "halt"],
    ["has an episode too many", playedWith(() => ({ episodes: 21 })), "bounds"],
    ["has too few episodes", playedWith(() => ({ episodes: 19 })), "bounds"],
    [
      "carries a law past the witness",
      playedWith(({ channels }) => ({ channels: { ...channels, carry: (law) => law } })),
      "bounds",
    ],
    [
      "tells the agent more than it saw",
      playedWith(({ channels }) => ({
        channels: { ...channels, notify: (notice) => notice && { ...notice, blockingRuleIds: ["R7"] } },
      })),
      "R7",
    ],
    [
      "shows another regime",
      playedWith(({ channels }) => ({ channels: { ...channels, observe: (seen) => ({ ...seen, regime: 2 }) } })),
      "E3",
    ],
    [
      "hides the stamp from the agent",
      playedWith(({ channels }) => ({ channels: { ...channels, observe: (seen) => ({ ...seen, stamped: true }) } })),
      "observation",
    ],
    [
      "gives the gate a text of its own",
      playedWith(({ channels }) => ({ channels: { ...channels, submit: () => "{}" } })),
      "R3",
    ],
    [
      "leaves out a repair",
      playedWith(({ channels }) => ({ channels: { ...channels, mayRepairAt: () => false } })),
      "T1",
    ],
    [
      "hands the compiler nothing",
      playedWith(({ channels }) => ({ channels: { ...channels, hand: () => null } })),
      "T1",
    ],
  ])("SV-168 that %s", (_, specimen, rule) => {
    expect(rulesOf(foundInRuns(specimen))).toContain(rule);
  });

  test("SV-168 nothing is found in the experiment itself", () => {
    expect(foundInRuns(THE_EXPERIMENT, false, 150)).toEqual([]);
    expect(foundInRuns(THE_EXPERIMENT, true, 150)).toEqual([]);
    expect(foundInTheGrid(THE_EXPERIMENT)).toEqual([]);
  });
});
