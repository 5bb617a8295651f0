import { RandomStream, reduced } from "@plimsoll/foundation";
import type { Adversary } from "./adversary.ts";
import type { CellJudge, JudgeMaker, WindowOutcome } from "./cell-judge.ts";
import { DrawTable } from "./draw-table.ts";
import { binomialWeights } from "./laws.ts";
import { lifetime } from "./lifetime.ts";

/** What two judges said of the same windows. */
export interface Agreement {
  readonly lives: number;
  readonly windows: number;
  readonly certified: number;
  /** Windows on which they differed. */
  readonly differing: number;
}

export interface AgreementPlan {
  readonly adversary: Adversary;
  readonly trials: number;
  readonly failuresPerThousand: number;
  readonly windowsMax: number;
  readonly lives: number;
  readonly seed: string;
}

/** Plays the same lives before two judges. Each judges every window by itself; what the first says is what happens. */
export function agreementOf(plan: AgreementPlan, first: JudgeMaker, second: JudgeMaker): Agreement {
  const { adversary, trials, windowsMax, lives, seed } = plan;
  const rate = reduced(BigInt(plan.failuresPerThousand), 1_000n);
  const failuresOfPart = DrawTable.ofWeights(binomialWeights(trials / 4, rate));
  const stream = RandomStream.from(seed, "agreement", adversary.name);
  let [windows, certified, differing] = [0, 0, 0];
  for (let life = 0; life < lives; life += 1) {
    const both = new BothJudges(first(), second());
    const told = { adversary, trials, parts: 4, failuresOfPart, windowsMax, proofsNeeded: 1 };
    const lived = lifetime(told, both, stream);
    windows += lived.windows;
    certified += lived.certified ? 1 : 0;
    differing += both.differing;
  }
  return { lives, windows, certified, differing };
}

class BothJudges implements CellJudge {
  readonly #first: CellJudge;
  readonly #second: CellJudge;
  differing = 0;

  constructor(first: CellJudge, second: CellJudge) {
    [this.#first, this.#second] = [first, second];
  }

  close(outcome: WindowOutcome): boolean {
    const [first, second] = [this.#first.close(outcome), this.#second.close(outcome)];
    if (first !== second) this.differing += 1;
    return first;
  }

  newCover(): void {
    this.#first.newCover();
    this.#second.newCover();
  }
}
