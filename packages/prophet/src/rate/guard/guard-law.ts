import { cutCeiling, recoveredCeiling } from "../ceiling-law.ts";
import type { Mode, RateFacts } from "../rate-rule.ts";
import type { ShareLaw, ShareState } from "../scaled-rule.ts";
import type { GuardSpec } from "./guard-spec.ts";
import { nextMode } from "./guard-mode.ts";
import { gravest, NOTHING_SEEN, reading, type Reading, type Smoothed, smoothed } from "./signal.ts";

/** What the guard knows of the past, beside share and mode. */
interface GuardMemory {
  readonly ceiling: number;
  /** Whether it is still looking for the edge from below. */
  readonly isWarmingUp: boolean;
  readonly held: number;
  readonly calm: number;
  readonly stability: Smoothed;
  readonly risk: Smoothed;
}

/**
 * Brakes before the loss spikes. It begins far below the schedule's rate and climbs until the curvature along the update, or the foretold risk, says that the
 * edge is near; from then on it lowers the rate by a factor in each step that is beyond the upper threshold and gives it back slowly while all signals are
 * below their lower ones. A fact that is no number brakes; one that is missing never raises. After a rewind the ceiling is cut and comes back slowly.
 * The share is always in [min(floorShare, ceilingShare), ceilingShare].
 */
export function guardLaw(spec: GuardSpec): ShareLaw {
  const first: GuardMemory = {
    ceiling: spec.ceilingShare,
    isWarmingUp: true,
    held: spec.dwell,
    calm: 0,
    stability: NOTHING_SEEN,
    risk: NOTHING_SEEN,
  };
  return {
    first: written(Math.min(spec.startShare, spec.ceilingShare), "cruise", first, spec),
    next: (state, facts) => guarded(state.share, state.mode ?? "cruise", read(state), facts, spec),
    afterRewind: ({ share, mode, memory }) => cut(share, read({ share, mode, memory }), spec),
  };
}

function guarded(share: number, before: Mode, past: GuardMemory, facts: RateFacts, spec: GuardSpec): ShareState {
  const stability = smoothed(past.stability, facts.stability, spec.stability, spec.smoothing);
  const risk = spec.risk === null ? past.risk : smoothed(past.risk, facts.risk, spec.risk, spec.smoothing);
  const now = readingOf({ stability, risk }, facts, spec);
  const { mode, held, calm } = nextMode({ mode: before, held: past.held, calm: past.calm }, now, spec.dwell);
  const isCalm = mode === "cruise" && now === "calm";
  const ceiling = isCalm ? recoveredCeiling(past.ceiling, spec) : past.ceiling;
  const isWarmingUp = past.isWarmingUp && mode === "cruise" && share < ceiling;
  const memory = { ceiling, isWarmingUp, held, calm, stability, risk };
  return written(Math.min(ceiling, share * factorOf(now, isCalm, isWarmingUp, spec)), mode, memory, spec);
}

/** The gravest of what the signals say; a loss or a gradient that is no number is a doubt. */
function readingOf(
  { stability, risk }: Pick<GuardMemory, "stability" | "risk">,
  facts: RateFacts,
  spec: GuardSpec,
): Reading {
  const isNumber = Number.isFinite(facts.loss) && Number.isFinite(facts.gradientNorm);
  return gravest([
    reading(stability, facts.stability, spec.stability),
    ...(spec.risk === null ? [] : [reading(risk, facts.risk, spec.risk)]),
    ...(isNumber ? [] : (["doubt"] as const)),
  ]);
}

function factorOf(now: Reading, isCalm: boolean, isWarmingUp: boolean, { brake, rise, warmUpRise }: GuardSpec): number {
  if (now === "doubt" || now === "brake") return brake;
  if (!isCalm) return 1;
  return isWarmingUp ? warmUpRise : rise;
}

/** What led astray was learnt at the share that was; signals of weights that are gone say nothing of those put back. */
function cut(share: number, past: GuardMemory, spec: GuardSpec): ShareState {
  const ceiling = cutCeiling(Math.min(share, past.ceiling), spec);
  const memory = {
    ...past,
    ceiling,
    isWarmingUp: false,
    held: 0,
    calm: 0,
    stability: NOTHING_SEEN,
    risk: NOTHING_SEEN,
  };
  return written(ceiling, "panic", memory, spec);
}

function written(share: number, mode: Mode, memory: GuardMemory, spec: GuardSpec): ShareState {
  const floor = Math.min(spec.floorShare, spec.ceilingShare);
  return {
    share: Math.max(floor, share),
    mode,
    memory: {
      ceiling: memory.ceiling,
      warmingUp: memory.isWarmingUp ? 1 : 0,
      held: memory.held,
      calm: memory.calm,
      stability: memory.stability.mean,
      stabilityWeight: memory.stability.weight,
      risk: memory.risk.mean,
      riskWeight: memory.risk.weight,
    },
  };
}

function read({ memory }: ShareState): GuardMemory {
  const of = (name: string): number => memory[name] ?? 0;
  return {
    ceiling: of("ceiling"),
    isWarmingUp: of("warmingUp") === 1,
    held: of("held"),
    calm: of("calm"),
    stability: { mean: of("stability"), weight: of("stabilityWeight") },
    risk: { mean: of("risk"), weight: of("riskWeight") },
  };
}
