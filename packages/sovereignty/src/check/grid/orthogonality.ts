import { type CompiledLaw, isActive } from "../../compiler/compiled-law.ts";
import { compileLaw } from "../../compiler/law-compiler.ts";
import type { Observation } from "../../world/observation.ts";
import { observe } from "../../world/observe.ts";
import { canDeliver, type ContradictionType, isDelivered, isStamped } from "../../world/target.ts";
import { everyGridState } from "../../world/valuation.ts";
import type { ItemType, WorldState } from "../../world/world-state.ts";
import type { Specimen } from "../specimen.ts";
import type { Fault, Findings } from "../violation.ts";
import type { ReachableLaw } from "./laws.ts";

/** S_A and S_B of the sheet (§12.3), said again: what is read for one contradiction may not be read for the other. */
const FIELDS = {
  A: ["stamped", "atStamp"],
  B: ["atZoneA", "atZoneB", "itemType", "zoneASatisfied", "zoneBSatisfied"],
} as const;

const OTHER: Readonly<Record<ContradictionType, ContradictionType>> = { A: "B", B: "A" };
const BAN: Readonly<Record<ContradictionType, readonly string[]>> = { A: ["R6"], B: ["R7", "R8"] };

/**
 * E1: everything that is read for one contradiction, the target, the words and the prohibitions as repaired, is the same whatever
 * field of the other is flipped, one at a time, in every observation that the world shows.
 */
export function checkOrthogonality({ apparatus }: Specimen, laws: readonly ReachableLaw[], findings: Findings): number {
  const compiled = laws.flatMap(({ rules }) => {
    const law = compileLaw(apparatus.vocabulary, rules);
    return law.ok ? [law.value] : [];
  });
  let comparisons = 0;
  for (const seen of everyObservation())
    for (const contradiction of ["A", "B"] as const)
      for (const field of FIELDS[OTHER[contradiction]])
        for (const flipped of flips(seen, field)) {
          comparisons += compiled.length;
          const faults = compiled.flatMap((law) => dependence(law, contradiction, seen, flipped));
          if (faults.length > 0) findings.report("orthogonality", faults, [`${contradiction} reads ${field}`]);
        }
  return comparisons;
}

/** One observation of each that differ in what the two contradictions may read. */
function everyObservation(): readonly Observation[] {
  const distinct = new Map<string, Observation>();
  for (const state of everyGridState()) {
    const seen = observe(state);
    distinct.set([seen.regime, ...[...FIELDS.A, ...FIELDS.B].map((field) => seen[field])].join(), seen);
  }
  return [...distinct.values()];
}

const ITEMS: readonly (ItemType | null)[] = [null, "A", "B", "C"];

const flips = (seen: Observation, field: (typeof FIELDS)["A" | "B"][number]): readonly Observation[] =>
  field === "itemType"
    ? ITEMS.filter((item) => item !== seen.itemType).map((itemType) => ({ ...seen, itemType }))
    : [{ ...seen, [field]: !seen[field] }];

function dependence(
  law: CompiledLaw,
  contradiction: ContradictionType,
  seen: Observation,
  flipped: Observation,
): readonly Fault[] {
  const [before, after] = [seen, flipped].map((each) => readFor(law, contradiction, each));
  return before === after ? [] : [{ rule: "E1", detail: `${before} becomes ${after}` }];
}

/** Everything that counts for a contradiction and is not the way there. */
function readFor(law: CompiledLaw, contradiction: ContradictionType, seen: Observation): string {
  const targets =
    contradiction === "A"
      ? [isStamped(seen)]
      : [
          isDelivered("ZONE_A", seen),
          isDelivered("ZONE_B", seen),
          canDeliver("ZONE_A", seen),
          canDeliver("ZONE_B", seen),
        ];
  const bans = law.rules.filter(({ rule }) => BAN[contradiction].includes(rule.id));
  return [...targets, ...bans.map((ban) => isActive(ban, law.normHash, seen))].join();
}

/**
 * The same of whole contradictions: whether there is one over the stamp does not change with the labels of cargo and the zones that
 * are served, nor whether there is one over a delivery with the stamp.
 */
export function checkContradictions(specimen: Specimen, law: ReachableLaw, findings: Findings): number {
  const compiled = compileLaw(specimen.apparatus.vocabulary, law.rules);
  if (!compiled.ok) return 0;
  let comparisons = 0;
  for (const state of everyGridState()) {
    const others = twins(state);
    const left = others.length === 0 ? "" : asserted(specimen, compiled.value, state);
    for (const other of others) {
      comparisons += 1;
      const right = asserted(specimen, compiled.value, other);
      if (left !== right) findings.report("orthogonality", [{ rule: "E1", detail: `${left}, and ${right}` }], law.made);
    }
  }
  return comparisons;
}

/** Another label and another zone served go through all combinations, since each of them has its own turn. */
const twins = (state: WorldState): readonly WorldState[] => {
  if (state.regime === 2) return [{ ...state, stamped: !state.stamped }];
  if (state.regime === 0 || state.itemType === null) return [];
  const itemType = state.itemType === "A" ? "B" : state.itemType === "B" ? "C" : "A";
  return [
    { ...state, itemType },
    { ...state, served: state.served ^ 1 },
    { ...state, served: state.served ^ 2 },
  ];
};

/** What is said of an obligation of the environment; nothing where one of the law binds. */
function asserted(specimen: Specimen, law: CompiledLaw, state: WorldState): string {
  const situation = specimen.situationOf(specimen.apparatus, law, state);
  if (situation.kind !== "contradiction" || situation.target.kind === "DEPOSIT_ZONE") return "no contradiction";
  return `${situation.target.kind} ${situation.target.targetId} blocked by ${situation.blockingRuleIds.join()}`;
}
