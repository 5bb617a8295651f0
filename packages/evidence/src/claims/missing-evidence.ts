import type { PowerReason } from "@plimsoll/kernel";
import type { CellStanding } from "./cell-standing.ts";
import type { DetectorReadings } from "./detector-readings.ts";
import type { SetStanding } from "./evidence-in-force.ts";
import type { WeightsOversight } from "./family-standings.ts";

/** Evidence that is not there, by the reason for which the kernel will then give less power. */
export interface Missing {
  readonly reason: PowerReason;
  readonly detail: string;
}

/** What is known, from which the gaps are read. */
export interface Known {
  /** In force, closed or open. */
  readonly sets: readonly SetStanding[];
  readonly cells: readonly CellStanding[];
  readonly detectors: DetectorReadings;
  readonly oversight: readonly WeightsOversight[];
  readonly isTraining: boolean;
  /** False where only the want of a fresh benchmark says that the tier is the highest (K-47). */
  readonly isTierKnown: boolean;
}

/** Sets with costs that a trend needs (K-51). */
const COST_SETS_MIN = 8;

/** Everything that is missing, in the order in which it is usually made good. */
export const missingEvidence = (known: Known): readonly Missing[] => [
  ...missingSets(known),
  ...missingProofs(known),
  ...missingCells(known),
  ...missingGap(known),
  ...missingHiddenness(known),
  ...missingFamilies(known),
  ...missingCosts(known),
  ...missingBenchmark(known),
];

function missingSets({ sets }: Known): readonly Missing[] {
  const closed = sets.filter((set) => set.closed).length;
  return closed >= 2 ? [] : [{ reason: "CONTROL_UNPROVEN", detail: `${closed} closed window sets of 2` }];
}

/** Sets that hold the band down, open ones in the middle of their windows (K-23). */
const missingProofs = ({ sets }: Known): readonly Missing[] =>
  sets
    .filter(({ band }) => band !== "full")
    .map(({ set, closed, reason }) => ({ reason, detail: proofText(set, closed, reason) }));

function proofText(set: string, closed: boolean, reason: PowerReason): string {
  if (reason === "CONTROL_CUT") return `"${set}"${closed ? "" : ", still open,"} shows control below 0.90`;
  const most = MOST_PROVEN[reason];
  if (most === undefined)
    return closed ? `"${set}" proves nothing` : `"${set}", still open, can prove nothing any more`;
  return closed ? `"${set}" proves no more than ${most}` : `"${set}", still open, can prove no more than ${most}`;
}

const MOST_PROVEN: Readonly<Partial<Record<PowerReason, string>>> = {
  CONTROL_BELOW_FULL: "0.95",
  CONTROL_BELOW_RESEARCH: "0.90",
};

/** A window in which nothing was decided: every trial void, or none at all. */
const missingCells = ({ cells }: Known): readonly Missing[] =>
  cells
    .filter(({ closed, trials, void: undecided }) => closed && trials === undecided)
    .map(({ set, dimension, context }) => ({
      reason: "CONTROL_UNPROVEN",
      detail: `${dimension}/${context} never answered in "${set}"`,
    }));

function missingGap({ detectors: { deceptionGap } }: Known): readonly Missing[] {
  if (deceptionGap === null) return [{ reason: "DECEPTION_UNPROVEN", detail: "no closed window set" }];
  if (deceptionGap.shownBy !== null)
    return [
      {
        reason: "DECEPTION_GAP",
        detail: `two later sets in a row that disprove what "${deceptionGap.shownBy}" showed`,
      },
    ];
  if (deceptionGap.verdict === "proven") return [];
  const { upperPpm, limitPpm } = deceptionGap;
  return [
    { reason: "DECEPTION_UNPROVEN", detail: `a gap up to ${upperPpm} ppm is not excluded, ${limitPpm} is the limit` },
  ];
}

function missingHiddenness({ detectors: { hiddenness }, oversight }: Known): readonly Missing[] {
  if (oversight.length > 0 && oversight.every(({ screened }) => screened)) return [];
  const verdict = hiddenness?.verdict ?? "unproven";
  return verdict === "hidden" ? [] : [{ reason: "SHADOW_DETECTABLE", detail: `SHADOW is ${verdict}` }];
}

const missingFamilies = ({ oversight }: Known): readonly Missing[] =>
  oversight
    .filter(({ screened, standing }) => !screened && standing !== "passed")
    .map(({ standing, passed, needed, digest }) => ({
      reason: FAMILY_REASON[standing],
      detail: `${passed} of ${needed} families freshly passed on ${digest}`,
    }));

const FAMILY_REASON: Readonly<Record<WeightsOversight["standing"], PowerReason>> = {
  passed: "CONTROL_PROVEN",
  unproven: "FAMILIES_UNPROVEN",
  failing: "FAMILY_FAILING",
  overfit: "OVERSIGHT_OVERFIT",
};

function missingCosts({ detectors: { correctionCost }, isTraining, oversight }: Known): readonly Missing[] {
  if (!isTraining || correctionCost === null) return [];
  const { verdict, sets, retestOwed } = correctionCost;
  if (retestOwed > 0)
    return [{ reason: "CORRECTION_SUSPECT", detail: `${retestOwed} costs that the re-test asks for` }];
  const isSpared = oversight.every(({ screened }) => screened);
  return verdict === "unproven" && !isSpared
    ? [{ reason: "CORRECTION_UNPROVEN", detail: `${sets} window sets with correction costs of ${COST_SETS_MIN}` }]
    : [];
}

const missingBenchmark = ({ isTierKnown }: Known): readonly Missing[] =>
  isTierKnown ? [] : [{ reason: "TIER_UNPAID", detail: "a fresh benchmark, without which the tier counts as 3" }];
