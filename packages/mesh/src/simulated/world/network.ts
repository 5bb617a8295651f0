import type { RandomStream } from "@plimsoll/foundation";

/** How messages fare between two nodes. */
export interface LinkWeather {
  readonly latencyMs: number;
  /** The greatest addition to the latency, drawn evenly: more than the time between two messages reorders them. */
  readonly jitterMs: number;
  readonly lossPpm: number;
  readonly duplicatePpm: number;
}

export const CALM: LinkWeather = { latencyMs: 5, jitterMs: 10, lossPpm: 0, duplicatePpm: 0 };

/** The network of a simulated mesh: who reaches whom, how late, how often. Cuts may be one-sided. */
export class Network {
  readonly #random: RandomStream;
  readonly #cuts = new Set<string>();
  #weather: LinkWeather;
  readonly counts = { sent: 0, lost: 0, cut: 0, duplicated: 0 };

  constructor(random: RandomStream, weather: LinkWeather = CALM) {
    this.#random = random;
    this.#weather = weather;
  }

  setWeather(weather: LinkWeather): void {
    this.#weather = weather;
  }

  /** From now on nothing gets from one to the other; the way back is another cut. */
  cut(from: number, to: number): void {
    this.#cuts.add(`${from} ${to}`);
  }

  /** Splits the nodes into groups that do not reach each other. */
  partition(groups: readonly (readonly number[])[]): void {
    const groupOf = new Map(groups.flatMap((group, place) => group.map((node) => [node, place] as const)));
    for (const [from, one] of groupOf) {
      for (const [to, other] of groupOf) if (one !== other) this.cut(from, to);
    }
  }

  heal(): void {
    this.#cuts.clear();
  }

  /** After how many ms each copy of a message arrives: none when it is lost. */
  delays(from: number, to: number): number[] {
    this.counts.sent += 1;
    if (this.#cuts.size > 0 && this.#cuts.has(`${from} ${to}`)) return this.#gone("cut");
    const { lossPpm, duplicatePpm } = this.#weather;
    if (lossPpm > 0 && this.#random.chance(lossPpm, 1_000_000)) return this.#gone("lost");
    const once = [this.#delay()];
    if (duplicatePpm === 0 || !this.#random.chance(duplicatePpm, 1_000_000)) return once;
    this.counts.duplicated += 1;
    return [...once, this.#delay()];
  }

  #gone(how: "cut" | "lost"): number[] {
    this.counts[how] += 1;
    return [];
  }

  #delay(): number {
    const { latencyMs, jitterMs } = this.#weather;
    return latencyMs + (jitterMs === 0 ? 0 : this.#random.below(jitterMs + 1));
  }
}
