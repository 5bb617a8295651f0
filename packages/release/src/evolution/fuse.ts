import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { type Colour, isGreener } from "../decision/colour.ts";
import { isAtLeast } from "../policy/level.ts";
import { isActive } from "./applies.ts";
import { contradictionOf } from "./contradiction.ts";
import type { EvolutionFacts } from "./evolution-facts.ts";
import type { Fusion } from "./fusion.ts";
import { deconstruct, type Hazard } from "./hazard.ts";
import { type Safeguard, safeguardShape } from "./safeguard.ts";
import { covers, subsumes } from "./subsumption.ts";

/** One golden or generated case, decided under the rules as they are and with the new one. */
export interface HarmonyCase {
  readonly caseId: string;
  readonly before: Colour;
  readonly after: Colour;
  /** The second decision names the new rule among its reasons. */
  readonly hasReason: boolean;
}

/**
 * Decides every golden and generated case under a rule set. It MUST decide `before` under the rules without the last of them,
 * and `after` under all. The cases' own new hazards MUST be fused by `fusedUnasked`, on both sides.
 */
export type Harmonize = (safeguards: readonly Safeguard[]) => readonly HarmonyCase[];

/**
 * For the inside of a case that is tried: what it would fuse itself counts as fused. Otherwise a case with the very risk that a
 * rule is made of would be Red before and Yellow after, and no rule could be made of a risk that a golden case has.
 */
export const fusedUnasked: Harmonize = () => [{ caseId: "unasked", before: "GREEN", after: "GREEN", hasReason: false }];

export interface FusionFacts extends Pick<EvolutionFacts, "level" | "policy" | "nowMs"> {
  readonly safeguards: readonly Safeguard[];
  /** Nothing is built on damaged data. */
  readonly chainFaults: readonly string[];
  /** Origins (`subject/hazard`) whose rules were made and undone again and again: only a person goes on. */
  readonly oscillating: readonly string[];
  /** More new hazards in one cycle than it tries: they wait for a person. */
  readonly isOverLimit: boolean;
}

type Step = Fusion["steps"][number];
type Result = Fusion["result"];

/** Makes a tested safeguard of a new hazard, in four steps (the sheet's §5.12). Whatever does not hold ends it there. */
export function fuse(hazard: Hazard, facts: FusionFacts, harmonize: Harmonize): Fusion {
  const candidate = deconstruct(hazard, { from: facts.level, sinceMs: facts.nowMs });
  const taken = deconstruction(candidate, facts);
  if (candidate === null || !taken.holds) return ended(hazard, "NEEDS_HUMAN", candidate, [taken]);
  const mapped = mapping(candidate, facts);
  if (!mapped.holds) return ended(hazard, "REJECTED", candidate, [taken, mapped]);
  const others = facts.safeguards.filter(({ id, status }) => id !== candidate.id || status !== "proposed");
  const rules = [...others, activated(candidate)];
  const integrated = integration(candidate, rules, facts);
  if (!integrated.holds) return ended(hazard, "REJECTED", candidate, [taken, mapped, integrated]);
  const cases = harmonize(rules);
  const harmonized = harmonization(cases, facts);
  const kept = harmonized.result === "FUSED" && isAutomatic(facts) ? activated(candidate) : candidate;
  return {
    risk: hazard.id,
    result: harmonized.result,
    candidate: kept,
    safeguards: digestOfSafeguards([...others, kept]),
    steps: [taken, mapped, integrated, harmonized.step],
    harmony: harmonyOf(cases),
  };
}

/** From ASL-5 a tightening takes effect at once; below, people decide. */
const isAutomatic = ({ level }: FusionFacts): boolean => isAtLeast(level, "ASL-5");

export const activated = (safeguard: Safeguard): Safeguard => ({ ...safeguard, status: "provisional" });

/** Of a rule set, whatever its order. */
export const digestOfSafeguards = (safeguards: readonly Safeguard[]): Digest =>
  digestOfValue(safeguards.toSorted((one, other) => (one.id < other.id ? -1 : 1)));

const ended = (hazard: Hazard, result: Result, candidate: Safeguard | null, steps: readonly Step[]): Fusion => ({
  risk: hazard.id,
  result,
  candidate,
  safeguards: null,
  steps,
  harmony: null,
});

function deconstruction(candidate: Safeguard | null, facts: FusionFacts): Step {
  const step = "deconstruction";
  if (candidate === null) return { step, holds: false, found: "No domain is named." };
  if (facts.oscillating.includes(candidate.origin.ref))
    return { step, holds: false, found: "Rules for it were made and undone before." };
  if (facts.isOverLimit) return { step, holds: false, found: "More new hazards than one cycle tries." };
  const { trigger, requirement, from } = candidate;
  return { step, holds: true, found: `On ${trigger.on} of ${candidate.domain}, from ${from}: ${requirement.need}.` };
}

/** A rule that others already cover would say nothing new. Overlap that is no cover is told and stands in nobody's way. */
function mapping(candidate: Safeguard, facts: FusionFacts): Step {
  const active = facts.safeguards.filter(isActive);
  const covering = active.find((rule) => covers(rule, candidate));
  if (covering !== undefined) return { step: "mapping", holds: false, found: `${covering.id} asks for it already.` };
  const isProposed = facts.safeguards.some(({ id, status }) => id === candidate.id && status === "proposed");
  if (isProposed && !isAutomatic(facts))
    return { step: "mapping", holds: false, found: `${candidate.id} is proposed already.` };
  const overlap = active.filter(
    ({ trigger }) => subsumes(trigger, candidate.trigger) || subsumes(candidate.trigger, trigger),
  );
  const named = overlap.slice(0, NAMED_MAX).map(({ id }) => id);
  const found = named.length === 0 ? "No active rule has a trigger like it." : `Overlaps with ${named.join(", ")}.`;
  return { step: "mapping", holds: true, found };
}

const NAMED_MAX = 8;

function integration(candidate: Safeguard, rules: readonly Safeguard[], { policy }: FusionFacts): Step {
  const step = "integration";
  const parsed = safeguardShape.parse(candidate);
  if (!parsed.ok) return { step, holds: false, found: `No safeguard: ${parsed.error.path} ${parsed.error.expected}.` };
  if (new Set(rules.map(({ id }) => id)).size !== rules.length)
    return { step, holds: false, found: `Another rule has the id ${candidate.id}.` };
  const contradiction = contradictionOf(candidate, policy);
  if (contradiction !== null) return { step, holds: false, found: `A contradiction: ${contradiction}.` };
  return { step, holds: true, found: `${rules.length} rules, and none taken away.` };
}

/** Damage and a greener answer reject it. Too few cases, or too many that change without a word, are for a person. */
function harmonization(
  cases: readonly HarmonyCase[],
  facts: FusionFacts,
): { readonly step: Step; readonly result: Result } {
  const say = (result: Result, found: string): { step: Step; result: Result } => ({
    step: { step: "harmonization", holds: result === "FUSED", found },
    result,
  });
  if (facts.chainFaults.length > 0) return say("REJECTED", "The log or a blob is damaged.");
  const greener = cases.find(({ before, after }) => isGreener(after, before));
  if (greener !== undefined) return say("REJECTED", `${greener.caseId} would become greener.`);
  const harmony = harmonyOf(cases);
  if (harmony === null) return say("NEEDS_HUMAN", "There is no case to try it on.");
  const share = `${harmony} of 10000 over ${cases.length} cases`;
  return harmony < facts.policy.evolution.harmonyMin
    ? say("NEEDS_HUMAN", `Harmony is ${share}, too little.`)
    : say("FUSED", `Never greener; harmony is ${share}.`);
}

/** Share of cases that stand, or change for a stated reason, rounded down. Null of none. */
export function harmonyOf(cases: readonly HarmonyCase[]): number | null {
  if (cases.length === 0) return null;
  const kept = cases.filter(({ before, after, hasReason }) => before === after || hasReason);
  return Math.floor((10_000 * kept.length) / cases.length);
}
