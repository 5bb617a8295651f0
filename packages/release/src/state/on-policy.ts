import { RerootingMap } from "@plimsoll/foundation";
import { warrantShape } from "../evolution/change-warrant.ts";
import { digestOfSafeguards } from "../evolution/fuse.ts";
import { ringAfter } from "../evolution/key-ring.ts";
import { safeguardsDirection } from "../evolution/safeguards-direction.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import type { ProposalCycle } from "../reflection/oscillation.ts";
import { policyInForce, type PolicyVersion, type ReleaseState, withFault } from "./release-state.ts";
import { NO_MEANS, type ReplayMeans, warrantFault, type WarrantedChange } from "./warranted-change.ts";

const NAMES_TO_LOOSEN = 2;

/** The chain of policies: each names the one that it follows. One that does not is in force all the same, and the chain is broken. */
export function onPolicy(state: ReleaseState, body: Bodies["policy.adopted"], record: ReleaseRecord): ReleaseState {
  const { sequence } = record;
  const expected = policyInForce(state)?.policy ?? null;
  const change = { what: "policy", before: expected, after: body.policy, direction: body.direction } as const;
  const next = {
    ...state,
    policies: [...state.policies, { ...body, sequence }],
    warranted: expected === null ? state.warranted : warranted(state, body, record, { ...change, before: expected }),
  };
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
  body: Bodies["safeguards.adopted"],
  record: ReleaseRecord,
): ReleaseState {
  const { safeguards, by } = body;
  const before = [...state.safeguards.values()];
  const policy = policyInForce(state)?.policy ?? null;
  const isSigned = policy !== null && isOfKeys(state, body);
  const kept = new Set(safeguards.map(({ id }) => id));
  const undone = before.filter(({ id }) => !kept.has(id)).map(({ origin }) => origin.ref);
  const isLocked =
    isSigned || safeguardsDirection(before, safeguards) !== "looser" || new Set(by).size >= NAMES_TO_LOOSEN;
  return inCycle(
    {
      ...state,
      safeguards: RerootingMap.of(safeguards.map((safeguard) => [safeguard.id, safeguard])),
      safeguardsSince: record.sequence,
      safeguardsShipped:
        state.safeguardsShipped.length === 0 || isSaidToShip(by)
          ? [...state.safeguardsShipped, { digest: digestOfSafeguards(safeguards), sequence: record.sequence }]
          : state.safeguardsShipped,
      unlocked: isLocked ? state.unlocked : [...state.unlocked, `safeguards of record ${record.sequence}`],
      warranted: isSigned
        ? warranted(state, body, record, { what: "safeguards", before, after: safeguards, policy })
        : state.warranted,
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

/** On a site that has keys a change is signed, whatever names it bears. */
const isOfKeys = ({ keys }: ReleaseState, { warrant }: Warranted): boolean => keys.length > 0 || warrant !== undefined;

type Warranted = Pick<Bodies["policy.adopted"], "why" | "warrant">;

function warranted(
  state: ReleaseState,
  body: Warranted,
  { sequence, atMs }: ReleaseRecord,
  change: WarrantedChange["change"],
): readonly WarrantedChange[] {
  if (!isOfKeys(state, body)) return state.warranted;
  const parsed = warrantShape.parse(body.warrant);
  const given: WarrantedChange = {
    sequence,
    atMs,
    level: state.highestLevel,
    keyChanges: state.keys.length,
    place: state.warranted.length,
    warrant: parsed.ok ? parsed.value : null,
    why: body.why,
    change,
  };
  return [...state.warranted, given];
}

/**
 * Changes that lack what they need. On a site without keys: a name that answers for a policy, and two for a looser one. On a
 * site with keys: the lock as it was when they were made, its signatures and votes. What a site begins with is what shipped, and
 * nothing says so that did not (RS-481); a policy that only calls itself the first counts as looser.
 */
export function unlockedChanges(state: ReleaseState, means: ReplayMeans = NO_MEANS): readonly string[] {
  const { policies, unlocked, warranted: signed, keys } = state;
  const isSigned = new Set(signed.map(({ sequence }) => sequence));
  return [
    ...notShipped(state, means),
    ...policies
      .filter((policy, place) => !isSigned.has(policy.sequence) && new Set(policy.by).size < namesNeeded(policy, place))
      .map(({ version, sequence }) => `policy ${version} of record ${sequence}`),
    ...unlocked,
    ...ringAfter(keys, means.check).refused.map(({ place, refusal }) => `change ${place + 1} of the keys (${refusal})`),
    ...signed.flatMap((change) => {
      const fault = warrantFault(change, keys, means);
      return fault === null ? [] : [`${change.change.what} of record ${change.sequence} (${fault})`];
    }),
  ];
}

const isSaidToShip = (by: readonly string[]): boolean => by.includes("shipped");

/** The first rules of a log, and those that say that they shipped: else an edited file would be the rule that nobody changed. */
function notShipped({ policies, safeguardsShipped }: ReleaseState, { hasShipped }: ReplayMeans): readonly string[] {
  const hasNoSafeguards = policies.length > 0 && safeguardsShipped.length === 0;
  return [
    ...policies
      .filter(({ policy, by }, place) => (place === 0 || isSaidToShip(by)) && !hasShipped("policy", policy))
      .map(({ sequence }) => `policy of record ${sequence} (NEVER_SHIPPED)`),
    ...safeguardsShipped
      .filter(({ digest }) => !hasShipped("safeguards", digest))
      .map(({ sequence }) => `safeguards of record ${sequence} (NEVER_SHIPPED)`),
    ...(hasNoSafeguards ? ["no safeguards beside the first policy (NEVER_SHIPPED)"] : []),
  ];
}

function namesNeeded({ direction }: PolicyVersion, place: number): number {
  if (place === 0) return 0;
  return direction === "looser" || direction === "first" ? NAMES_TO_LOOSEN : 1;
}
