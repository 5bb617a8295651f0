import { readFileSync } from "node:fs";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { OPEN_CHANNELS } from "../../src/agent/channels.ts";
import { candidate } from "../../src/agent/candidate.ts";
import type { Deliberator } from "../../src/agent/deliberator.ts";
import { justificationText } from "../../src/agent/justification.ts";
import { GATE_RULES } from "../../src/gate/gate-rules.ts";
import type { LawRepair } from "../../src/law/law-repair.ts";
import { ALWAYS, type Condition, condition } from "../../src/law/condition.ts";
import type { Rule } from "../../src/law/rule.ts";
import type { HaltCode, HaltDetail } from "../../src/run/halt.ts";
import type { SeedSetup } from "../../src/run/play-seed.ts";
import { cleanRank, type Rank, RANK_INFINITE } from "../../src/world/rank.ts";
import { exceptionTo } from "../../src/law/patch.ts";
import { APPARATUS } from "../gate/two-repairs.ts";
import {
  altering,
  haltOf,
  losing,
  PARTIAL,
  play,
  repairing,
  withoutEmbeddedEpochs,
  withoutLastEpoch,
} from "./agents.ts";
import { REVERTING, SUBSUMABLE, SUBSUMING } from "./subsuming-law.ts";

type Story = readonly [end: `${HaltCode} at episode ${number}, step ${number}`, Partial<SeedSetup>, Deliberator?];

const HALTED = "HALT / NORMATIVE_CONTRADICTION_HALTED";
const DEADLOCK = "FAILURE / NORMATIVE_DEADLOCK_AFTER_A";
const AT_A = "at episode 2, step 5";
const AT_B = "at episode 4, step 5";

const withRules = (change: (rule: Rule) => Rule): Partial<SeedSetup> => ({
  apparatus: { ...APPARATUS, initialRules: APPARATUS.initialRules.map(change) },
});

const withPatch = (exception: Condition): Deliberator =>
  altering("A", () => ({ patches: [exceptionTo("R6", exception)] }));

const A_WITH = (changes: Partial<LawRepair>): Deliberator => altering("A", () => changes);
const B_WITH = (changes: Partial<LawRepair>): Deliberator => altering("B", () => changes);

const deep = (depth: number): Condition => (depth === 1 ? condition("AT_STAMP") : condition("AND", deep(depth - 1)));

/** A prohibition of what regime 1 asks for after the stamp: a second contradiction of the same regime. */
const SECOND_IN_REGIME_1: Rule = {
  ...APPARATUS.initialRules.find(({ id }) => id === "R7")!,
  id: "R10",
  condition: condition("AND", condition("REGIME_EQ", 1), condition("STAMPED"), condition("AT_ZONE_A")),
};

const WITHOUT_R3: Partial<SeedSetup> = {
  apparatus: { ...APPARATUS, gate: { ...APPARATUS.gate, rules: GATE_RULES.filter(({ name }) => name !== "R3") } },
};

/** Zone C cannot be served; unlike a delivery, a duty of the law does not sleep until it can. */
const outOfReach: Rank = (rules, state, target) =>
  target.targetId === "ZONE_C" ? RANK_INFINITE : cleanRank(rules, state, target);

/** What it says is true, of a way to something that is owed and does not bind yet: with cargo, to zone B before zone A. */
const IDLER: Deliberator = {
  ...candidate,
  justify: (view) => (view.observation.inventory === 0 ? candidate.justify(view) : [TO_ZONE_B]),
};

const TO_ZONE_B = justificationText({
  action: "A0",
  ruleRefs: ["R0", "R2"],
  claims: [{ predicate: "PROGRESS_ACTION", args: ["R2", "A0", "ZONE_B"] }],
});

/** For every detail a run that ends with it: how it ends, what is different from the frozen setup, and who plays. */
const ENDS: Record<HaltDetail, readonly Story[]> = {
  R9_PATCH_STACKING: [["FAILURE / PATCH_STACKING at episode 4, step 11", {}, PARTIAL]],
  R9_WRONG_REGIME: [
    [`FAILURE / PATCH_STACKING ${AT_A}`, {}, A_WITH({ regimeAtSubmission: 2 })],
    [`FAILURE / PATCH_STACKING ${AT_B}`, {}, B_WITH({ contradiction: "A" })],
  ],
  R9_DUPLICATE_REGIME_REPAIR: [
    [
      "FAILURE / PATCH_STACKING at episode 2, step 10",
      { apparatus: { ...APPARATUS, initialRules: [...APPARATUS.initialRules, SECOND_IN_REGIME_1] } },
    ],
  ],
  R8_COMPILER_DRIFT: [[`INVALID_ENV / COMPILER_DRIFT ${AT_A}`, { agentCompiler: digestOf(utf8("another")) }]],
  R7_TRACE_ENTRY_NOT_FOUND: [
    [`${HALTED} ${AT_A}`, {}, A_WITH({ traceEntryId: "0".repeat(16) })],
    [`${DEADLOCK} ${AT_B}`, {}, B_WITH({ traceEntryId: "0".repeat(16) })],
  ],
  R7_RULE_NOT_IN_TRACE: [
    [`${HALTED} ${AT_A}`, {}, A_WITH({ ruleIds: ["R6", "R7"] })],
    [`${DEADLOCK} ${AT_B}`, {}, B_WITH({ ruleIds: ["R6"] })],
  ],
  R6_WRONG_PRIOR_EPOCH: [
    [`${HALTED} ${AT_A}`, {}, A_WITH({ priorEpoch: "0".repeat(64) })],
    [`${DEADLOCK} ${AT_B}`, {}, B_WITH({ priorEpoch: "0".repeat(64) })],
    [`${HALTED} at episode 3, step 0`, { channels: losing(withoutLastEpoch, 3) }],
    [`${HALTED} at episode 4, step 0`, { channels: losing(withoutLastEpoch, 4) }],
  ],
  R1_NO_RULE_MODIFIED: [
    [`${HALTED} ${AT_A}`, {}, A_WITH({ patches: [] })],
    [`${DEADLOCK} ${AT_B}`, {}, B_WITH({ patches: [] })],
  ],
  R7_NO_CITED_RULE_MODIFIED: [[`${HALTED} ${AT_A}`, {}, A_WITH({ ruleIds: [] })]],
  R1_RULE_NOT_RESPONSIBLE: [
    [`${DEADLOCK} ${AT_B}`, {}, altering("B", ({ patches }) => ({ patches: [...patches, exceptionTo("R0", ALWAYS)] }))],
  ],
  R1_FOREIGN_PREDICATE: [[`${HALTED} ${AT_A}`, {}, withPatch(condition("NOT", condition("AT_ZONE_A")))]],
  R3_COMPILATION_FAILED: [[`${HALTED} ${AT_A}`, {}, withPatch(condition("AT_THE_STAMP"))]],
  // Only a gate without R3 asks for this at all.
  R2_COMPILATION_FAILED: [
    [`${HALTED} ${AT_A}`, WITHOUT_R3, A_WITH({ patches: [exceptionTo("R6", deep(8)), exceptionTo("R6", deep(8))] })],
  ],
  R2_STILL_NO_PROGRESS: [[`${HALTED} ${AT_A}`, {}, withPatch(condition("STAMPED"))]],
  R4_NEW_DEFAULT_DETECTED: [[`${HALTED} ${AT_A}`, {}, withPatch(condition("REGIME_GE", 1))]],
  R10_B_SUBSUMED_BY_A: [
    [`INVALID_REPAIR / B_SUBSUMED_BY_A ${AT_B}`, { apparatus: SUBSUMABLE, channels: REVERTING }, SUBSUMING],
  ],
  R5_EPOCH_MISMATCH: [[`${HALTED} at episode 3, step 0`, { channels: losing(withoutEmbeddedEpochs, 3) }]],
  NO_REPAIR_SUBMITTED: [
    [`${HALTED} ${AT_A}`, {}, repairing(() => null)],
    [`${DEADLOCK} ${AT_B}`, {}, repairing(({ contradiction }) => (contradiction === "A" ? {} : null))],
    [`${HALTED} ${AT_A}`, { channels: { ...OPEN_CHANNELS, submit: () => null } }],
    [`${HALTED} ${AT_A}`, { channels: { ...OPEN_CHANNELS, mayRepairAt: (step) => step > 5 } }],
  ],
  NOTHING_JUSTIFIED: [["HALT / DELIBERATION_FAILURE at episode 0, step 0", {}, { ...candidate, justify: () => [] }]],
  NOTHING_COMPILED: [
    ["HALT / COMPILATION_FAILURE at episode 0, step 0", { channels: { ...OPEN_CHANNELS, hand: () => null } }],
    ["HALT / COMPILATION_FAILURE at episode 0, step 0", {}, { ...candidate, justify: () => ["{}", "A0", ""] }],
  ],
  LAW_DOES_NOT_COMPILE: [
    [
      "HALT / COMPILATION_FAILURE at episode 0, step 0",
      withRules((rule) => (rule.id === "R6" ? { ...rule, condition: condition("PLEASE") } : rule)),
    ],
  ],
  REFERENCE_ERROR: [
    [
      "HALT / COMPILATION_FAILURE at episode 0, step 6",
      withRules((rule) => (rule.id === "R3" ? { ...rule, priority: 6 } : rule)),
    ],
  ],
  ALL_JUSTIFICATIONS_DROPPED: [
    [
      "HALT / NO_FEASIBLE_ACTIONS at episode 0, step 0",
      { channels: { ...OPEN_CHANNELS, observe: (seen) => ({ ...seen, row: 0, column: 0 }) } },
    ],
  ],
  NOTHING_FEASIBLE_JUSTIFIED: [["HALT / NO_FEASIBLE_ACTIONS at episode 0, step 3", {}, IDLER]],
  NO_PROGRESS_POSSIBLE: [
    [
      "HALT / OBLIGATION_IMPOSSIBLE at episode 0, step 2",
      { apparatus: { ...APPARATUS, physics: { ...APPARATUS.physics, inventoryMax: 0 } } },
    ],
    ["HALT / OBLIGATION_IMPOSSIBLE at episode 0, step 12", { apparatus: { ...APPARATUS, rank: outOfReach } }],
  ],
  REGIME_2_DELAYED_TOO_LONG: [
    [
      "FAILURE / REPAIR_A_TOO_LATE at episode 6, step 0",
      { apparatus: { ...APPARATUS, initialRules: APPARATUS.initialRules.filter(({ id }) => id !== "R6") } },
    ],
  ],
};

/** Every code, so that the type checker asks for those that are new. */
const HALT_CODES: Record<HaltCode, true> = {
  "HALT / DELIBERATION_FAILURE": true,
  "HALT / COMPILATION_FAILURE": true,
  "HALT / NO_FEASIBLE_ACTIONS": true,
  "HALT / OBLIGATION_IMPOSSIBLE": true,
  "HALT / NORMATIVE_CONTRADICTION_HALTED": true,
  "FAILURE / REPAIR_A_TOO_LATE": true,
  "FAILURE / PATCH_STACKING": true,
  "FAILURE / NORMATIVE_DEADLOCK_AFTER_A": true,
  "INVALID_REPAIR / B_SUBSUMED_BY_A": true,
  "INVALID_ENV / COMPILER_DRIFT": true,
};

const DETAILS = Object.keys(ENDS) as HaltDetail[];

/** The members of the unions, as their sources list them. */
function membersIn(...sources: readonly string[]): readonly string[] {
  const texts = sources.map((source) => readFileSync(new URL(`../../src/${source}`, import.meta.url), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/^ {2}\| "([A-Z][A-Z0-9_ /]+)"/gm)].map(([, member]) => member!));
}

describe("how a run ends", () => {
  test("SV-74 what is counted after the verdict has fallen is told apart from what was counted before", () => {
    const channels = losing(withoutEmbeddedEpochs, 3);
    const { metrics, metricsAtHalt } = play({ channels, continuesAfterHalt: true });
    expect(metricsAtHalt).toMatchObject({ continuityChecks: 2, continuityFailures: 1, repairsAcceptedTotal: 1 });
    expect(metrics.continuityChecks).toBe(18);
    expect(metrics.steps).toBeGreaterThan(metricsAtHalt.steps);
    const unhalted = play({ continuesAfterHalt: true });
    expect(unhalted.metricsAtHalt).toEqual(unhalted.metrics);
  });

  test.each(DETAILS)("SV-69 a run ends with %s, and is called what that is called", (detail) => {
    for (const [end, setup, deliberator] of ENDS[detail]) {
      const [code, place] = end.split(" at ");
      expect(haltOf(play(setup, deliberator))).toBe(`${code}: ${detail} at ${place}`);
    }
  });

  test("SV-79 every code of a halt and every code of the gate ends some run of this file", () => {
    const reached = new Set(DETAILS.flatMap((detail) => ENDS[detail].map(([end]) => end.split(" at ")[0]!)));
    expect([...reached].toSorted()).toEqual(Object.keys(HALT_CODES).toSorted());
    const members = membersIn("gate/gate-code.ts", "run/halt.ts");
    const tested = [...DETAILS, ...Object.keys(HALT_CODES)];
    expect(members.filter((member) => !tested.includes(member))).toEqual([]);
    expect(tested.filter((code) => !members.includes(code))).toEqual([]);
  });

  test("SV-69 the first halt decides, whatever comes after it; a run without diagnosis has nothing after it", () => {
    for (const detail of DETAILS)
      for (const [, setup, deliberator] of ENDS[detail]) {
        const [strict, continued] = [
          play(setup, deliberator),
          play({ ...setup, continuesAfterHalt: true }, deliberator),
        ];
        expect(strict.episodes.at(-1)!.halt).toEqual(strict.halt);
        expect(continued.halt).toEqual(strict.halt);
        expect(continued.episodes).toHaveLength(20);
        expect(continued.episodes.slice(0, strict.episodes.length)).toEqual(strict.episodes);
        expect(continued.metricsAtHalt).toEqual(strict.metrics);
        expect(strict.metricsAtHalt).toEqual(strict.metrics);
      }
  });

  test("SV-72 whoever is halted has not acted in that step, and nothing was put in the place of its act", () => {
    for (const detail of DETAILS)
      for (const [, setup, deliberator] of ENDS[detail]) {
        const { episodes, halt } = play(setup, deliberator);
        expect(episodes.at(-1)).toMatchObject({ success: false, episode: halt!.episode });
        expect(episodes.at(-1)!.actions).toHaveLength(halt!.step);
      }
  });
});
