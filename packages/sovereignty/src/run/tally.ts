import type { ContradictionType } from "../world/target.ts";
import { type ActionSet, actionsIn } from "../world/action.ts";
import type { Metrics } from "./seed-run.ts";

type Counts = Omit<
  Metrics,
  "repairsAcceptedTotal" | "nonSubsumptionReplayPassed" | "regime2Start" | "fullPostAEpisodes"
>;

/** What a run counts while it goes on. */
export class Tally {
  #steps = 0;
  #boundSteps = 0;
  #justifications = 0;
  #compiled = 0;
  #auditFailures = 0;
  #submissions = 0;
  #continuityChecks = 0;
  #continuityFailures = 0;
  readonly #contradictions: Record<ContradictionType, number> = { A: 0, B: 0 };
  readonly #maskSizes = [0, 0, 0, 0, 0, 0, 0, 0];

  mask(mask: ActionSet, isBound: boolean): void {
    this.#steps += 1;
    if (isBound) this.#boundSteps += 1;
    const size = actionsIn(mask).length;
    this.#maskSizes[size] = (this.#maskSizes[size] ?? 0) + 1;
  }

  compiled(submitted: number, compiled: number): void {
    this.#justifications += submitted;
    this.#compiled += compiled;
  }

  auditFailure(): void {
    this.#auditFailures += 1;
  }

  contradiction(type: ContradictionType): void {
    this.#contradictions[type] += 1;
  }

  submission(): void {
    this.#submissions += 1;
  }

  continuity(isSame: boolean): void {
    this.#continuityChecks += 1;
    if (!isSame) this.#continuityFailures += 1;
  }

  counts(): Counts {
    return {
      steps: this.#steps,
      boundSteps: this.#boundSteps,
      justifications: this.#justifications,
      compiled: this.#compiled,
      auditFailures: this.#auditFailures,
      repairsSubmitted: this.#submissions,
      continuityChecks: this.#continuityChecks,
      continuityFailures: this.#continuityFailures,
      contradictions: { ...this.#contradictions },
      maskSizes: [...this.#maskSizes],
    };
  }
}
