import type { RandomStream } from "@plimsoll/foundation";
import type { FaultKind } from "./fault-kind.ts";

/** One thing that is to go wrong. */
export interface PlannedFault {
  /** Its number in the plan of its seed, for leaving it out. */
  readonly number: number;
  readonly kind: FaultKind;
  readonly atMs: number;
  /** The site that it strikes, by its place. */
  readonly place: number;
  readonly forMs: number;
}

/** How often a kind strikes in an hour, all sites of twenty together. */
const PER_HOUR: Readonly<Record<FaultKind, number>> = {
  crash: 10,
  "power-cut": 5,
  pause: 8,
  "warden-crash": 6,
  partition: 4,
  weather: 4,
  "clock-step": 6,
  "disk-torn": 4,
  "disk-full": 4,
  "disk-bit-flip": 3,
  "meter-replay": 6,
  "split-view": 3,
  "stolen-key": 4,
  "double-spend": 2,
  "withheld-evidence": 6,
};

const HOUR_MINUTES = 60;
/** Before this, sites are opening; near the end, what began has to end. */
const QUIET_MS = 60_000;
const FOR_MS_LEAST = 5_000;
const FOR_MS_MORE = 110_000;
/** Weights of a kind in a swarm: from seldom to thrice as often. */
const WEIGHTS = [0.5, 1, 1, 2, 3] as const;

export interface PlanSettings {
  readonly minutes: number;
  readonly sites: number;
  readonly kinds: readonly FaultKind[];
  /** Each kind has a weight of its own. */
  readonly isSwarm: boolean;
}

/** What goes wrong in a trial, in the order of time. At least one of each kind. */
export function faultPlan(random: (kind: string) => RandomStream, settings: PlanSettings): readonly PlannedFault[] {
  const { minutes, sites, kinds, isSwarm } = settings;
  const planned = kinds.flatMap((kind) => {
    const drawn = random(kind);
    const weight = isSwarm ? (WEIGHTS[drawn.below(WEIGHTS.length)] ?? 1) : 1;
    const count = Math.max(1, Math.round((PER_HOUR[kind] * weight * minutes) / HOUR_MINUTES));
    return Array.from({ length: count }, () => faultOf(kind, drawn, minutes, sites));
  });
  return planned.toSorted((a, b) => a.atMs - b.atMs).map((fault, number) => ({ ...fault, number }));
}

function faultOf(kind: FaultKind, random: RandomStream, minutes: number, sites: number): PlannedFault {
  const spanMs = Math.max(1, minutes * 60_000 - 2 * QUIET_MS);
  return {
    number: 0,
    kind,
    atMs: QUIET_MS + random.below(spanMs),
    place: random.below(sites),
    forMs: FOR_MS_LEAST + random.below(FOR_MS_MORE),
  };
}
