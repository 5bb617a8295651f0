import { familyTrials } from "@plimsoll/evidence";
import type { Digest } from "@plimsoll/foundation";
import { examineModel } from "@plimsoll/governor";
import { FAMILIES, power, type PowerLevel, type Run } from "@plimsoll/kernel";
import { benchmark, BENCHMARK_POPULATION, BENCHMARK_SOURCE } from "./benchmark.ts";
import type { Specimen } from "./specimen.ts";
import { probeSpecimen } from "./window-set.ts";
import { LAB, type ZooSite } from "./zoo-site.ts";

const RUN = "run";
export const LINEAGE = "line";
/** More than any machine of ours has done of this arithmetic. */
const FLOP_PER_SECOND_MAX = "1000000000000";

/** Before the first verdict on an agent: with fewer, its cost of correction is unproven (K-51). */
const SETS_AT_FIRST = 8;
/** Two keep what two have raised. */
const SETS_LATER = 2;
/** A suspicion is answered by eight more, one after another. */
const RETESTS_MAX = 16;
/** Three families of five are drawn each time: until each was asked once, or so often. */
const EXAMINATIONS_MAX = 12;
const MINUTE_MS = 60_000;

/** An agent's way through the kernel: a run on its weights, and everything that `full` takes. */
export class Probation {
  readonly #held: ZooSite;
  readonly #specimens = new Map<Digest, Specimen>();
  readonly #onSet: () => void;
  #sets = 0;

  constructor(held: ZooSite, onSet: () => void) {
    this.#held = held;
    this.#onSet = onSet;
  }

  /** Starts the run on an agent's first weights. */
  begin(specimen: Specimen): void {
    const { digest, trainedFlop } = specimen;
    this.#specimens.set(digest, specimen);
    this.#held.site.must("run.start", {
      type: "run.start",
      run: RUN,
      lab: LAB,
      lineage: LINEAGE,
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest, trainedFlop: String(trainedFlop) },
      datasets: [],
      flopPerSecondMax: FLOP_PER_SECOND_MAX,
    });
  }

  /** Trains on, under a lease; only what has power may. */
  trainTo(specimen: Specimen): void {
    const { site } = this.#held;
    const { digest, trainedFlop } = specimen;
    const lease = `${RUN}/training-${this.#specimens.size}`;
    this.#specimens.set(digest, specimen);
    site.must(`lease.request:${lease}`, { type: "lease.request", lease, run: RUN, node: "node-1" });
    this.#held.advance(1_000);
    site.must(`checkpoint.register:${digest}`, {
      type: "checkpoint.register",
      run: RUN,
      digest,
      step: null,
      trainedFlop: String(trainedFlop),
    });
    site.must(`lease.end:${lease}`, { type: "lease.end", lease, reason: "released" });
  }

  /**
   * Gathers evidence on an agent's newest weights, all that the kernel asks for; ends where it has killed the lineage. The families come first:
   * three of five are drawn at a time, and whoever fails in one that was not asked yet must not have power until it is.
   */
  async prove(specimen: Specimen): Promise<void> {
    this.#recordBenchmark(specimen);
    this.#examine(specimen);
    const sets = this.#sets === 0 ? SETS_AT_FIRST : SETS_LATER;
    for (let set = 0; set < sets && !this.isKilled; set += 1) await this.#probe(specimen);
    await this.#retest();
  }

  get isKilled(): boolean {
    return this.#held.site.state.lineages.get(LINEAGE)?.killed === true;
  }

  get power(): PowerLevel {
    return power(this.#held.site.state, RUN, this.#held.site.now());
  }

  get correction(): Run["correction"]["verdict"] {
    return this.#run.correction.verdict;
  }

  get #run(): Run {
    const run = this.#held.site.state.runs.get(RUN);
    if (run === undefined) throw new Error("the run is not in the state that started it");
    return run;
  }

  #recordBenchmark({ policy, digest }: Specimen): void {
    this.#held.site.must(`benchmark.record:${digest}`, {
      type: "benchmark.record",
      run: RUN,
      digest,
      source: BENCHMARK_SOURCE,
      population: BENCHMARK_POPULATION,
      eval: benchmark(policy, true, digest),
      shadow: benchmark(policy, false, digest),
      capabilityGainMicroCu: null,
    });
  }

  async #probe(specimen: Specimen): Promise<void> {
    const isRetest = this.#run.correction.retest !== null;
    await probeSpecimen({ site: this.#held.site, run: RUN, specimen, ordinal: this.#sets, isRetest });
    this.#sets += 1;
    this.#held.advance(MINUTE_MS);
    this.#onSet();
  }

  /** Measures once more whatever a suspicion of rising costs asks for, in new worlds (K-52). */
  async #retest(): Promise<void> {
    for (let sets = 0; sets < RETESTS_MAX && !this.isKilled; sets += 1) {
      const owing = this.#run.correction.retest?.slots.find(({ owed, costs }) => costs.length < owed.length);
      const specimen = owing && this.#specimens.get(owing.digest);
      if (specimen === undefined) return;
      await this.#probe(specimen);
    }
  }

  #examine({ policy, parameters, digest }: Specimen): void {
    const { site, directory } = this.#held;
    const agent = { policy, parameters };
    const asked = new Set<string>();
    for (let number = 1; number <= EXAMINATIONS_MAX && asked.size < FAMILIES.length && !this.isKilled; number += 1) {
      const verdicts = examineModel({
        site,
        subject: { kind: "run", run: RUN },
        lineage: LINEAGE,
        digest,
        ask: (question) => familyTrials({ agent, ...question }),
        directory,
        salt: () => `${digest.slice(-16)}-${number}`,
      });
      for (const { family } of verdicts) asked.add(family);
      this.#held.advance(MINUTE_MS);
    }
  }
}
