import type { Determination } from "../dossier/determination.ts";
import type { Subject } from "../dossier/subject.ts";
import { type Level, rankOf } from "../policy/level.ts";
import { DOMAINS, type Domain, type Threshold } from "../policy/threshold.ts";

/** What fixes a level: the policy's lines, what the dossier says to them, and which claims evidence carries. */
export interface LevelFacts {
  readonly thresholds: readonly Threshold[];
  /** Below so many FLOP, and not derived from a higher subject, one claim may rule out every line. Null: no such shortcut. */
  readonly screeningFlopMax: bigint | null;
  readonly subject: Pick<Subject, "parents" | "trainingFlop">;
  readonly determinations: readonly Determination[];
  /** The claim that screens the subject; null for none. */
  readonly screeningClaim: string | null;
  /** Verified or repaired, and about this line; of null: about the compute that screens. */
  readonly isCarried: (claim: string, line: Threshold | null) => boolean;
  /** May raise the level and never lower it. */
  readonly declared: Level | null;
}

/** A level, and what fixed it. */
export interface EffectiveLevel {
  readonly level: Level;
  /** The line that is not ruled out; null where screening, a declaration or nothing at all fixed it. */
  readonly threshold: string | null;
  readonly because: "threshold" | "declaration" | "screening" | "nothing above is left open" | "several lines reached";
}

/** Two lines of ASL-5 that are reached are beyond it. */
const REACHED_FOR_BEYOND = 2;

/**
 * The highest line of each domain that is not ruled out, and of these the highest. What nobody says is not ruled out; without
 * anything said it is ASL-5, for `BEYOND` must be shown or declared.
 */
export function effectiveLevel(facts: LevelFacts): EffectiveLevel {
  const derived = isBeyond(facts) ? BEYOND : (highestOpen(facts) ?? lowest(facts));
  if (facts.declared === null || rankOf(facts.declared) <= rankOf(derived.level)) return derived;
  return { level: facts.declared, threshold: null, because: "declaration" };
}

const BEYOND: EffectiveLevel = { level: "BEYOND", threshold: null, because: "several lines reached" };

function isBeyond({ thresholds, determinations }: LevelFacts): boolean {
  const highest = new Set(thresholds.filter(({ level }) => level === "ASL-5").map(({ id }) => id));
  const reached = determinations.filter(({ threshold, state }) => state === "reached" && highest.has(threshold));
  return new Set(reached.map(({ threshold }) => threshold)).size >= REACHED_FOR_BEYOND;
}

function highestOpen(facts: LevelFacts): EffectiveLevel | null {
  const open = DOMAINS.flatMap((domain) => openIn(domain, facts).at(-1) ?? []);
  const highest = open.toSorted((one, other) => rankOf(other.level) - rankOf(one.level))[0];
  return highest === undefined ? null : { level: highest.level, threshold: highest.id, because: "threshold" };
}

/** Every line that is not ruled out, by id: each wants a safeguard. */
export const openThresholds = (facts: LevelFacts): readonly string[] =>
  DOMAINS.flatMap((domain) => openIn(domain, facts).map(({ id }) => id));

/** Ruling out a line rules out those above it, unless one of these is said to be open or reached. Lowest first. */
function openIn(domain: Domain, facts: LevelFacts): readonly Threshold[] {
  const lines = facts.thresholds
    .filter((line) => line.domain === domain && line.level !== "BEYOND")
    .toSorted((one, other) => rankOf(one.level) - rankOf(other.level));
  const firstRuledOut = lines.findIndex((line) => isRuledOut(line, facts));
  const isOpen = (line: Threshold, place: number): boolean =>
    isSaidToBeOpen(line, facts) || firstRuledOut === -1 || place < firstRuledOut;
  return lines.filter(isOpen);
}

/** One carried statement suffices, and none may say the contrary. */
function isRuledOut(line: Threshold, facts: LevelFacts): boolean {
  if (isSaidToBeOpen(line, facts)) return false;
  const said = facts.determinations.filter(({ threshold }) => threshold === line.id);
  return (
    said.some(({ claims }) => claims.length > 0 && claims.every((claim) => facts.isCarried(claim, line))) ||
    isScreened(facts)
  );
}

const isSaidToBeOpen = ({ id }: Threshold, { determinations }: LevelFacts): boolean =>
  determinations.some(({ threshold, state }) => threshold === id && state !== "ruled_out");

function isScreened({ screeningFlopMax, screeningClaim, subject, isCarried }: LevelFacts): boolean {
  if (screeningFlopMax === null || screeningClaim === null || subject.trainingFlop === null) return false;
  const isSmall = BigInt(subject.trainingFlop.flop) < screeningFlopMax;
  const isDerivedFromHigher = subject.parents.some(({ level }) => rankOf(level) > rankOf("ASL-2"));
  return isSmall && !isDerivedFromHigher && isCarried(screeningClaim, null);
}

const lowest = (facts: LevelFacts): EffectiveLevel =>
  isScreened(facts)
    ? { level: "ASL-1", threshold: null, because: "screening" }
    : { level: "ASL-2", threshold: null, because: "nothing above is left open" };
