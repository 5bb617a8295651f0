import type { CompiledLaw } from "../../compiler/compiled-law.ts";
import { compileLaw } from "../../compiler/law-compiler.ts";
import type { Situation } from "../../mask/situation.ts";
import { CLEAN_PHYSICS, step } from "../../world/physics.ts";
import { RANK_INFINITE } from "../../world/rank.ts";
import { DELIVER_A, DELIVER_B, depositAt, STAMP_CARGO, type Target } from "../../world/target.ts";
import { everyGridState } from "../../world/valuation.ts";
import { episodeStart, type WorldState } from "../../world/world-state.ts";
import { nearerBy, stepsTo } from "../oracle/nearness.ts";
import { type Standing, standingOf } from "../oracle/standing.ts";
import type { Specimen } from "../specimen.ts";
import type { Fault, Findings } from "../violation.ts";
import type { ReachableLaw } from "./laws.ts";

const STATES: readonly WorldState[] = [...everyGridState()];

/** What was found in one law's share of the product space. */
export interface LawCount {
  readonly states: number;
  readonly contradictions: number;
}

/** One law in every state of the grid: the experiment's situation against the definitions, and what must be gone after its repairs. */
export function checkLaw(specimen: Specimen, law: ReachableLaw, findings: Findings): LawCount {
  const compiled = compileLaw(specimen.apparatus.vocabulary, law.rules);
  if (!compiled.ok) {
    findings.report("grid", [{ rule: "R3", detail: "a reachable law does not compile" }], law.made);
    return { states: 0, contradictions: 0 };
  }
  let contradictions = 0;
  for (const state of STATES) {
    const faults = faultsIn(specimen, law, compiled.value, state);
    if (faults.length > 0) findings.report("grid", faults, [...law.made, placeText(state)]);
    if (standingOf(CLEAN_PHYSICS, law.rules, state).kind === "contradiction") contradictions += 1;
  }
  return { states: STATES.length, contradictions };
}

function faultsIn(specimen: Specimen, law: ReachableLaw, compiled: CompiledLaw, state: WorldState): readonly Fault[] {
  const found = specimen.situationOf(specimen.apparatus, compiled, state);
  const expected = standingOf(CLEAN_PHYSICS, law.rules, state);
  const faults: Fault[] = [];
  if (!isAsExpected(found, expected, state))
    faults.push({ rule: "situation", detail: `${JSON.stringify(found)}, expected ${JSON.stringify(expected)}` });
  if (found.kind === "free" && found.mask === 0)
    faults.push({ rule: "mask", detail: "empty, and nothing is reported" });
  if (found.kind === "contradiction") faults.push(...leftOver(law, found.target, state));
  return faults;
}

function isAsExpected(found: Situation, expected: Standing, state: WorldState): boolean {
  if (found.kind !== expected.kind) return false;
  if (found.kind === "free") return found.mask === expected.mask && found.open.every((open) => isOpen(open, state));
  if (found.kind === "tied") return true;
  if (!isSame(found.target, expected.target)) return false;
  if (found.kind === "impossible") return true;
  return (
    found.progress === expected.progress &&
    found.permitted === expected.permitted &&
    found.blockingRuleIds.join() === expected.blockers.join()
  );
}

/** What is said to be open is not met, and is brought nearer by what is said to bring it nearer. */
const isOpen = (
  { target, progress }: { readonly target: Target; readonly progress: number },
  state: WorldState,
): boolean => expectedRank(state, target) > 0 && progress === nearerBy(CLEAN_PHYSICS, state, target);

const isSame = (left: Target, right: Target | null): boolean =>
  left.kind === right?.kind && left.targetId === right.targetId;

/** After any Repair A no Contradiction A is left in the whole grid; after a whole Repair B none at all, wherever the world can get to. */
function leftOver({ stage, isWhole }: ReachableLaw, target: Target, state: WorldState): readonly Fault[] {
  if (stage !== "no repair" && target.kind === "STAMP_CARGO")
    return [{ rule: "R2", detail: "Contradiction A after Repair A" }];
  const isLeft = stage === "A and B" && isWhole && reachableByPhysics().has(keyOf(state));
  return isLeft
    ? [{ rule: "R2", detail: `Contradiction over ${target.kind} ${target.targetId} after both repairs` }]
    : [];
}

const keyOf = ({ regime, cell, itemType, served, stamped }: WorldState): string =>
  `${regime} ${cell} ${itemType} ${served} ${stamped}`;

const placeText = (state: WorldState): string => `regime, cell, item, served, stamped: ${keyOf(state)}`;

let reachable: ReadonlySet<string> | undefined;

/** Every state that any sequence of actions leads to, whatever the law says of them. */
function reachableByPhysics(): ReadonlySet<string> {
  reachable ??= closure();
  return reachable;
}

function closure(): ReadonlySet<string> {
  const known = new Set<string>();
  const waiting: WorldState[] = ([0, 1, 2] as const).map((regime) => episodeStart(regime * 2, regime));
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (known.has(keyOf(state))) continue;
    known.add(keyOf(state));
    for (let action = 0; action < 7; action += 1) waiting.push(step(CLEAN_PHYSICS, state, action));
  }
  return known;
}

const TARGETS: readonly Target[] = [
  ...(["ZONE_A", "ZONE_B", "ZONE_C"] as const).map(depositAt),
  STAMP_CARGO,
  DELIVER_A,
  DELIVER_B,
];

/** The rank of every target in every state: fewest steps, as a search finds them; of a delivery, one step or out of sight. */
export function checkRanks({ apparatus }: Specimen, findings: Findings): number {
  for (const state of STATES)
    for (const target of TARGETS) {
      const found = apparatus.rank(apparatus.physics, state, target);
      const expected = expectedRank(state, target);
      const at = [placeText(state)];
      if (found !== expected)
        findings.report(
          "grid",
          [{ rule: "rank", detail: `${target.kind} ${target.targetId}: ${found}, expected ${expected}` }],
          at,
        );
    }
  return STATES.length * TARGETS.length;
}

function expectedRank(state: WorldState, target: Target): number {
  if (target.kind !== "DELIVER") return stepsTo(CLEAN_PHYSICS, state, target) ?? RANK_INFINITE;
  if (stepsTo(CLEAN_PHYSICS, state, depositAt(target.targetId)) === 0) return 0;
  return nearerBy(CLEAN_PHYSICS, state, target) === 0 ? RANK_INFINITE : 1;
}
