import { RerootingMap } from "@plimsoll/foundation";
import { safeguardsDirection } from "../evolution/safeguards-direction.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import type { ProposalCycle } from "../reflection/oscillation.ts";
import { policyInForce, type PolicyVersion, type ReleaseState, withFault } from "./release-state.ts";

const NAMES_TO_LOOSEN = 2;

/** The chain of policies: each names the one that it follows. One that does not is in force all the same, and the chain is broken. */
export function onPolicy(
  state: ReleaseState,
  body: Bodies["policy.adopted"],
  { sequence }: ReleaseRecord,
): ReleaseState {
  const expected = policyInForce(state)?.policy ?? null;
  const next = { ...state, policies: [...state.policies, { ...body, sequence }] };
  if (body.previous === expected) return next;
  return withFault(
    next,
    `record ${sequence}: a policy that follows ${body.previous ?? "none"} where ${expected ?? "none"} is in force`,
  );
}

/**
 * The rules from now on: what is not among them is gone. To make them looser takes two names; without them the change stands
 * as unlocked. Hazards whose rules are gone count as undone in this cycle.
 */
export function onSafeguards(
  state: ReleaseState,
  { safeguards, by }: Bodies["safeguards.adopted"],
  { sequence }: ReleaseRecord,
): ReleaseState {
  const before = [...state.safeguards.values()];
  const kept = new Set(safeguards.map(({ id }) => id));
  const undone = before.filter(({ id }) => !kept.has(id)).map(({ origin }) => origin.ref);
  const isLocked = safeguardsDirection(before, safeguards) !== "looser" || new Set(by).size >= NAMES_TO_LOOSEN;
  return inCycle(
    {
      ...state,
      safeguards: RerootingMap.of(safeguards.map((safeguard) => [safeguard.id, safeguard])),
      unlocked: isLocked ? state.unlocked : [...state.unlocked, `safeguards of record ${sequence}`],
    },
    ({ made, undone: before }) => ({ made, undone: [...before, ...undone] }),
  );
}

/** A fusion adds a rule, or puts it in the place of its own proposal. One that is in force is not replaced by it. */
export function onFusion(state: ReleaseState, { result, candidate }: Bodies["fusion.made"]): ReleaseState {
  if (result !== "FUSED" || candidate === null) return state;
  const standing = state.safeguards.get(candidate.id);
  if (standing !== undefined && standing.status !== "proposed") return state;
  return inCycle({ ...state, safeguards: state.safeguards.set(candidate.id, candidate) }, ({ made, undone }) => ({
    made: [...made, candidate.origin.ref],
    undone,
  }));
}

/** Cycles that are looked back on: the rule against going to and fro sees ten. */
const CYCLES_MAX = 10;

/** An evaluation begins a cycle. */
export const newCycle = (state: ReleaseState): ReleaseState => ({
  ...state,
  cycles: [...state.cycles, { made: [], undone: [] }].slice(-CYCLES_MAX),
});

const inCycle = (state: ReleaseState, change: (cycle: ProposalCycle) => ProposalCycle): ReleaseState => ({
  ...state,
  cycles: [...state.cycles.slice(0, -1), change(state.cycles.at(-1) ?? { made: [], undone: [] })],
});

/**
 * Changes of the policy that lack what they need: a name that answers for it, and two for a looser one. The first policy of
 * a site changes nothing; one that only calls itself the first counts as looser.
 */
export const unlockedChanges = ({ policies, unlocked }: ReleaseState): readonly string[] => [
  ...policies
    .filter((policy, place) => new Set(policy.by).size < namesNeeded(policy, place))
    .map(({ version, sequence }) => `policy ${version} of record ${sequence}`),
  ...unlocked,
];

function namesNeeded({ direction }: PolicyVersion, place: number): number {
  if (place === 0) return 0;
  return direction === "looser" || direction === "first" ? NAMES_TO_LOOSEN : 1;
}
