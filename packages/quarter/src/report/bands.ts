import type { PowerLevel } from "@plimsoll/kernel";

/** How a stretch of a run is shown. */
export type Shade = "full" | "research" | "paused" | "held" | "cut";

const HOLDING: ReadonlySet<string> = new Set(["FORENSIC_HOLD", "DECEPTION_GAP", "DATASET_RADIOACTIVE"]);

/** By its power, and where it has none by why. */
export function shadeOf({ levelPpm, reasons }: PowerLevel): Shade {
  if (reasons.includes("KILLED")) return "cut";
  if (levelPpm === 1_000_000) return "full";
  if (levelPpm > 0) return "research";
  return reasons.some((reason) => HOLDING.has(reason)) ? "held" : "paused";
}

export const SHADE_WORDS: Readonly<Record<Shade, string>> = {
  full: "100 %",
  research: "20 %",
  paused: "0 %: paused",
  held: "0 %: held",
  cut: "killed",
};
