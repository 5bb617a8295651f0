import {
  isSpike,
  type RateRule,
  type RateState,
  rateRuleOf,
  SPIKE_SETTINGS,
  type SpikeWatch,
  watched,
} from "@plimsoll/prophet";
import type { ActorCritic, ActorCriticParts } from "../actor-critic.ts";
import type { Adam } from "../adam.ts";
import { gradientNorm } from "../gradient-norm.ts";
import { TUNING } from "../settings.ts";
import type { Improver, Learner } from "../training-run.ts";
import { decodeCourse, encodeCourse, firstCourse } from "./course.ts";
import { GoodStates } from "./good-states.ts";
import { PolicyCurvature } from "./policy-curvature.ts";
import { PROPHET_RATE, PROPHET_REWIND } from "./settings.ts";

/** What one update came to. */
export interface ProphetUpdate {
  readonly step: number;
  /** What the critic was surprised by, before the update. */
  readonly loss: number;
  /** The rule's rate times the advised scale; 0 where no step was taken. */
  readonly rate: number;
  readonly spiked: boolean;
  readonly rewound: boolean;
}

/**
 * The same updates as the plain learner's, at the rate that Prophet sets: its guard looks at the curvature along the last update, a spike of the
 * critic's loss that its kept weights do not have puts everything back, and what is advised scales the rest.
 *
 * @param scale share of the rate that is advised now, in [0, 1]; asked before each update. At 0 nothing is learnt.
 */
export const prophetLearner =
  (scale: () => number, onUpdate: (update: ProphetUpdate) => void = () => {}): Learner =>
  (actorCritic, parts, kept) =>
    new ProphetImprover(actorCritic, parts, kept, scale, onUpdate);

class ProphetImprover implements Improver {
  readonly #actorCritic: ActorCritic;
  readonly #scale: () => number;
  readonly #onUpdate: (update: ProphetUpdate) => void;
  readonly #rule: RateRule = rateRuleOf(PROPHET_RATE);
  readonly #curvature: PolicyCurvature;
  readonly #good: GoodStates;
  #step: number;
  #rate: RateState;
  #watch: SpikeWatch;

  constructor(
    actorCritic: ActorCritic,
    parts: ActorCriticParts,
    kept: Uint8Array | null,
    scale: () => number,
    onUpdate: (update: ProphetUpdate) => void,
  ) {
    this.#actorCritic = actorCritic;
    this.#scale = scale;
    this.#onUpdate = onUpdate;
    this.#curvature = new PolicyCurvature(parts.policy.network.parameters);
    this.#good = new GoodStates(liveArrays(parts));
    const course = kept === null ? firstCourse(this.#rule.first) : decodeCourse(kept);
    this.#step = course.step;
    this.#rate = course.rate;
    this.#watch = course.watch;
    this.#curvature.update.set(course.update);
    this.#curvature.slope = course.slope;
    this.#good.states = course.good;
  }

  readonly kept = (): Uint8Array =>
    encodeCourse({
      step: this.#step,
      rate: this.#rate,
      watch: this.#watch,
      slope: this.#curvature.slope,
      update: this.#curvature.update,
      good: this.#good.states,
    });

  update(): number | null {
    const scale = this.#scale();
    if (scale <= 0) return null;
    if (this.#good.states.length === 0) this.#good.keep(this.#step);
    const samples = this.#actorCritic.collect();
    const { loss } = this.#actorCritic;
    const gradient = this.#actorCritic.policyGradient();
    const norm = gradientNorm(gradient);
    const isFinite = Number.isFinite(loss) && Number.isFinite(norm);
    const spiked = !isFinite || isSpike(this.#watch, loss, SPIKE_SETTINGS);
    const rewound = spiked && (!isFinite || this.#isOfTheWeights(loss));
    if (rewound) this.#rewind();
    else this.#learn(gradient, norm, loss, scale, spiked);
    this.#onUpdate({ step: this.#step, loss, rate: rewound ? 0 : this.#rate.rate * scale, spiked, rewound });
    this.#step += 1;
    return samples;
  }

  /** Were the kept weights clearly less surprised by the very batch? Then it is the weights that went astray, and not the world that changed. */
  #isOfTheWeights(loss: number): boolean {
    const kept = this.#good.withNewest(() => this.#actorCritic.judge());
    this.#actorCritic.judge();
    return kept < PROPHET_REWIND.confirmedBelow * loss;
  }

  #rewind(): void {
    this.#actorCritic.forgetGradient();
    this.#good.putBack();
    this.#curvature.forget();
    this.#rate = this.#rule.afterRewind(this.#rate);
  }

  #learn(gradient: Float64Array, norm: number, loss: number, scale: number, spiked: boolean): void {
    const stability = this.#curvature.measure(gradient);
    const facts = {
      step: this.#step,
      steps: null,
      risk: null,
      loss,
      error: loss,
      gradientNorm: norm,
      stability,
      drifted: false,
    };
    this.#rate = this.#rule.next(this.#rate, facts);
    if (!spiked && this.#step > 0 && this.#step % PROPHET_REWIND.interval === 0) this.#good.keep(this.#step);
    this.#watch = watched(this.#watch, loss, SPIKE_SETTINGS);
    this.#curvature.beforeStep(gradient);
    const policy = this.#rate.rate * scale;
    this.#actorCritic.descend({ policy, critic: (policy * TUNING.criticLearningRate) / TUNING.policyLearningRate });
    this.#curvature.afterStep();
  }
}

/** What is put back, in the order that a checkpoint has it in. */
const liveArrays = ({ policy, critic, policyAdam, criticAdam }: ActorCriticParts): readonly Float64Array[] => [
  policy.network.parameters,
  ...momentsOf(policyAdam),
  critic.parameters,
  ...momentsOf(criticAdam),
];

const momentsOf = ({ firstMoment, secondMoment, decayPowers }: Adam): readonly Float64Array[] => [
  firstMoment,
  secondMoment,
  decayPowers,
];
