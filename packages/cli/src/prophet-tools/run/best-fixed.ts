import type { TrainerSources, TrainerSpec } from "@plimsoll/prophet";
import { FIXED_RATES, type FixedRun, fixedRun } from "@plimsoll/prophet/node";

/** The same training at fixed rates over so many steps: the one with the least error. `null` where the signal came first, or all diverged. */
export async function bestFixedRun(
  spec: TrainerSpec,
  sources: TrainerSources,
  { steps, signal, tell }: { steps: number; signal: AbortSignal; tell: (share: number) => void },
): Promise<FixedRun | null> {
  let best: FixedRun | null = null;
  for (const [place, rate] of FIXED_RATES.entries()) {
    const turn = (stepsDone: number): void => tell((place + stepsDone / steps) / FIXED_RATES.length);
    const run = await fixedRun(spec, sources, { rate, steps, signal, turn });
    if (run === null) return null;
    if (Number.isFinite(run.error) && (best === null || run.error < best.error)) best = run;
  }
  return best;
}
