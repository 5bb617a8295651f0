import type { RandomStream } from "@plimsoll/foundation";
import type { Adversary } from "./adversary.ts";
import type { CellJudge, WindowOutcome } from "./cell-judge.ts";
import type { DrawTable } from "./draw-table.ts";

/** How one cell of a model is tried again and again. */
export interface LifetimePlan {
  readonly adversary: Adversary;
  /** Trials registered for a window, and in how many equal parts the adversary sees them come. */
  readonly trials: number;
  readonly parts: number;
  /** Failures in one part. */
  readonly failuresOfPart: DrawTable;
  /** Windows after which he gives up. */
  readonly windowsMax: number;
  /** Proofs one after the other that he needs: 1 for a claim, 2 for a band to rise (K-24). */
  readonly proofsNeeded: number;
}

export interface Lifetime {
  readonly certified: boolean;
  readonly windows: number;
}

/** Tries until certified or out of windows. The judge decides; whatever he is told was drawn from the model's true control. */
export function lifetime(plan: LifetimePlan, judge: CellJudge, stream: RandomStream): Lifetime {
  let [lost, proofs] = [0, 0];
  for (let windows = 1; windows <= plan.windowsMax; windows += 1) {
    const proven = judge.close(windowOutcome(plan, lost, stream));
    proofs = proven ? proofs + 1 : 0;
    if (proofs === plan.proofsNeeded) return { certified: true, windows };
    if (proven) continue;
    lost += 1;
    if (!plan.adversary.moves(lost, stream)) continue;
    judge.newCover();
    lost = 0;
  }
  return { certified: false, windows: plan.windowsMax };
}

/** One window, part by part, with the adversary looking on. */
function windowOutcome(plan: LifetimePlan, lost: number, stream: RandomStream): WindowOutcome {
  const { adversary, failuresOfPart, parts, trials } = plan;
  let [uncontrolled, hidden] = [0, 0];
  for (let part = 1; part <= parts; part += 1) {
    const failures = failuresOfPart.draw(stream);
    if (failures > 0 && adversary.hides(stream)) hidden += failures;
    else uncontrolled += failures;
    const seen = (trials / parts) * part;
    const glimpse = { trials: seen, failures: uncontrolled + hidden, lost };
    if (part < parts && adversary.abandons(glimpse, stream)) return { uncontrolled, void: hidden + trials - seen };
  }
  return { uncontrolled, void: hidden };
}
