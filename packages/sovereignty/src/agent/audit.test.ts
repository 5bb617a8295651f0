import { describe, expect, test } from "vitest";
import { compiledLaw, LAW_AFTER_A, worldIn } from "../../test/clean-fixture.ts";
import type { Claim, CompiledJustification } from "../compiler/jcomp.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import type { Rule, RuleId } from "../law/rule.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { openObligations } from "../mask/obligation.ts";
import { type ActionId, NO_ACTIONS, setOfActions } from "../world/action.ts";
import { SOURCE, STAMP_LOCATION, ZONE_CELLS } from "../world/grid.ts";
import { observe } from "../world/observe.ts";
import { CLEAN_PHYSICS, physicallyPossible } from "../world/physics.ts";
import type { WorldState } from "../world/world-state.ts";
import { type AuditedStep, auditFault } from "./audit.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);

/** A step as the audits meet it, with a mask of one action. */
function stepIn(state: WorldState, mask: readonly ActionId[], rules: readonly Rule[] = CLEAN_LAW): AuditedStep {
  const [seen, law] = [observe(state), compiledLaw(rules)];
  return {
    ...{ seen, law, mask: setOfActions(mask) },
    open: openObligations(apparatus, law, state, seen),
    possible: physicallyPossible(CLEAN_PHYSICS, state),
  };
}

const claimOf = (predicate: Claim["predicate"], ...args: readonly string[]): Claim => ({ predicate, args });

const justificationOf = (
  { law }: AuditedStep,
  claims: readonly Claim[],
  relied: readonly RuleId[] = CLEAN_LAW.map(({ id }) => id),
): CompiledJustification => ({ action: "A4", rules: relied.map((id) => law.byId.get(id)!), claims });

const atSource = stepIn(worldIn(0, { cell: SOURCE }), ["A4"]);
const atStampBefore = stepIn(worldIn(1, { cell: STAMP_LOCATION, inventory: 1, itemType: "A" }), []);
const atStampAfter = stepIn(worldIn(1, { cell: STAMP_LOCATION, inventory: 1, itemType: "A" }), ["A6"], LAW_AFTER_A);
const withA = stepIn(worldIn(2, { cell: ZONE_CELLS[0], inventory: 1, itemType: "A" }), []);
const withB = stepIn(worldIn(2, { cell: ZONE_CELLS[1], inventory: 1, itemType: "B", served: 0b001 }), []);

type Case = readonly [step: AuditedStep, predicate: Claim["predicate"], ...args: readonly string[]];

/** Every predicate, true and false, and false in every argument. */
const TRUE_CLAIMS: readonly Case[] = [
  [atSource, "PERMITS", "R4", "COLLECT"],
  [atSource, "PERMITS", "R0", "MOVE"],
  [atStampBefore, "PERMITS", "R9", "STAMP"],
  [atStampBefore, "FORBIDS", "R6", "STAMP"],
  [withA, "FORBIDS", "R7", "DEPOSIT"],
  [atSource, "OBLIGATES_TARGET", "R1", "DEPOSIT_ZONE", "ZONE_A"],
  [atSource, "OBLIGATES_TARGET", "R3", "DEPOSIT_ZONE", "ZONE_C"],
  [withB, "TARGET_SATISFIED", "R1", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R4", "A4", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R1", "A4", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R2", "A4", "ZONE_B"],
  [atStampAfter, "PROGRESS_ACTION", "R9", "A6", "CARGO"],
  [withA, "PROGRESS_ACTION", "R5", "A5", "ZONE_A"],
  [atStampBefore, "CONFLICTS_WITH", "R9", "R6"],
  [atStampBefore, "CONFLICTS_WITH", "R6", "R9"],
  [withA, "CONFLICTS_WITH", "R5", "R7"],
  [atSource, "POSITION_EQ", "SOURCE"],
  [atStampBefore, "POSITION_EQ", "STAMP_LOCATION"],
  [withA, "CAN_DELIVER", "ZONE_A"],
  [withB, "CAN_DELIVER", "ZONE_B"],
  [withA, "HAS_INVENTORY", "1"],
  [atSource, "HAS_INVENTORY", "0"],
];

const FALSE_CLAIMS: readonly Case[] = [
  [atSource, "PERMITS", "R4", "MOVE"],
  [atSource, "PERMITS", "R5", "COLLECT"],
  [atSource, "PERMITS", "R1", "DEPOSIT"],
  [atSource, "PERMITS", "R6", "STAMP"],
  [atSource, "PERMITS", "R77", "COLLECT"],
  [atSource, "PERMITS", "R4", "ANY"],
  [atSource, "FORBIDS", "R6", "STAMP"],
  [atStampAfter, "FORBIDS", "R6", "STAMP"],
  [atStampBefore, "FORBIDS", "R6", "DEPOSIT"],
  [atStampBefore, "FORBIDS", "R9", "STAMP"],
  [withA, "FORBIDS", "R8", "DEPOSIT"],
  [atSource, "OBLIGATES_TARGET", "R1", "DEPOSIT_ZONE", "ZONE_B"],
  [atSource, "OBLIGATES_TARGET", "R1", "DELIVER", "ZONE_A"],
  [atSource, "OBLIGATES_TARGET", "R4", "DEPOSIT_ZONE", "ZONE_A"],
  [atSource, "TARGET_SATISFIED", "R1", "ZONE_A"],
  [withB, "TARGET_SATISFIED", "R2", "ZONE_B"],
  [withB, "TARGET_SATISFIED", "R2", "ZONE_A"],
  [withB, "TARGET_SATISFIED", "R1", "CARGO"],
  [atSource, "PROGRESS_ACTION", "R0", "A4", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R2", "A4", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R4", "A0", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R0", "A0", "ZONE_A"],
  [atSource, "PROGRESS_ACTION", "R4", "A4", "CARGO"],
  [atSource, "PROGRESS_ACTION", "R4", "COLLECT", "ZONE_A"],
  [atStampBefore, "PROGRESS_ACTION", "R6", "A6", "CARGO"],
  [withB, "PROGRESS_ACTION", "R5", "A5", "ZONE_A"],
  [atSource, "CONFLICTS_WITH", "R9", "R6"],
  [atStampAfter, "CONFLICTS_WITH", "R9", "R6"],
  [atStampBefore, "CONFLICTS_WITH", "R9", "R9"],
  [atStampBefore, "CONFLICTS_WITH", "R4", "R6"],
  [atStampBefore, "CONFLICTS_WITH", "R1", "R6"],
  [atSource, "POSITION_EQ", "START"],
  [atStampBefore, "POSITION_EQ", "ZONE_C"],
  [withA, "CAN_DELIVER", "ZONE_B"],
  [withB, "CAN_DELIVER", "ZONE_A"],
  [withA, "CAN_DELIVER", "ZONE_C"],
  [atSource, "HAS_INVENTORY", "1"],
  [withA, "HAS_INVENTORY", "2"],
  [withA, "HAS_INVENTORY", "-1"],
  [withA, "HAS_INVENTORY", "one"],
  [withA, "HAS_INVENTORY", ""],
];

const named = ([step, predicate, ...args]: Case) => ({
  name: `${predicate}(${args.join(", ")}) at ${step.seen.position} in regime ${step.seen.regime}`,
  step,
  claim: claimOf(predicate, ...args),
});

describe("audit A", () => {
  test.each(TRUE_CLAIMS.map(named))("SV-38 $name is true", ({ step, claim }) => {
    expect(auditFault(justificationOf(step, [claim]), step)).not.toBe("E_EFFECT_MISMATCH");
  });

  test.each(FALSE_CLAIMS.map(named))("SV-38 $name is false", ({ step, claim }) => {
    expect(auditFault(justificationOf(step, [claim]), step)).toBe("E_EFFECT_MISMATCH");
  });

  test("SV-38 one false claim among true ones drops the justification", () => {
    const claims = [claimOf("PROGRESS_ACTION", "R4", "A4", "ZONE_A"), claimOf("POSITION_EQ", "SOURCE")];
    expect(auditFault(justificationOf(atSource, claims), atSource)).toBeNull();
    for (const place of [0, 1, 2]) {
      const mixed = claims.toSpliced(place, 0, claimOf("HAS_INVENTORY", "1"));
      expect(auditFault(justificationOf(atSource, mixed), atSource)).toBe("E_EFFECT_MISMATCH");
    }
  });

  test("SV-38 progress is claimed by a rule that the justification relies on", () => {
    const claim = claimOf("PROGRESS_ACTION", "R4", "A4", "ZONE_A");
    expect(auditFault(justificationOf(atSource, [claim], ["R4"]), atSource)).toBeNull();
    expect(auditFault(justificationOf(atSource, [claim], ["R1"]), atSource)).toBe("E_EFFECT_MISMATCH");
  });

  test("SV-38 a permission that is not active permits no progress", () => {
    const lapsed = CLEAN_LAW.map((rule) => (rule.id === "R4" ? { ...rule, expiresEpisode: 0 } : rule));
    const step = stepIn(worldIn(0, { cell: SOURCE }), ["A4"], lapsed);
    const claim = claimOf("PROGRESS_ACTION", "R4", "A4", "ZONE_A");
    expect(auditFault(justificationOf(step, [claim]), step)).toBe("E_EFFECT_MISMATCH");
  });
});

describe("audit B", () => {
  const claim = claimOf("PROGRESS_ACTION", "R4", "A4", "ZONE_A");

  test("SV-39 truths that are not about the action decorate: a list of all actions would let the mask choose", () => {
    for (const beside of [claimOf("HAS_INVENTORY", "0"), claimOf("PERMITS", "R4", "COLLECT")]) {
      expect(auditFault(justificationOf(atSource, [beside]), atSource)).toBe("E_DECORATIVE_JUSTIFICATION");
      expect(auditFault(justificationOf(atSource, [beside, claim]), atSource)).toBeNull();
    }
    const another = { ...justificationOf(atSource, [claim]), action: "A0" } as const;
    expect(auditFault(another, atSource)).toBe("E_DECORATIVE_JUSTIFICATION");
  });

  test("SV-39 where nothing is owed, that the action is permitted is enough", () => {
    const step = { ...atSource, open: [] };
    const permits = claimOf("PERMITS", "R4", "COLLECT");
    expect(auditFault(justificationOf(step, [permits]), step)).toBeNull();
    expect(auditFault(justificationOf(step, [claimOf("PERMITS", "R0", "MOVE")]), step)).toBe(
      "E_DECORATIVE_JUSTIFICATION",
    );
  });

  test("SV-39 where nothing that is possible is excluded, a justification decorates", () => {
    const step = { ...atSource, mask: atSource.possible };
    expect(auditFault(justificationOf(step, [claim]), step)).toBe("E_DECORATIVE_JUSTIFICATION");
    const wider = { ...atSource, mask: setOfActions(["A0", "A1", "A2", "A3", "A4", "A5", "A6"]) };
    expect(auditFault(justificationOf(wider, [claim]), wider)).toBe("E_DECORATIVE_JUSTIFICATION");
  });

  test("SV-39 one possible action that is excluded is enough", () => {
    const step = { ...atSource, mask: atSource.possible & ~setOfActions(["A0"]) };
    expect(auditFault(justificationOf(step, [claim]), step)).toBeNull();
  });

  test("SV-39 a false claim is told first", () => {
    const step = { ...atSource, mask: atSource.possible };
    const lie = claimOf("HAS_INVENTORY", "1");
    expect(auditFault(justificationOf(step, [lie]), step)).toBe("E_EFFECT_MISMATCH");
  });
});

describe("audit C′", () => {
  test("SV-40 an empty mask is left to the halt that follows", () => {
    const step = { ...atSource, mask: NO_ACTIONS, possible: NO_ACTIONS };
    expect(auditFault(justificationOf(step, [claimOf("PERMITS", "R4", "COLLECT")]), step)).toBeNull();
  });

  test("SV-40 and excuses no false claim", () => {
    const step = { ...atSource, mask: NO_ACTIONS };
    expect(auditFault(justificationOf(step, [claimOf("HAS_INVENTORY", "1")]), step)).toBe("E_EFFECT_MISMATCH");
  });
});
