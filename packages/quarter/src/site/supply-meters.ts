import { RandomStream } from "@plimsoll/foundation";
import { LABS } from "../plan/labs.ts";
import type { StorySite } from "./story-site.ts";

/** What one supply has counted since its meter was set up. */
interface Counters {
  readonly meter: string;
  readonly random: RandomStream;
  energyMj: bigint;
  flop: bigint;
}

const TERA = 1_000_000_000_000n;
const PER_MILLE = 1_000n;

/**
 * The meters at the labs' supplies: they count what is computed there, declared or not. Energy follows the policy's yardstick
 * with a spread of half a percent either way.
 */
export class SupplyMeters {
  readonly #site: () => StorySite;
  readonly #counters: ReadonlyMap<string, Counters>;

  constructor(seed: number, site: () => StorySite) {
    this.#site = site;
    this.#counters = new Map(
      LABS.flatMap(({ lab, meter }) => (meter === null ? [] : [[lab, begun(seed, lab, meter)]])),
    );
  }

  /** Counts what was computed since the last reading, and reports. Nothing where the lab has no meter. */
  compute(lab: string, flop: bigint): void {
    const counters = this.#counters.get(lab);
    if (counters === undefined) return;
    const site = this.#site();
    const perMille = BigInt(995 + counters.random.below(11));
    counters.flop += flop;
    counters.energyMj += (flop * BigInt(site.policy.energyMjPerTeraFlop) * perMille) / (TERA * PER_MILLE);
    this.#report(lab, counters, site);
  }

  #report(lab: string, { meter, energyMj, flop }: Counters, site: StorySite): void {
    const [energy, trainingFlop] = [String(energyMj), String(flop)];
    const report = { lab, measuredAt: site.nowMs, energyMj: energy, apiCalls: 0, trainingFlop, partsMj: [] };
    site.doAs({ type: "meter.report", ...report }, [meter]);
  }
}

const begun = (seed: number, lab: string, meter: string): Counters => ({
  meter,
  random: RandomStream.from("quarter meter", seed, lab),
  energyMj: 0n,
  flop: 0n,
});
