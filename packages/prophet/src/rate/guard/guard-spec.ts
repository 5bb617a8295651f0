import { integer, nullable, object, real, type Shaped } from "@plimsoll/foundation";

/** A signal brakes above `brakeAbove`; it is calm below `brakeAbove` · `calmShare`. What is between changes nothing: the hysteresis. */
const band = (brakeMax: number) => object({ brakeAbove: real(1e-6, brakeMax), calmShare: real(0, 1) });

const factorBelow = real(1e-3, 1);

/** When the guard lowers the schedule's rate, and how it gives it back. Shares are of the schedule's rate. */
export const guardShape = object({
  /** Of the curvature along the update, smoothed; 1 is the edge of stability. */
  stability: band(100),
  /** Of the chance of a spike; `null`: whatever it is, the guard does not look at it. */
  risk: nullable(band(1)),
  /** Share of the old in the smoothed signals. */
  smoothing: real(0, 0.9999),
  /** What the rate is multiplied with in a step that brakes. */
  brake: factorBelow,
  /** What it is multiplied with in a calm step. */
  rise: real(1, 10),
  /** The same until the first braking: the edge is looked for from below. */
  warmUpRise: real(1, 10),
  startShare: real(1e-9, 1),
  floorShare: real(1e-9, 1),
  ceilingShare: real(1e-9, 1),
  /** What the ceiling is cut to at a rewind, from where the rate was; and its growth in a calm step. */
  rewindCut: factorBelow,
  recovery: real(1, 10),
  /** Steps that a mode lasts before a milder one. */
  dwell: integer(1, 100_000),
});

/** How the guard lowers the rate and raises it again. */
export type GuardSpec = Shaped<typeof guardShape>;

/** Chosen on other seeds than those of `bench/control.ts`. */
export const GUARD: GuardSpec = {
  stability: { brakeAbove: 0.9, calmShare: 0.8 },
  risk: null,
  smoothing: 0.9,
  brake: 0.8,
  rise: 1.02,
  warmUpRise: 2,
  startShare: 0.02,
  floorShare: 1e-6,
  ceilingShare: 1,
  rewindCut: 0.25,
  recovery: 1.002,
  dwell: 10,
};
