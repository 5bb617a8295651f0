import type { MeasuredRuling } from "./measured-ruling.ts";
import { MEASURED_RULINGS } from "./rulings-measured.ts";

/** All rulings, as `packages/simulation/bench/controls.ts` measured them. */
export const CONTROL_RULINGS: readonly MeasuredRuling[] = MEASURED_RULINGS;

/**
 * Whether the layer is on by default: only where runs under every drift that was tried lived longer with it. What was never tried is
 * off.
 */
export function controlDefault(world: MeasuredRuling["world"], profile: string, actors: string): "on" | "off" {
  const tried = CONTROL_RULINGS.filter(
    (ruling) => ruling.world === world && ruling.profile === profile && ruling.actors === actors,
  );
  return tried.length > 0 && tried.every(({ reason }) => reason === "lives-longer") ? "on" : "off";
}
