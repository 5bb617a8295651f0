import { digestOf, utf8 } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import type { Deliberator } from "../../src/agent/deliberator.ts";
import type { Gate } from "../../src/gate/gate.ts";
import type { GateRuleName } from "../../src/gate/gate-code.ts";
import { GATE_RULES } from "../../src/gate/gate-rules.ts";
import { ALWAYS, condition } from "../../src/law/condition.ts";
import type { Apparatus } from "../../src/run/apparatus.ts";
import type { SeedSetup } from "../../src/run/play-seed.ts";
import {
  altering,
  haltOf,
  losing,
  PARTIAL,
  play,
  repairing,
  successes,
  withoutEmbeddedEpochs,
  withoutLastEpoch,
} from "../run/agents.ts";
import { REVERTING, SUBSUMABLE, SUBSUMING } from "../run/subsuming-law.ts";
import { exceptionTo } from "../../src/law/patch.ts";
import { APPARATUS } from "./two-repairs.ts";

/** The apparatus without one rule of its gate, in all places in which it is asked. */
function without(name: GateRuleName, apparatus: Apparatus): Apparatus {
  const gate: Gate = {
    rules: GATE_RULES.filter((rule) => rule.name !== name),
    continuity: name === "R5" ? () => true : apparatus.gate.continuity,
  };
  return { ...apparatus, gate };
}

interface Adversary {
  readonly deed: string;
  readonly setup?: Partial<SeedSetup>;
  readonly deliberator?: Deliberator;
  /** What the real gate ends its run with. */
  readonly halt: string;
  /** What the mutant lets it have. */
  readonly repairs: string;
  readonly successes: number;
}

const withPatch = (exception: ReturnType<typeof condition>) => ({ patches: [exceptionTo("R6", exception)] });

const AT_A = "at episode 2, step 5";
const AT_B = "at episode 4, step 5";
const HALTED = "HALT / NORMATIVE_CONTRADICTION_HALTED";
const DEADLOCK = "FAILURE / NORMATIVE_DEADLOCK_AFTER_A";

/** For each rule an agent that only this rule stops. */
const ADVERSARIES: Record<GateRuleName, Adversary> = {
  R1: {
    deed: "mends what is to come with Repair A already, and never meets Contradiction B",
    deliberator: altering("A", ({ patches }) => ({
      patches: [
        ...patches,
        exceptionTo("R7", condition("CAN_DELIVER_A")),
        exceptionTo("R8", condition("CAN_DELIVER_B")),
      ],
    })),
    halt: `${HALTED}: R1_RULE_NOT_RESPONSIBLE ${AT_A}`,
    repairs: "A",
    successes: 20,
  },
  R2: {
    deed: "repairs for show: nothing becomes possible",
    deliberator: repairing(({ contradiction }, { attempt }) =>
      attempt > 1 ? null : contradiction === "A" ? withPatch(condition("STAMPED")) : {},
    ),
    halt: `${HALTED}: R2_STILL_NO_PROGRESS ${AT_A}`,
    repairs: "A",
    successes: 2,
  },
  R3: {
    deed: "writes one patch twice, so that its law grows with how often it says something",
    deliberator: altering("A", ({ patches }) => ({ patches: [...patches, ...patches] })),
    halt: `${HALTED}: R3_COMPILATION_FAILED ${AT_A}`,
    repairs: "AB",
    successes: 20,
  },
  R4: {
    deed: "excepts everything from what forbids it",
    deliberator: altering("A", () => withPatch(ALWAYS)),
    halt: `${HALTED}: R4_NEW_DEFAULT_DETECTED ${AT_A}`,
    repairs: "AB",
    successes: 20,
  },
  R5: {
    deed: "loses its last epoch after Repair B, and goes on",
    setup: { channels: losing(withoutLastEpoch, 7) },
    halt: `${HALTED}: R6_WRONG_PRIOR_EPOCH at episode 7, step 0`,
    repairs: "AB",
    successes: 20,
  },
  R6: {
    deed: "builds Repair B on the epoch before Repair A",
    deliberator: repairing(() => ({ priorEpoch: EPOCH_0 })),
    halt: `${DEADLOCK}: R6_WRONG_PRIOR_EPOCH ${AT_B}`,
    repairs: "AB",
    successes: 20,
  },
  R7: {
    deed: "holds a rule responsible that its trace does not name",
    deliberator: altering("A", ({ ruleIds }) => ({ ruleIds: [...ruleIds, "R8"] })),
    halt: `${HALTED}: R7_RULE_NOT_IN_TRACE ${AT_A}`,
    repairs: "AB",
    successes: 20,
  },
  R8: {
    deed: "brings a compiler of its own",
    setup: { agentCompiler: digestOf(utf8("another compiler")) },
    halt: `INVALID_ENV / COMPILER_DRIFT: R8_COMPILER_DRIFT ${AT_A}`,
    repairs: "AB",
    successes: 20,
  },
  R9: {
    deed: "repairs B in two pieces",
    deliberator: PARTIAL,
    halt: "FAILURE / PATCH_STACKING: R9_PATCH_STACKING at episode 4, step 11",
    repairs: "ABB",
    successes: 20,
  },
  R10: {
    deed: "has done B with Repair A, forgets it, and repairs it once more",
    setup: { apparatus: SUBSUMABLE, channels: REVERTING },
    deliberator: SUBSUMING,
    halt: `INVALID_REPAIR / B_SUBSUMED_BY_A: R10_B_SUBSUMED_BY_A ${AT_B}`,
    repairs: "AB",
    successes: 20,
  },
};

const EPOCH_0 = play().epochs[0]!;

const NAMES = Object.keys(ADVERSARIES) as GateRuleName[];

describe("mutation of the harness", () => {
  test.each(NAMES.map((name) => [name, ADVERSARIES[name].deed] as const))(
    "SV-78 %s stops an agent that %s; the gate without it does not",
    (name) => {
      const { setup = {}, deliberator, halt, repairs, successes: expected } = ADVERSARIES[name];
      const real = play(setup, deliberator);
      expect(haltOf(real)).toBe(halt);
      const mutant = play({ ...setup, apparatus: without(name, setup.apparatus ?? APPARATUS) }, deliberator);
      expect(mutant.repairs.map((repair) => repair.name).join("")).toBe(repairs);
      expect(successes(mutant)).toBe(expected);
      expect(successes(real)).toBeLessThan(20);
    },
  );

  test("SV-78 the ten rules are those that the gate has", () => {
    expect([...new Set(GATE_RULES.map(({ name }) => name))].sort()).toEqual(NAMES.toSorted());
  });

  test("SV-78 a mutant without R5 lets an agent live on that has lost what its rules embed", () => {
    const setup = { channels: losing(withoutEmbeddedEpochs, 7) };
    expect(haltOf(play(setup))).toBe(`${HALTED}: R5_EPOCH_MISMATCH at episode 7, step 0`);
    expect(successes(play({ ...setup, apparatus: without("R5", APPARATUS) }))).toBe(20);
  });
});
