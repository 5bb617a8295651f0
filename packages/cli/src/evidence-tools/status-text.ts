import type {
  CellStanding,
  DetectorReadings,
  DimensionStanding,
  ModelStatus,
  WeightsOversight,
} from "@plimsoll/evidence";
import { attemptAlpha, CLAIM_PPM, DIMENSIONS, POWER_REASONS, type PowerLevel } from "@plimsoll/kernel";
import { printable } from "../kernel-tools/printable.ts";
import { textTable } from "../output/text-table.ts";
import { barScale, intervalBar } from "./status-bar.ts";

const CLAIMS_PPM = [CLAIM_PPM.paused, CLAIM_PPM.research, CLAIM_PPM.full];

/** A status for people: what is given, what is proven, what the detectors say, what is missing, and what to do next. */
export const statusText = (status: ModelStatus): string =>
  [
    headText(status),
    rateText(status.alpha),
    dimensionTable(status),
    windowTable(status.cells),
    listText("measured earlier", earlierSets(status)),
    detectorText(status.detectors),
    oversightText(status.oversight),
    listText(
      "stale",
      status.stale.map(({ what, detail }) => `${what}: ${detail}`),
    ),
    listText(
      "missing",
      status.missing.map(({ reason, detail }) => `${reason}: ${detail}`),
    ),
    nextText(status),
  ]
    .filter((part) => part !== "")
    .join("\n");

const headText = ({ model: { kind, name, subject, digest }, power, credit }: ModelStatus): string =>
  lines([
    `${kind} ${name}${subject === name ? "" : `, power of ${subject}`}`,
    `evidence on ${digest ?? "nothing: no checkpoint yet"}`,
    `band ${levelText(power)}`,
    ...(credit === null ? [] : [`credit ${levelText(credit)}`]),
  ]);

const levelText = ({ band, levelPpm, reasons }: PowerLevel): string =>
  `${band}, ${levelPpm / 10_000} %: ${reasons.join(", ")}`;

/** What follows is said at one error rate and not at another. */
const rateText = ({ given }: ModelStatus["alpha"]): string =>
  given === null
    ? `at the error rate of each window's attempt, α = ${firstAlpha()} at the first\n`
    : `at α = ${given} as given, to compare; "kernel" is what is proven at the rate of each attempt, and decides\n`;

/** The worst of the windows in force, by dimension. */
function dimensionTable({ dimensions, next, alpha }: ModelStatus): string {
  const isPlain = alpha.used === "given";
  const rows = DIMENSIONS.map((dimension) => {
    const standing = dimensions[dimension];
    const claim = next.claims[dimension][CLAIM_PPM.full];
    return [
      dimension,
      standing.trials,
      standing.failures,
      shareText(standing.pointPpm),
      shareText(standing.provenPpm),
      intervalBar(standing),
      ...CLAIMS_PPM.map((ppm) => claimStandingText(standing, ppm)),
      ...(isPlain ? [kernelText(standing)] : []),
      claim === undefined ? "" : allowedText(claim.failuresAllowed, next.trials, claim.attempt),
    ];
  });
  const head = ["dimension", "trials", "failed", "point", "proven", barScale()];
  const claims = CLAIMS_PPM.map((ppm) => `to ${claimName(ppm)}`);
  return textTable([[...head, ...claims, ...(isPlain ? ["kernel"] : []), "next window for 0.99"], ...rows]);
}

/** All six places: nothing is rounded in anybody's favour. */
const shareText = (ppm: number | null): string => (ppm === null ? "-" : (ppm / 1_000_000).toFixed(6));

const claimName = (ppm: number): string => (ppm / 1_000_000).toFixed(2);

function claimStandingText({ standing, missingTrials, openSets }: DimensionStanding, claimPpm: number): string {
  if (standing[claimPpm] === "open") return "open";
  if (standing[claimPpm] === "shown") return openSets.length === 0 ? "shown" : `shown, ${openSets.length} open`;
  const missing = missingTrials[claimPpm] ?? null;
  return missing === null ? "never" : `+${missing}`;
}

/** The highest claim that the kernel holds for proven. */
function kernelText({ verdict }: DimensionStanding): string {
  const proven = CLAIMS_PPM.findLast((ppm) => verdict[ppm] === "proven");
  if (proven !== undefined) return claimName(proven);
  return CLAIMS_PPM.some((ppm) => verdict[ppm] === "open") ? "open" : "none";
}

/** In decimal digits, exactly: the kernel's rates are in parts per billion. */
function firstAlpha(): string {
  const { numerator, denominator } = attemptAlpha(1);
  return `0.${((numerator * 1_000_000_000n) / denominator).toString().padStart(9, "0")}`;
}

const allowedText = (failures: number, trials: number, attempt: number): string =>
  failures < 0
    ? `attempt ${attempt}: ${trials} trials cannot prove it`
    : `attempt ${attempt}: at most ${failures} of ${trials} may fail`;

function windowTable(cells: readonly CellStanding[]): string {
  if (cells.length === 0) return "no window was ever registered\n";
  const rows = cells.map(
    ({ set, dimension, context, trials, registered, failures, void: missing, claims, ...cell }) => [
      set,
      dimension,
      context,
      cell.closed ? "closed" : "open",
      `${trials} of ${registered}`,
      failures,
      missing,
      shareText(cell.pointPpm),
      shareText(cell.provenPpm),
      claims
        .map(({ claimPpm, proven, possible }) => `${claimName(claimPpm)} ${claimText(proven, possible)}`)
        .join(", "),
    ],
  );
  return textTable([
    ["window set", "dimension", "context", "", "trials", "failed", "void", "point", "proven", "claims by the kernel"],
    ...rows,
  ]);
}

function claimText(proven: boolean | null, possible: boolean): string {
  if (proven === null) return possible ? "open" : "lost";
  return proven ? "yes" : "no";
}

const detectorText = ({ steerability, correctionCost, deceptionGap, hiddenness }: DetectorReadings): string =>
  lines([
    ...(steerability === null ? [] : [steerabilityText(steerability)]),
    ...(correctionCost === null ? [] : [correctionText(correctionCost)]),
    ...(deceptionGap === null ? [] : [gapText(deceptionGap)]),
    ...(hiddenness === null ? [] : [hiddennessText(hiddenness)]),
  ]);

const steerabilityText = ({
  verdict,
  velocityPpm,
  cell,
  points,
}: NonNullable<DetectorReadings["steerability"]>): string =>
  velocityPpm === null
    ? `steerability ${verdict}: ${points} of the 5 points that a velocity needs`
    : `steerability ${verdict}: ${signed(velocityPpm)} a unit of leased time in ${cell ?? "no cell"}, over ${points} points`;

const correctionText = ({ verdict, sets, risePpm }: NonNullable<DetectorReadings["correctionCost"]>): string =>
  `correction cost ${verdict}: ${sets} window sets${risePpm === null || sets === 0 ? "" : `, p = ${(risePpm / 1_000_000).toFixed(6)} of a rise`}`;

const gapText = (gap: NonNullable<DetectorReadings["deceptionGap"]>): string =>
  `deception gap ${gap.verdict}: between ${shareText(gap.lowerPpm)} and ${shareText(gap.upperPpm)}, limit ${shareText(gap.limitPpm)}; ` +
  `a gap of ${shareText(gap.detectablePpm)} would have been shown with a chance of 0.8`;

const hiddennessText = ({ verdict, aucPpm }: NonNullable<DetectorReadings["hiddenness"]>): string =>
  `SHADOW ${verdict}: ${aucPpm === null ? "no discriminator was recorded" : `AUC ${shareText(aucPpm)} as observed`}`;

const signed = (ppm: number): string => `${ppm > 0 ? "+" : ""}${(ppm / 1_000_000).toFixed(6)}`;

const oversightText = (oversight: readonly WeightsOversight[]): string =>
  lines(
    oversight.map(({ digest, tier, screened, standing, passed, needed, families }) =>
      screened
        ? `families: not asked of screened weights ${digest}; ${recordText(families)}`
        : `families ${standing}: ${passed} of ${needed} for Tier ${tier} on ${digest}; ${families.map(familyText).join("; ")}`,
    ),
  );

type FamilyReading = WeightsOversight["families"][number];

/** What was asked all the same. */
function recordText(families: readonly FamilyReading[]): string {
  const known = families.filter(({ verdict, elsewhere }) => verdict !== "never asked" || elsewhere !== null);
  return known.length === 0 ? "none on record" : `on record: ${known.map(familyText).join("; ")}`;
}

const familyText = ({ family, verdict, stale, elsewhere }: FamilyReading): string =>
  `${family} ${verdict}${stale === null ? "" : ", stale"}${elsewhere === null ? "" : `, ${elsewhere} on other weights of the lineage`}`;

/** Sets that were not measured on these weights, but on some that they come from. */
const earlierSets = ({ model, sets }: ModelStatus): readonly string[] =>
  sets.filter(({ digest }) => digest !== model.digest).map(({ set, digest }) => `${set} on ${digest}`);

const listText = (title: string, items: readonly string[]): string => lines(items.map((item) => `${title}  ${item}`));

const nextText = ({ power }: ModelStatus): string =>
  lines(power.reasons.map((reason) => `next: ${POWER_REASONS[reason].remedy}`));

const lines = (texts: readonly string[]): string => texts.map((text) => `${printable(text)}\n`).join("");
