import { RandomStream } from "@plimsoll/foundation";
import type { LinkWeather } from "../world/network.ts";
import type { Fault, Profile, ScenarioSpec, Workload } from "./scenario-spec.ts";

/** What may be chosen about a profile; the rest follows from profile and seed. */
export interface ProfileOptions {
  readonly nodes?: number;
  readonly slowNodes?: number;
  readonly durationMs?: number;
  readonly survivors?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of the year 2100, after a mesh that began in 2026: ms. */
const CENTURY_END_MS = 74 * 365 * DAY_MS;

const QUIET: Workload = {
  intentEveryMs: null,
  slowEvery: null,
  spendEveryMs: null,
  issuedMicroCu: 0,
  spendMicroCu: 1,
  fieldEveryMs: null,
  thoughtEveryMs: null,
};

/** The scenario of a profile and a seed. */
export function scenarioOf(profile: Profile, seed: number, options: ProfileOptions = {}): ScenarioSpec {
  const random = RandomStream.from("scenario", profile, seed);
  if (profile === "slow-fast") return slowFast(seed, options);
  if (profile === "partition") return partition(seed, options, random);
  if (profile === "churn") return churn(seed, options, random);
  return blast(seed, options);
}

/** H1 to H3: 18 nodes that think for 2 s, two that think for 45 s; nothing is lost, a tenth comes twice. */
function slowFast(
  seed: number,
  { nodes = 20, slowNodes = 2, durationMs = 10 * MINUTE_MS }: ProfileOptions,
): ScenarioSpec {
  const weather: LinkWeather = { latencyMs: 5, jitterMs: 10, lossPpm: 0, duplicatePpm: 100_000 };
  return {
    ...base("slow-fast", seed, nodes, durationMs),
    slowNodes,
    settleMs: MINUTE_MS,
    workload: { ...QUIET, intentEveryMs: 1_000, slowEvery: 20 },
    faults: [{ type: "weather", atMs: 0, forMs: durationMs, weather }],
  };
}

/** Cuts, some of them one-sided, loss, repetition, reordering, wrong clocks, and spending on all sides. */
function partition(
  seed: number,
  { nodes, durationMs = 60_000, survivors }: ProfileOptions,
  random: RandomStream,
): ScenarioSpec {
  const count = nodes ?? 3 + random.below(8);
  const draw = new Draw(random, count, durationMs);
  const faults: Fault[] = [
    ...draw.some(3, 4, () => ({ type: "weather", ...draw.span(), weather: draw.weather() })),
    ...draw.some(3, 4, () => ({ type: "partition", ...draw.span(), groups: draw.groups() })),
    ...draw.some(1, 2, () => ({ type: "one-way cut", ...draw.span(), from: draw.node(), to: draw.node() })),
    ...draw.some(1, 3, () => ({ type: "pause", ...draw.span(), node: draw.node() })),
    ...draw.some(1, 2, () => ({ type: "clock", node: draw.node(), aheadMs: draw.aheadMs() })),
    ...draw.some(1, 2, () => ({ type: "fork", atMs: draw.span().atMs, node: draw.node() })),
    ...draw.some(1, 2, () => ({ type: "false lamport", atMs: draw.span().atMs, node: draw.node() })),
    ...draw.some(1, 2, () => ({ type: "false signature", atMs: draw.span().atMs, node: draw.node(), to: draw.node() })),
  ];
  return {
    ...base("partition", seed, count, durationMs, survivors),
    spendWitnesses: random.chance(1, 3) ? 1 : 0,
    settleMs: MINUTE_MS,
    workload: {
      intentEveryMs: 2_000,
      slowEvery: null,
      spendEveryMs: 250,
      issuedMicroCu: 6_000,
      spendMicroCu: 100,
      fieldEveryMs: 600,
      thoughtEveryMs: 1_500,
    },
    faults,
  };
}

/** Machines that crash, lose power, come back with an old disk or none, stop for a day, or are a thousand times slower. */
function churn(
  seed: number,
  { nodes, durationMs = 90_000, survivors }: ProfileOptions,
  random: RandomStream,
): ScenarioSpec {
  const count = nodes ?? 4 + random.below(6);
  const draw = new Draw(random, count, durationMs);
  const down = () => ({ atMs: draw.span().atMs, node: draw.node(), downMs: 100 + random.below(8_000) });
  const faults: Fault[] = [
    ...draw.some(1, 2, () => ({ type: "weather", ...draw.span(), weather: draw.weather() })),
    ...draw.some(4, 5, () => ({ type: "kill", ...down() })),
    ...draw.some(4, 5, () => ({ type: "power cut", ...down() })),
    ...draw.some(4, 5, () => ({ type: "power cut", ...down() })),
    ...draw.some(1, 2, () => {
      const fault = down();
      return { type: "old disk", ...fault, imageMs: Math.floor(fault.atMs / 2) };
    }),
    ...draw.some(1, 3, () => ({ type: "disk lost", ...down() })),
    ...draw.some(1, 3, () => ({ type: "pause", ...draw.span(), node: draw.node() })),
    ...draw.some(1, 2, () => ({ type: "slow", ...draw.span(), node: draw.node(), stepMs: 1 + random.below(1_000) })),
  ];
  return {
    ...base("churn", seed, count, durationMs, survivors),
    spendWitnesses: random.chance(1, 2) ? 1 : 0,
    settleMs: 2 * MINUTE_MS,
    workload: {
      intentEveryMs: 3_000,
      slowEvery: null,
      spendEveryMs: 200,
      issuedMicroCu: 8_000,
      spendMicroCu: 100,
      fieldEveryMs: 900,
      thoughtEveryMs: 1_500,
    },
    faults,
  };
}

/** A healthy mesh that writes, until the blast: what comes then is `runBlast`. Beyond 200 nodes it writes less. */
function blast(seed: number, { nodes = 100, durationMs, survivors }: ProfileOptions): ScenarioSpec {
  const isLarge = nodes > 200;
  const lastsMs = durationMs ?? (isLarge ? 24_000 : 12_000);
  const weather: LinkWeather = { latencyMs: 40, jitterMs: 300, lossPpm: 0, duplicatePpm: 0 };
  return {
    ...base("blast", seed, nodes, lastsMs, survivors ?? Math.max(1, Math.floor(nodes / 100))),
    settleMs: 0,
    workload: {
      ...QUIET,
      issuedMicroCu: 10_000,
      spendMicroCu: 100,
      spendEveryMs: isLarge ? 3_000 : 500,
      thoughtEveryMs: isLarge ? 2_500 : 400,
    },
    faults: isLarge ? [] : [{ type: "weather", atMs: 0, forMs: lastsMs + 10_000, weather }],
    certifier: { everyMs: isLarge ? 3_000 : 1_500 },
  };
}

const base = (
  profile: Profile,
  seed: number,
  nodes: number,
  durationMs: number,
  survivors = Math.max(1, Math.floor(nodes / 4)),
) => ({
  profile,
  seed,
  nodes,
  slowNodes: 0,
  durationMs,
  survivors,
  spendWitnesses: 0,
  dimensions: 8,
  thinkMs: 2_000,
});

/** Chance, for a scenario. */
class Draw {
  readonly #random: RandomStream;
  readonly #nodes: number;
  readonly #durationMs: number;

  constructor(random: RandomStream, nodes: number, durationMs: number) {
    this.#random = random;
    this.#nodes = nodes;
    this.#durationMs = durationMs;
  }

  some(chance: number, of: number, make: () => Fault): Fault[] {
    return this.#random.chance(chance, of) ? [make()] : [];
  }

  node(): number {
    return this.#random.below(this.#nodes);
  }

  /** Somewhere in the middle of the run. */
  span(): { readonly atMs: number; readonly forMs: number } {
    const atMs = 5_000 + this.#random.below(Math.floor(this.#durationMs / 2));
    return { atMs, forMs: 1_000 + this.#random.below(Math.floor(this.#durationMs / 3)) };
  }

  groups(): number[][] {
    const groups: number[][] = [[], [], []].slice(0, 2 + this.#random.below(2));
    for (let node = 0; node < this.#nodes; node += 1) groups[this.#random.below(groups.length)]?.push(node);
    return groups;
  }

  weather(): LinkWeather {
    return {
      latencyMs: 1 + this.#random.below(200),
      jitterMs: this.#random.below(1_000),
      lossPpm: this.#random.below(300_000),
      duplicatePpm: this.#random.below(200_000),
    };
  }

  /** An hour either way, or the year 2100. */
  aheadMs(): number {
    return this.#random.chance(1, 2) ? CENTURY_END_MS : this.#random.below(2 * HOUR_MS) - HOUR_MS;
  }
}
