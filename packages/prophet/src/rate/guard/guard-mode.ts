import { type Mode, MODES } from "../rate-rule.ts";
import type { Reading } from "./signal.ts";

/** A mode, how long it holds, and for how many steps on end all has been calm. */
export interface ModeState {
  readonly mode: Mode;
  readonly held: number;
  readonly calm: number;
}

/** What a reading asks for at once. */
const CALLS: Readonly<Record<Reading, Mode>> = {
  doubt: "panic",
  brake: "alert",
  unclear: "cruise",
  unknown: "cruise",
  calm: "cruise",
};

const isGraver = (mode: Mode, than: Mode): boolean => MODES.indexOf(mode) < MODES.indexOf(than);

/**
 * A graver mode begins at once, a milder one after `dwell` calm steps on end, and it is the next milder one: panic or alert, warning, cruise. So a signal that
 * wavers around one threshold by less than the band between them never changes the mode twice within `dwell` steps.
 */
export function nextMode({ mode, held, calm }: ModeState, reading: Reading, dwell: number): ModeState {
  const called = CALLS[reading];
  if (isGraver(called, mode)) return { mode: called, held: 1, calm: 0 };
  const calmNow = calmSteps(calm, reading);
  if (mode === "cruise" || held < dwell || calmNow < dwell)
    return { mode, held: Math.min(held + 1, dwell), calm: Math.min(calmNow, dwell) };
  return { mode: mode === "warning" ? "cruise" : "warning", held: 1, calm: 0 };
}

/** A step without a signal neither adds nor breaks. */
function calmSteps(calm: number, reading: Reading): number {
  if (reading === "calm") return calm + 1;
  return reading === "unknown" ? calm : 0;
}
