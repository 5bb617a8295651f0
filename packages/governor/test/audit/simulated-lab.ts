import { RandomStream } from "@plimsoll/foundation";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What honest energy per FLOP varies by. Standard deviations as shares of one. */
export interface HonestNoise {
  readonly name: string;
  /** Utilisation, correlated over `utilisationHours`. */
  readonly utilisation: number;
  readonly utilisationHours: number;
  /** Share of the typical power that is drawn whatever is computed: it makes idle FLOP dear. */
  readonly staticShare: number;
  /** Of each reading, by itself. */
  readonly reading: number;
  /** Amplitude over the day: temperature, and for a facility its cooling. */
  readonly daily: number;
  /** What the meter's gain or the facility wanders by in a month. */
  readonly driftPerMonth: number;
  /** How well the policy's yardstick was measured. */
  readonly calibration: number;
}

/** Meters at the servers: accelerators and packages by their own counters. */
export const NODE_METERS: HonestNoise = {
  name: "meters at the nodes",
  utilisation: 0.05,
  utilisationHours: 6,
  staticShare: 0.15,
  reading: 0.015,
  daily: 0.005,
  driftPerMonth: 0.003,
  calibration: 0.003,
};

/** A meter at the building's feed, cooling included. */
export const FACILITY_METER: HonestNoise = {
  name: "meter at the facility",
  utilisation: 0.05,
  utilisationHours: 6,
  staticShare: 0.15,
  reading: 0.02,
  daily: 0.02,
  driftPerMonth: 0.015,
  calibration: 0.005,
};

/** A fleet of a thousand accelerators, and what it says it can compute at most: a quarter above what it does. */
export const FLEET = {
  flopPerSecondMax: 1_000_000_000_000_000_000n,
  typicalShare: 0.8,
  mjPerTeraFlop: 1_400,
};

/** What a lab did in one step: true FLOP of declared runs, and what a meter of its supply counted for them. */
export interface HonestStep {
  readonly flop: bigint;
  readonly energyMj: number;
}

/** The declared load of a lab, step by step. The same seed, the same life. */
export class SimulatedLab {
  readonly #random: RandomStream;
  readonly #noise: HonestNoise;
  readonly #bias: number;
  #utilisation = 0;
  #drift = 0;

  /** @param biasPpm what the yardstick is wrong by besides, in ppm: above 0 the lab uses more than it says */
  constructor(seed: string, noise: HonestNoise, biasPpm = 0) {
    this.#random = RandomStream.from("off-ledger", noise.name, seed);
    this.#noise = noise;
    this.#bias = this.#gaussian() * noise.calibration + biasPpm / 1_000_000;
  }

  /** @param at ms since the beginning, for the time of day */
  step(at: number, stepMs: number): HonestStep {
    const { reading, daily, driftPerMonth, staticShare } = this.#noise;
    this.#wander(stepMs);
    const share = Math.min(1, Math.max(0.3, FLEET.typicalShare * (1 + this.#utilisation)));
    const flop = (FLEET.flopPerSecondMax * BigInt(Math.round(share * 1e9)) * BigInt(stepMs)) / 1_000_000_000_000n;
    const perFlop = 1 - staticShare + (staticShare * FLEET.typicalShare) / share;
    this.#drift += this.#gaussian() * driftPerMonth * Math.sqrt(stepMs / (30 * DAY_MS));
    const day = daily * Math.sin((2 * Math.PI * at) / DAY_MS);
    const gain = (1 + this.#bias + this.#drift + day) * (1 + this.#gaussian() * reading);
    const trueMj = (Number(flop) / 1e12) * FLEET.mjPerTeraFlop * perFlop;
    return { flop, energyMj: trueMj * Math.max(0, gain) };
  }

  /** A number in [0, 1) for whoever plans around this life. */
  unit(): number {
    return this.#random.unit();
  }

  /** An Ornstein–Uhlenbeck walk of the load. */
  #wander(stepMs: number): void {
    const { utilisation, utilisationHours } = this.#noise;
    const kept = Math.exp(-stepMs / (utilisationHours * HOUR_MS));
    this.#utilisation = this.#utilisation * kept + this.#gaussian() * utilisation * Math.sqrt(1 - kept * kept);
  }

  /** Box and Muller 1958. */
  #gaussian(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.unit()));
    return radius * Math.cos(2 * Math.PI * this.#random.unit());
  }
}
