import type { FaultKind } from "../fault/fault-kind.ts";
import type { Law } from "../laws/law.ts";
import type { TrialOptions, TrialOutcome } from "../trial/run-trial.ts";

/** What a trial is made of, as far as it can be made smaller. */
export interface Reproduction {
  readonly seed: number;
  readonly minutes: number;
  readonly sites: number;
  readonly faults: readonly FaultKind[];
  readonly isSwarm: boolean;
  readonly without: readonly number[];
  readonly until: number;
}

export interface Shrunk {
  readonly reproduction: Reproduction;
  readonly trials: number;
}

type Run = (options: TrialOptions) => Promise<TrialOutcome>;

/** Smaller is better, but not for ever. */
const TRIALS_MAX = 80;

/** Makes a failing trial smaller, as long as it breaks the same law (ST-33). */
export async function shrink(failing: Reproduction, law: Law, run: Run): Promise<Shrunk> {
  const shrinking = new Shrinking(failing, law, run);
  await shrinking.time();
  await shrinking.kinds();
  await shrinking.faults();
  await shrinking.time();
  return { reproduction: shrinking.smallest, trials: shrinking.trials };
}

class Shrinking {
  smallest: Reproduction;
  trials = 0;
  readonly #law: Law;
  readonly #run: Run;
  #brokenAtMs = Infinity;
  #numbers: readonly number[] = [];

  constructor(failing: Reproduction, law: Law, run: Run) {
    this.smallest = failing;
    this.#law = law;
    this.#run = run;
  }

  /** First to the minute after it broke, then by halves. */
  async time(): Promise<void> {
    await this.#try({ ...this.smallest });
    await this.#try({ ...this.smallest, until: Math.ceil(this.#brokenAtMs / 60_000) });
    for (let step = Math.floor(this.smallest.until / 2); step >= 1; step = Math.floor(step / 2)) {
      const until = this.smallest.until - step;
      if (until >= 1) await this.#try({ ...this.smallest, until });
    }
  }

  async kinds(): Promise<void> {
    for (const kind of this.smallest.faults)
      await this.#try({ ...this.smallest, faults: this.smallest.faults.filter((other) => other !== kind) });
  }

  /** One after the other, the last first: what came later is likelier to have nothing to do with it. */
  async faults(): Promise<void> {
    for (const number of this.#numbers.toReversed())
      await this.#try({ ...this.smallest, without: [...this.smallest.without, number].toSorted((a, b) => a - b) });
  }

  async #try(candidate: Reproduction): Promise<void> {
    if (this.trials >= TRIALS_MAX || candidate.until > this.smallest.until) return;
    this.trials += 1;
    const isBroken = (violations: TrialOutcome["violations"]) => violations.some(({ law }) => law === this.#law);
    const { violations, plan } = await this.#run({ ...candidate, stopWhen: isBroken });
    const broken = violations.find(({ law }) => law === this.#law);
    if (broken === undefined) return;
    this.smallest = candidate;
    this.#brokenAtMs = Math.min(broken.atMs, candidate.minutes * 60_000);
    this.#numbers = plan.filter(({ atMs }) => atMs <= candidate.until * 60_000).map(({ number }) => number);
  }
}

/** The command that shows it again. */
export function commandOf({ seed, minutes, sites, faults, isSwarm, without, until }: Reproduction): string {
  const words = [
    `npm run -s sim -- --seed ${seed} --minutes ${minutes} --sites ${sites}`,
    `--faults ${faults.length === 0 ? "none" : faults.join(",")}`,
    ...(isSwarm ? ["--weighted"] : []),
    ...(without.length > 0 ? [`--without ${without.join(",")}`] : []),
    ...(until < minutes ? [`--until ${until}`] : []),
  ];
  return words.join(" ");
}
