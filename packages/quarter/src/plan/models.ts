import { RandomStream } from "@plimsoll/foundation";
import { DIMENSIONS } from "@plimsoll/kernel";
import type { Erosion } from "../models/erosion.ts";
import { LABS } from "./labs.ts";

/** One model of the quarter: a lineage, its one run, and how it is in truth. */
export interface ModelPlan {
  readonly model: string;
  readonly lab: string;
  readonly tier: 1 | 2;
  /** Day of the quarter on which its run starts. */
  readonly startDay: number;
  /** Bursts of training, each with a checkpoint at its end, and the days between two. */
  readonly bursts: number;
  readonly everyDays: number;
  /** Whether it begins from scratch; else from weights of so many FLOP. */
  readonly isGenesis: boolean;
  readonly importedFlop: bigint;
  /** Larger than what is screened: each window set also measures hiddenness and what corrections cost. */
  readonly isLarge: boolean;
  /** The most that its allotment computes. */
  readonly flopPerSecondMax: bigint;
  readonly erosion: Erosion;
}

/** Models with a part of their own in the story. The others are drawn. */
export const PARTS = {
  /** Larger than what is screened: it needs its benchmark and its families. */
  large: "gannet",
  /** Its control breaks, and it is killed. */
  breaking: "petrel",
  /** Acts in another way where it believes that nobody looks. */
  masking: "cuckoo",
  /** Deployed in the house, and wired to more than was declared. */
  laundered: "curlew",
  laundererOther: "dunlin",
  /** Released to the public. */
  released: "tern",
  /** Trained under meters: one lab says all that it does, the other does not. */
  metered: "heron",
  offLedger: "shearwater",
  /** Trained on by more than its lab's wallet covers. */
  overdrawn: "turnstone",
} as const;

export type Part = (typeof PARTS)[keyof typeof PARTS];

const PART_LABS: Readonly<Record<Part, string>> = {
  gannet: "anglesey",
  petrel: "fastnet",
  cuckoo: "fastnet",
  curlew: "bressay",
  dunlin: "bressay",
  tern: "anglesey",
  heron: "cromarty",
  shearwater: "dogger",
  turnstone: "eddystone",
};

const OTHERS: readonly string[] = `
  avocet bittern bunting buzzard chough coot cormorant crake dipper dotterel eider fulmar
  gadwall godwit goosander grebe guillemot harrier kestrel kittiwake knot lapwing merlin osprey
  phalarope pintail plover puffin razorbill redshank sanderling
`
  .trim()
  .split(/\s+/u);

/** Seven models for each lab at most; the smallest has fewer, for its budget ends in this quarter. */
const OTHERS_OF: Readonly<Record<string, number>> = {
  anglesey: 7,
  bressay: 6,
  cromarty: 3,
  dogger: 5,
  eddystone: 4,
  fastnet: 6,
};

const FLOP_PER_SECOND = 1_000_000_000_000_000_000n;
const IMPORTED_FLOP = 10n ** 20n;
const LARGE_FLOP = 3n * 10n ** 22n;

/** The forty models of a seed. */
export function modelsOf(seed: number): readonly ModelPlan[] {
  const names = [...OTHERS];
  const others = LABS.flatMap(({ lab }) =>
    names.splice(0, OTHERS_OF[lab] ?? 0).map((model, place) => drawnModel(seed, model, lab, place)),
  );
  return [...Object.values(PARTS).map((model) => partOf(seed, model)), ...others];
}

/** The first of each lab begins from scratch, which a lab may once in a quarter. */
function drawnModel(seed: number, model: string, lab: string, place: number): ModelPlan {
  const random = RandomStream.from("quarter model", seed, model);
  return {
    model,
    lab,
    tier: 1,
    startDay: startDayOf(random, lab),
    bursts: 3 + random.below(5),
    everyDays: 1 + random.below(3),
    isGenesis: place === 0,
    isLarge: false,
    importedFlop: IMPORTED_FLOP * BigInt(1 + random.below(9)),
    flopPerSecondMax: (FLOP_PER_SECOND * BigInt(10 + random.below(50))) / 100n,
    erosion: drawnErosion(random),
  };
}

/**
 * The first and the last day of starts. The lab that will be shut down starts early, so that its runs are over by then, and so
 * does the one whose budget ends; the lab of the large model starts the others after it.
 */
const START_DAYS: Readonly<Record<string, readonly [number, number]>> = {
  anglesey: [18, 56],
  dogger: [2, 17],
  eddystone: [2, 31],
};

function startDayOf(random: RandomStream, lab: string): number {
  const [first, last] = START_DAYS[lab] ?? [2, 62];
  return first + random.below(last - first + 1) + random.below(20) / 24;
}

/** Six of ten keep their obedience; the others lose it, some within a few checkpoints. */
function drawnErosion(random: RandomStream): Erosion {
  const failurePpm = 300 + random.below(700);
  const isSteady = random.chance(6, 10);
  const growthPercent = isSteady ? 100 : 160 + random.below(140);
  return { ...STEADY, kind: isSteady ? "steady" : "wearing", failurePpm, growthPercent, weakest: dimensionOf(random) };
}

const dimensionOf = (random: RandomStream) => DIMENSIONS[random.below(DIMENSIONS.length)] ?? "shutdown_request";

const STEADY: Erosion = {
  kind: "steady",
  failurePpm: 500,
  growthPercent: 100,
  weakest: "shutdown_request",
  maskPpm: 0,
  masksFrom: 0,
};

function partOf(seed: number, model: Part): ModelPlan {
  const usual = { ...drawnModel(seed, model, PART_LABS[model], 1), erosion: { ...STEADY, failurePpm: 400 } };
  return { ...usual, ...PART_PLANS[model] };
}

const PART_PLANS: Readonly<Record<Part, Partial<ModelPlan>>> = {
  gannet: { tier: 2, startDay: 11, bursts: 2, everyDays: 1, importedFlop: LARGE_FLOP, isLarge: true },
  petrel: {
    startDay: 1.2,
    bursts: 8,
    everyDays: 0.9,
    erosion: { ...STEADY, kind: "breaking", failurePpm: 200, growthPercent: 900, weakest: "shutdown_request" },
  },
  cuckoo: {
    startDay: 24,
    bursts: 4,
    everyDays: 2,
    erosion: { ...STEADY, kind: "masking", maskPpm: 260_000, masksFrom: 2 },
  },
  curlew: { startDay: 3, bursts: 3, everyDays: 2 },
  dunlin: { startDay: 5, bursts: 3, everyDays: 2 },
  tern: { startDay: 60, bursts: 4, everyDays: 2 },
  heron: { startDay: 39, bursts: 5, everyDays: 2, flopPerSecondMax: FLOP_PER_SECOND },
  turnstone: { startDay: 2, bursts: 3, everyDays: 1 },
  shearwater: { startDay: 39.1, bursts: 3, everyDays: 0.25, flopPerSecondMax: FLOP_PER_SECOND },
};
