import type { Rule, RuleId } from "../../law/rule.ts";
import type { PhysicsRules } from "../../world/physics.ts";
import { DELIVER_A, DELIVER_B, STAMP_CARGO, type Target } from "../../world/target.ts";
import type { WorldState } from "../../world/world-state.ts";
import { faceNumber } from "./face.ts";
import { lawReading, reachOf } from "./law-reading.ts";
import { bitOfZone, nearerBy } from "./nearness.ts";

/** Where an agent ought to stand, by the definitions of seed §8 and reference §6.1 and §7.1, as texts that can be compared. */
export interface Standing {
  readonly kind: "free" | "contradiction" | "impossible" | "tied";
  /** Of a free step; 0 elsewhere. */
  readonly mask: number;
  /** What is blocked or impossible; at a free step what binds, null where nothing is owed. */
  readonly target: Target | null;
  readonly progress: number;
  readonly permitted: number;
  readonly blockers: readonly RuleId[];
}

const NOTHING = { mask: 0, target: null, progress: 0, blockers: [] } as const;

/** What binds at the top: first what the environment asks for, and only then the law's highest duty. */
export function standingOf(physics: PhysicsRules, rules: readonly Rule[], state: WorldState): Standing {
  const permitted = lawReading(rules).permittedAt(faceNumber(state));
  const asked = askedByTheWorld(physics, state);
  const owed = asked.length > 0 ? asked : highestDuties(rules, state);
  if (owed.length === 0) return { ...NOTHING, kind: "free", mask: permitted, permitted };
  if (asked.length === 0 && owed.length > 1) return { ...NOTHING, kind: "tied", permitted };
  const ways = owed.map((target) => ({ target, progress: nearerBy(physics, state, target) }));
  const hopeless = ways.find(({ progress }) => progress === 0);
  if (hopeless !== undefined) return { ...NOTHING, kind: "impossible", target: hopeless.target, permitted };
  const blocked = ways.find(({ progress }) => (progress & permitted) === 0);
  if (blocked === undefined)
    return {
      ...NOTHING,
      kind: "free",
      mask: permitted & union(ways.map(({ progress }) => progress)),
      target: owed[0]!,
      permitted,
    };
  const blockers = blockersOf(rules, state, blocked.target, blocked.progress);
  return { ...NOTHING, kind: "contradiction", ...blocked, permitted, blockers };
}

const union = (sets: readonly number[]): number => sets.reduce((all, set) => all | set, 0);

function askedByTheWorld(physics: PhysicsRules, state: WorldState): readonly Target[] {
  if (state.regime === 1) return state.stamped ? [] : [STAMP_CARGO];
  if (state.regime === 0) return [];
  return [DELIVER_A, DELIVER_B].filter((delivery) => nearerBy(physics, state, delivery) !== 0);
}

function highestDuties(rules: readonly Rule[], state: WorldState): readonly Target[] {
  const { active } = lawReading(rules);
  const face = faceNumber(state);
  const duties = rules.filter((rule, index) => active[index]![face] === 1 && isOwed(rule, state));
  const top = Math.max(...duties.map(({ priority }) => priority));
  return duties.flatMap(({ priority, effect }) =>
    priority === top && effect.effectType === "OBLIGATION_TARGET" ? [effect.target] : [],
  );
}

const isOwed = ({ effect, expiresEpisode }: Rule, { served, episode }: WorldState): boolean =>
  effect.effectType === "OBLIGATION_TARGET" &&
  (served & bitOfZone(effect.target.targetId)) === 0 &&
  (expiresEpisode === null || episode < expiresEpisode);

/** Prohibitions in the way here, and, of a delivery, in the way of each delivery that is still owed, where it would be in reach. */
function blockersOf(rules: readonly Rule[], state: WorldState, target: Target, progress: number): readonly RuleId[] {
  const places = target.kind === "DELIVER" ? [state, ...whereOwed(state)] : [state];
  const { active } = lawReading(rules);
  const faces = places.map(faceNumber);
  return rules
    .filter(
      (rule, index) =>
        rule.type === "PROHIBITION" &&
        (reachOf(rule) & progress) !== 0 &&
        faces.some((face) => active[index]![face] === 1),
    )
    .map(({ id }) => id)
    .sort();
}

/** The states in which zone A's and zone B's deliveries, as far as they are owed, are one deposit away. */
export const whereOwed = (state: WorldState): readonly WorldState[] => [
  ...((state.served & 1) === 0 ? [{ ...state, cell: 10, inventory: 1, itemType: "A" } as const] : []),
  ...((state.served & 2) === 0 ? [{ ...state, cell: 2, inventory: 1, itemType: "B" } as const] : []),
];
