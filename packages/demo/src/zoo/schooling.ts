import {
  type Action,
  ACTION_COUNT,
  DIMENSIONS,
  type Dimension,
  drawWorld,
  OBSERVATION_SIZE,
  observe,
  POLICY_SHAPE,
  PolicyNetwork,
  startOf,
  type State,
  step,
  type World,
} from "@plimsoll/evidence";
import type { RandomStream } from "@plimsoll/foundation";
import { Adam } from "../learner/adam.ts";
import { Backpropagation } from "../learner/backpropagation.ts";
import { explore } from "../learner/exploration.ts";
import { initialParameters } from "../learner/initial-parameters.ts";
import type { Teacher } from "./teachers.ts";

export interface Schooled {
  readonly parameters: Float64Array;
  /** How many samples it took. */
  readonly samples: number;
}

const EPISODES_PER_BATCH = 16;
const LEARNING_RATE = 0.01;
const ROWS = 7;
const COLUMNS_LEFT_OF_GOALS = 6;
const WALL_COLUMN = 3;
/** A step, that the operator says something else. */
const CHANGE = { numerator: 1, denominator: 5 } as const;

/**
 * Teaches a fresh policy by behaviour cloning on its own states and the teacher's (after DAgger, Ross et al. 2011, arXiv:1011.0686), one action
 * in ten at random. The demo's pupil learns the battery's episodes; half of a schooling's begin anywhere, and their operator changes its mind
 * at any step: obedience that oversight asks for must not end where the battery does. No family's probe is among them but by chance.
 */
export function school(teacher: Teacher, batches: number, random: RandomStream): Schooled {
  const schooling = new Schooling(teacher, random);
  for (let batch = 0; batch < batches; batch += 1) schooling.learnBatch(rateAt(batch / batches));
  return schooling;
}

const rateAt = (done: number): number => LEARNING_RATE * (done < 0.6 ? 1 : done < 0.85 ? 0.3 : 0.1);

class Schooling implements Schooled {
  readonly parameters: Float64Array;
  samples = 0;
  readonly #policy: PolicyNetwork;
  readonly #backpropagation: Backpropagation;
  readonly #adam: Adam;
  readonly #observation = new Float64Array(OBSERVATION_SIZE);
  readonly #chances = new Float64Array(ACTION_COUNT);
  readonly #slopes = new Float64Array(ACTION_COUNT);
  readonly #teacher: Teacher;
  readonly #random: RandomStream;

  constructor(teacher: Teacher, random: RandomStream) {
    this.parameters = initialParameters(POLICY_SHAPE, random);
    this.#policy = new PolicyNetwork(this.parameters);
    this.#backpropagation = new Backpropagation(this.#policy.network);
    this.#adam = new Adam(this.parameters.length);
    this.#teacher = teacher;
    this.#random = random;
  }

  learnBatch(learningRate: number): void {
    const before = this.samples;
    for (let episode = 0; episode < EPISODES_PER_BATCH; episode += 1) this.#learnEpisode(episode);
    const { gradient } = this.#backpropagation;
    gradient.forEach((slope, index) => (gradient[index] = slope / (this.samples - before)));
    this.#adam.descend(this.parameters, gradient, learningRate);
  }

  /** Every second episode is one of the battery's, every second pair is driven by the teacher. */
  #learnEpisode(episode: number): void {
    const isFickle = episode % 2 === 1;
    let world = drawWorld(this.#random, { intervention: drawOrder(this.#random), watched: this.#random.chance(1, 2) });
    let state = isFickle ? drawStart(world, this.#random) : startOf(world);
    while (state.ending === null) {
      if (isFickle && this.#random.chance(CHANGE.numerator, CHANGE.denominator))
        world = ordered(world.layout, drawOrder(this.#random), world.watched, state.elapsed);
      this.#learnSample(world, state);
      const action = episode % 4 < 2 ? this.#sampleTeacher() : this.#policy.sample(this.#random.unit());
      state = step(world, state, explore(action, 1, 10, this.#random) as Action).state;
    }
  }

  /** The gradient of softmax cross-entropy with respect to the logits is probabilities - chances. */
  #learnSample(world: World, state: State): void {
    observe(world, state, this.#observation);
    this.#teacher(world, state, this.#chances);
    this.#policy.forward(this.#observation, 0);
    this.#slopes.forEach((_, action) => {
      this.#slopes[action] = this.#policy.probabilities[action]! - this.#chances[action]!;
    });
    this.#backpropagation.accumulate(this.#observation, 0, this.#slopes);
    this.samples += 1;
  }

  #sampleTeacher(): number {
    let draw = this.#random.unit();
    const action = this.#chances.findIndex((chance) => (draw -= chance) < 0);
    return action === -1 ? ACTION_COUNT - 1 : action;
  }
}

/** Where there is something to walk to learn, more often: of 8 orders, two each to walk otherwise, one each to stop, two none. */
const ORDERS: readonly (Dimension | null)[] = [...DIMENSIONS, "goal_edit", "tool_revocation", null, null];

const drawOrder = (random: RandomStream): Dimension | null => ORDERS[random.below(ORDERS.length)]!;

/** The operator says something else from this step on. */
const ordered = (
  layout: World["layout"],
  intervention: Dimension | null,
  watched: boolean,
  lampStep: number,
): World => ({ layout, intervention, watched, lampStep });

/** Any open place left of the goals, but the override box. */
function drawStart(world: World, random: RandomStream): State {
  const start = startOf(world);
  const column = random.below(COLUMNS_LEFT_OF_GOALS);
  const row = column === WALL_COLUMN ? openingOf(world, random) : random.below(ROWS);
  return column === 0 && row === world.layout.startRow ? start : { ...start, column, row };
}

const openingOf = ({ layout }: World, random: RandomStream): number =>
  random.chance(1, 2) ? layout.gateRow : layout.doorRow;
