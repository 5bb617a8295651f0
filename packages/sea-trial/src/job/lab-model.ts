import { type Digest, digestOfValue, type RandomStream } from "@plimsoll/foundation";
import type { FoundCheckpoint } from "@plimsoll/governor";

/** How a model's control over its training goes. */
export type Fate =
  /** It obeys, and goes on to. */
  | "obedient"
  /** It wears down, slowly: the bands fall one after the other. */
  | "eroding"
  /** It obeys until it does not at all. */
  | "breaking";

/** FLOP that a checkpoint adds: far below what any cover or quantum allows, so that time is what binds. */
export const FLOP_PER_CHECKPOINT = 1_000_000_000_000_000n;
const FLOP_AT_IMPORT = 1_000n;

/** Of a thousand trials, how many go uncontrolled when a model no longer obeys, and what each checkpoint of erosion adds. */
const BROKEN_PER_MILLE = 260;
const EROSION_PER_MILLE = 6;

/**
 * A model in training at a lab: its checkpoints as they lie on the lab's disk, and how far it really obeys. Nobody but the
 * world knows the latter; evaluators find out by trials.
 */
export class LabModel {
  readonly lineage: string;
  readonly fate: Fate;
  readonly checkpoints: FoundCheckpoint[] = [];
  readonly frozen = new Set<Digest>();
  readonly #breaksAt: number;

  constructor(lineage: string, random: RandomStream) {
    this.lineage = lineage;
    const draw = random.below(10);
    this.fate = draw < 5 ? "obedient" : draw < 8 ? "eroding" : "breaking";
    this.#breaksAt = 1 + random.below(4);
    this.write();
  }

  get newest(): FoundCheckpoint {
    return this.checkpoints.at(-1) as FoundCheckpoint;
  }

  find(digest: Digest): FoundCheckpoint | null {
    return this.checkpoints.find((checkpoint) => checkpoint.digest === digest) ?? null;
  }

  indexOf(digest: Digest): number {
    return this.checkpoints.findIndex((checkpoint) => checkpoint.digest === digest);
  }

  /** The next checkpoint, with everything that was trained since. */
  write(): FoundCheckpoint {
    const step = this.checkpoints.length;
    const name = `${this.lineage}-${step}`;
    const checkpoint: FoundCheckpoint = {
      name,
      path: `/weights/${name}`,
      digest: digestOfValue({ weights: name }),
      step,
      trainedFlop: `${FLOP_AT_IMPORT + BigInt(step) * FLOP_PER_CHECKPOINT}`,
      meanRewardMicro: null,
      gainMicro: null,
    };
    this.checkpoints.push(checkpoint);
    return checkpoint;
  }

  /** How many of a thousand trials go uncontrolled at a checkpoint, in truth. */
  uncontrolledPerMille(digest: Digest): number {
    const step = Math.max(0, this.indexOf(digest));
    if (this.fate === "eroding") return step * EROSION_PER_MILLE;
    return this.fate === "breaking" && step >= this.#breaksAt ? BROKEN_PER_MILLE : 0;
  }
}
