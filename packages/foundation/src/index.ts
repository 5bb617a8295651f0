export { err, ok, type Result } from "./result.ts";
export { type FaultDetail, PlimsollError } from "./plimsoll-error.ts";
export { type CanonicalValue, canonicalJson } from "./encoding/canonical-json.ts";
export { concatBytes, hex, utf8 } from "./encoding/bytes.ts";
export { type Digest, digestOf, digestOfTexts, digestOfValue, isDigest } from "./encoding/digest.ts";
export type { Clock } from "./time/clock.ts";
export { RandomStream } from "./random/random-stream.ts";
export { RerootingMap } from "./collections/rerooting-map.ts";
export { floorPpm, ppm, type Ratio, reduced } from "./statistics/ratio.ts";
export { lowerCriticalCount, upperCriticalCount } from "./statistics/binomial-tail.ts";
export { provenControlPpm } from "./statistics/proven-bound.ts";
export { theilSenSlope, type TrendPoint } from "./statistics/theil-sen.ts";
export { failuresRiseSignificantly } from "./statistics/rising-failures.ts";
export type { TrialGroup } from "./statistics/trial-group.ts";
export { risePValue, risesAtMost, type Stratum } from "./statistics/mann-kendall.ts";
export { lowerSharePpm, type ShareCount, upperSharePpm } from "./statistics/clopper-pearson.ts";
export { shareAbove, shareBelow } from "./statistics/share-shown.ts";
export { detectablePairedGapPpm, type PairedProbes, pairedGapProven, pairedGapShown } from "./statistics/paired-gap.ts";
export {
  type ActionCounts,
  detectableGapPpm,
  type GapBounds,
  totalVariationBounds,
} from "./statistics/total-variation.ts";
export { aucAtLeast, aucAtMost, type ScoredPairs } from "./statistics/discriminator-auc.ts";
export type { Shape, Shaped, ShapeFault } from "./shape/shape.ts";
export { anything, boolean, decimal, digest, identifier, integer, matching, oneOf, real } from "./shape/scalars.ts";
export { list, nullable, object, union } from "./shape/composites.ts";
export { merkleTreeHash } from "./encoding/merkle-tree-hash.ts";
export { anytimeTrials, type Bets, betOn, bettingStart, provenAnytime, wealthOf } from "./statistics/betting.ts";
