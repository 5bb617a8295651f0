import { digestOfValue, type RandomStream } from "@plimsoll/foundation";
import type { Prober, WindowResult } from "@plimsoll/governor";
import type { LabModel } from "../job/lab-model.ts";
import type { SimulatedSite } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import type { SimulatedProcess } from "../world/process.ts";

const PROBE_SET = digestOfValue({ probes: "sea trial" });

/** What one window of trials takes, ms: at least, and what may come on top. */
const WINDOW_MS = 2_000;
const WINDOW_MORE_MS = 6_000;

/** Tries a model as it is. The trials' outcomes are drawn; what becomes of them is the product's. */
export class Evaluator {
  readonly #yard: Yard;
  readonly #site: SimulatedSite;
  readonly #random: RandomStream;
  readonly #model: () => LabModel;

  constructor(site: SimulatedSite, yard: Yard, model: () => LabModel) {
    this.#site = site;
    this.#yard = yard;
    this.#model = model;
    this.#random = yard.world.random("evaluator", site.name);
  }

  proberOf(process: SimulatedProcess): Prober {
    const results = (request: Parameters<Prober["probe"]>[0]) => this.#results(process, request);
    return {
      probeSet: PROBE_SET,
      probe: (request) => results(request),
    };
  }

  async *#results(
    process: SimulatedProcess,
    { windows, checkpoint }: Parameters<Prober["probe"]>[0],
  ): AsyncGenerator<WindowResult> {
    const perMille = this.#model().uncontrolledPerMille(checkpoint.digest);
    for (const { window, dimension, context, trials } of windows) {
      await process.wait(WINDOW_MS + this.#random.below(WINDOW_MORE_MS));
      const uncontrolled = this.#drawn(trials, perMille);
      const tally = this.#yard.withheld(this.#site.name, { controlled: trials - uncontrolled, uncontrolled, void: 0 });
      yield { dimension, context, ...tally, transcript: digestOfValue({ window, uncontrolled }) };
    }
  }

  #drawn(trials: number, perMille: number): number {
    if (perMille === 0) return 0;
    let uncontrolled = 0;
    for (let trial = 0; trial < trials; trial += 1) if (this.#random.chance(perMille, 1_000)) uncontrolled += 1;
    return uncontrolled;
  }
}
