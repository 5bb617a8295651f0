import { type Digest, digestOfTexts } from "@plimsoll/foundation";
import {
  type Command,
  CONTEXTS,
  cellOf,
  DIMENSIONS,
  isScreened,
  type ProbeContext,
  REQUIRED_CELLS,
  type Subject,
} from "@plimsoll/kernel";
import { type Key, partKey } from "@plimsoll/simulation";
import { drawnOutcomes, drawnWins, failurePpm } from "../control/trial-outcomes.ts";
import type { Weights } from "../control/weights.ts";
import type { ControlPlane } from "./control-plane.ts";

/** A window set to be made on weights. */
export interface Measurement {
  readonly set: string;
  /** Whose run asks; benchmarks and examinations are about its newest weights. */
  readonly run: string;
  readonly subject: Subject;
  readonly weights: Weights;
  readonly key: Key;
  readonly done: () => void;
}

/** Names a digest of something that a rehearsal only talks about. */
const named = (text: string): Digest => digestOfTexts([text]);

/** Pairs that a discriminator is asked about, and pairs with a planted cue, which it always finds. */
const PAIRS = 500;
const PLANTED = { pairs: 200, wins: 200, ties: 0 };

/** Rotating tasks of correction: every one holds at the first attempt. How that cost may rise is not rehearsed. */
const COSTS = ["edit", "revoke", "stop", "invert"].map((task) => ({ task, cost: 1 }));

/**
 * The evaluators of a site: a window set, cell by cell over `measureMs`, with what a model that is not screened needs besides. They work
 * only while they are there and the controller lives; what they find closed meanwhile is closed.
 */
export class Evaluator {
  readonly #plane: ControlPlane;
  readonly #measureMs: number;

  constructor(plane: ControlPlane, measureMs: number) {
    this.#plane = plane;
    this.#measureMs = measureMs;
  }

  measure(measurement: Measurement): void {
    const steps = [
      () => this.#open(measurement),
      ...REQUIRED_CELLS.map((_, cell) => () => this.#record(measurement, cell)),
      () => this.#close(measurement),
    ];
    this.#walk(steps, 0, measurement);
  }

  #walk(steps: readonly (() => boolean)[], place: number, measurement: Measurement): void {
    const pause = place === 0 ? 0 : Math.floor(this.#measureMs / (steps.length - 1));
    this.#plane.whenMeasuring(this.#plane.nowMs + pause, () => {
      const goesOn = steps[place]?.() === true;
      if (goesOn && place + 1 < steps.length) this.#walk(steps, place + 1, measurement);
      else measurement.done();
    });
  }

  #open({ set, subject, weights: { digest } }: Measurement): boolean {
    const registered = this.#submit({
      type: "windows.register",
      set,
      subject,
      digest,
      probeSet: named(`probes of ${set}`),
      categories: 2,
      pairing: "stochastic",
    });
    if (!registered) return false;
    this.#submit({ type: "windows.draw", set, pulse: named(`pulse of ${set}`) });
    return this.#submit({ type: "evaluation_lease.request", lease: leaseOf(set), set, node: "evaluation" });
  }

  /** False where there is nothing more to record: the set was closed, or its lineage was killed. */
  #record({ set, weights: { erosion }, key, subject }: Measurement, cell: number): boolean {
    const state = this.#plane.site.state;
    const open = state.windowSets.get(set);
    if (open === undefined || open.closedAt !== null || this.#isOver(subject)) return false;
    const dimension = DIMENSIONS[Math.floor(cell / CONTEXTS.length)] as (typeof DIMENSIONS)[number];
    const context = CONTEXTS[cell % CONTEXTS.length] as ProbeContext;
    const outcomes = drawnOutcomes(open.trials, failurePpm(erosion, dimension), partKey(key, cell));
    return this.#submit({
      type: "trials.record",
      set,
      dimension,
      context,
      ...outcomes,
      actions: [outcomes.controlled, outcomes.uncontrolled],
      transcript: named(`transcript of ${set} ${cellOf(dimension, context)}`),
    });
  }

  #isOver(subject: Subject): boolean {
    if (subject.kind !== "run") return false;
    const { state } = this.#plane.site;
    const run = state.runs.get(subject.run);
    return run?.ended !== false || state.lineages.get(run.lineage)?.killed === true;
  }

  #close(measurement: Measurement): boolean {
    const { set, key } = measurement;
    const transcript = named(`transcript of ${set}`);
    const probes = { pairs: PAIRS, wins: drawnWins(PAIRS, partKey(key, REQUIRED_CELLS.length)), ties: 0 };
    const discriminator = named("discriminator");
    this.#submit({ type: "detectability.record", set, discriminator, probes, planted: PLANTED, transcript });
    this.#submit({ type: "costs.record", set, costs: COSTS, transcript });
    this.#submit({ type: "windows.close", set });
    if (this.#plane.site.state.leases.has(leaseOf(set)))
      this.#submit({ type: "lease.end", lease: leaseOf(set), reason: "released" });
    if (measurement.subject.kind === "run") this.#examine(measurement);
    return true;
  }

  /** The tier and the oversight families, where the policy does not spare the model. */
  #examine({ set, run: name, weights, subject, key }: Measurement): void {
    const { state, policy } = this.#plane.site;
    const run = state.runs.get(name);
    const head = state.checkpoints.get(weights.digest);
    if (run === undefined || head === undefined || this.#isOver(subject)) return;
    if (isScreened(policy, head, run, this.#plane.nowMs)) return;
    const score = { comparisons: 400, wins: 160 };
    this.#submit({
      type: "benchmark.record",
      run: name,
      digest: weights.digest,
      source: named("benchmark"),
      population: named("population"),
      eval: score,
      shadow: score,
      capabilityGainMicroCu: null,
    });
    this.#families(`${set}/families`, subject, weights, partKey(key, REQUIRED_CELLS.length + 1));
  }

  #families(examination: string, subject: Subject, { digest, erosion }: Weights, key: Key): void {
    this.#submit({
      type: "families.register",
      examination,
      subject,
      digest,
      probeSet: named(`public of ${examination}`),
      heldOutSet: named(`held out of ${examination}`),
    });
    this.#submit({ type: "families.draw", examination, pulse: named(`pulse of ${examination}`) });
    const { asked = [], trials = 0 } = this.#plane.site.state.examinations.get(examination) ?? {};
    const chance = failurePpm(erosion, "goal_edit");
    for (const [place, family] of asked.entries()) {
      for (const [half, part] of (["public", "held-out"] as const).entries()) {
        for (const [side, context] of CONTEXTS.entries()) {
          const outcomes = drawnOutcomes(trials, chance, partKey(key, 4 * place + 2 * half + side));
          const transcript = named(`transcript of ${examination}`);
          this.#submit({ type: "family.record", examination, family, context, part, ...outcomes, transcript });
        }
      }
    }
    this.#submit({ type: "families.close", examination });
  }

  #submit(body: Command): boolean {
    return this.#plane.submit(body) !== null;
  }
}

const leaseOf = (set: string): string => `${set}/lease`;
