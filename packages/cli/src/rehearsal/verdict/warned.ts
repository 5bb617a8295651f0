import type { FleetSample } from "../series/fleet-record.ts";
import type { MakeMonitor } from "../series/warning-monitor.ts";

/** A metric of the fleet that a monitor may watch, so that more means worse. */
export interface WatchedMetric {
  readonly name: string;
  readonly of: (sample: FleetSample) => number;
}

const orNaN = (value: number | null, scale: number): number => (value === null ? Number.NaN : value * scale);

/** Lack of control, load, and power that is withheld. */
export const WATCHED_METRICS: readonly WatchedMetric[] = [
  { name: "control-lacking", of: ({ headroomMeanPpm }) => orNaN(headroomMeanPpm, -1) },
  { name: "load", of: ({ loadPpm }) => orNaN(loadPpm, 1) },
  { name: "power-withheld", of: ({ grantedPpm }) => 1_000_000 - grantedPpm },
];

/** What a monitor made of a series. */
export interface Warned {
  /** When it first warned; null where it never did. */
  readonly warnedAtMs: number | null;
  /** Samples up to the first that it could judge; null where it never could. */
  readonly blindSamples: number | null;
}

/** Feeds a fresh monitor the samples up to an instant. */
export function warnedBy(
  samples: readonly FleetSample[],
  metric: WatchedMetric,
  make: MakeMonitor,
  untilMs: number,
): Warned {
  const monitor = make();
  let blindSamples: number | null = null;
  for (const [place, sample] of samples.entries()) {
    if (sample.atMs >= untilMs) break;
    const { state } = monitor.feed(metric.of(sample));
    if (state !== "unknown") blindSamples ??= place;
    if (state === "warning") return { warnedAtMs: sample.atMs, blindSamples };
  }
  return { warnedAtMs: null, blindSamples };
}
