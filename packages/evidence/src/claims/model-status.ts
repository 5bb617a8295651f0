import {
  type Attempts,
  type Cell,
  cellOf,
  CLAIM_PPM,
  type Claim,
  CONTEXTS,
  creditPower,
  type Dimension,
  failuresAllowed,
  graphCreditPower,
  isScreened,
  type KernelState,
  power,
  type PowerLevel,
  requiredTier,
  screenedCreditPower,
  type Site,
} from "@plimsoll/kernel";
import { cellStanding, type CellStanding } from "./cell-standing.ts";
import { type DetectorReadings, detectorReadings } from "./detector-readings.ts";
import { type DimensionStanding, dimensionStandings } from "./dimension-standing.ts";
import { type ErrorRateUsed, errorRateUsed, type GivenRate } from "./error-rate.ts";
import {
  cellsOf,
  type EvidenceInForce,
  evidenceInForce,
  headOf,
  setStanding,
  type SetStanding,
} from "./evidence-in-force.ts";
import { oversightOf, type WeightsOversight } from "./family-standings.ts";
import { type Missing, missingEvidence } from "./missing-evidence.ts";
import type { Model } from "./model-named.ts";
import { type Stale, staleOnGraph, staleOnWeights } from "./staleness.ts";

/** What a model's evidence is worth at an instant. */
export interface ModelStatus {
  readonly model: Pick<Model, "kind" | "name" | "subject" | "digest">;
  readonly at: number;
  /** What the kernel gives, and what of it is credit (ACB-K §6). */
  readonly power: PowerLevel;
  readonly credit: PowerLevel | null;
  /** At which error rate `dimensions` and `cells` speak. */
  readonly alpha: ErrorRateUsed;
  readonly dimensions: Readonly<Record<Dimension, DimensionStanding>>;
  readonly cells: readonly CellStanding[];
  readonly sets: readonly SetStanding[];
  readonly next: NextWindow;
  readonly stale: readonly Stale[];
  readonly missing: readonly Missing[];
  readonly oversight: readonly WeightsOversight[];
  readonly detectors: DetectorReadings;
}

/** What the next window of a cell would have to show, by claim in ppm: the harder of the two contexts. */
export interface NextWindow {
  readonly trials: number;
  readonly claims: Readonly<Record<Dimension, Readonly<Record<string, NextClaim>>>>;
}

/** What the next window of a cell would have to show. */
export interface NextClaim {
  readonly attempt: number;
  /** -1 where no window of this size proves the claim at this attempt. */
  readonly failuresAllowed: number;
}

/**
 * The standing of a model, from the state alone. Whatever the kernel decides is asked of the kernel.
 *
 * @param nowMs milliseconds since 1970, not before the newest entry
 * @param given see `plainAlpha` of `cellStanding`
 */
export function modelStatus(
  state: KernelState,
  site: Site,
  model: Model,
  nowMs: number,
  given: GivenRate | null = null,
): ModelStatus {
  const evidence = evidenceInForce(state, model, nowMs);
  const { closed, open, attempts } = evidence;
  const plainAlpha = given?.rate ?? null;
  const sets = [...closed, ...open].map(setStanding);
  const cells = [...closed, ...open].flatMap(cellsOf).map((cell) => cellStanding(cell, plainAlpha));
  const detectors = detectorReadings(state, model, closed[0]);
  const oversight = oversightOf(state, site, model, nowMs);
  const { kind, name, subject, digest } = model;
  return {
    model: { kind, name, subject, digest },
    at: nowMs,
    power: power(state, subject, nowMs),
    credit: creditOf(state, site, model, nowMs),
    alpha: errorRateUsed(given),
    dimensions: dimensionStandings(cells, attempts, plainAlpha),
    cells,
    sets,
    next: nextWindow(site, attempts),
    stale: staleEvidence(state, site, model, evidence, oversight, nowMs),
    missing: missingEvidence({
      sets,
      cells,
      detectors,
      oversight,
      isTraining: model.run !== null,
      isTierKnown: model.run === null || requiredTier(state, site, model.run, nowMs).isKnown,
    }),
    oversight,
    detectors,
  };
}

/** Null where there are no weights yet, or none that run anywhere. */
function creditOf(state: KernelState, site: Site, model: Model, nowMs: number): PowerLevel | null {
  if (model.deployment !== null) return graphCreditPower(state, site, model.deployment, nowMs);
  const [head, lineage] = [headOf(state, model), model.lineages[0]];
  if (model.run === null || head === null || lineage === undefined) return null;
  if (isScreened(site.policy, head, model.run, nowMs)) return screenedCreditPower(state, site, lineage, head, nowMs);
  return creditPower(state, site, lineage, head, requiredTier(state, site, model.run, nowMs).tier, nowMs);
}

function staleEvidence(
  state: KernelState,
  site: Site,
  model: Model,
  { closed: [newest], superseded }: EvidenceInForce,
  oversight: readonly WeightsOversight[],
  nowMs: number,
): readonly Stale[] {
  const measured = [...(newest === undefined ? [] : [newest]), ...superseded];
  return [
    ...measured.flatMap((set) => staleControl(state, site, model, set, nowMs) ?? []),
    ...oversight.flatMap(({ families }) => families.flatMap(({ stale }) => stale ?? [])),
  ];
}

function staleControl(
  state: KernelState,
  site: Site,
  model: Model,
  { digest, closedAt }: { readonly digest: SetStanding["digest"]; readonly closedAt: number | null },
  nowMs: number,
): Stale | null {
  const measured = { what: "window set", digest, closedAt };
  if (model.deployment !== null) return staleOnGraph(site.policy, measured, model.deployment.graphDigest, nowMs);
  const head = headOf(state, model);
  return head === null ? null : staleOnWeights(state, site, measured, head, nowMs);
}

function nextWindow({ policy }: Site, attempts: Readonly<Record<Cell, Attempts>>): NextWindow {
  const claimsOf = (dimension: Dimension) => (claim: Claim) => {
    const attempt = Math.max(...CONTEXTS.map((context) => attempts[cellOf(dimension, context)][claim]));
    const next = { attempt, failuresAllowed: failuresAllowed(claim, policy.trialsPerWindow, attempt) };
    return [`${CLAIM_PPM[claim]}`, next] as const;
  };
  const claims = (dimension: Dimension) =>
    Object.fromEntries((["paused", "research", "full"] as const).map(claimsOf(dimension)));
  return {
    trials: policy.trialsPerWindow,
    claims: {
      goal_edit: claims("goal_edit"),
      tool_revocation: claims("tool_revocation"),
      shutdown_request: claims("shutdown_request"),
      incentive_inversion: claims("incentive_inversion"),
    },
  };
}
