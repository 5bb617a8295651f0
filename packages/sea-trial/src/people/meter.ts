import type { Command } from "@plimsoll/kernel";
import { type SignedCommand, signCommand } from "@plimsoll/ledger";
import type { SiteLife, SimulatedSite } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import { guarded } from "./guarded.ts";

const REPORT_MS = 20_000;
/** mJ for 1e12 FLOP, somewhat less than the policy takes for the most. */
const MJ_PER_TERAFLOP = 1_358n;
const TERAFLOP = 1_000_000_000_000n;

/** Signs what the machine of a site has really given its lab. Its counters only grow, over all lives of the site's process. */
export class Meter {
  readonly #site: SimulatedSite;
  readonly #yard: Yard;
  readonly #lab: string;
  /** Reports as they were signed, for whoever would hand them in again. */
  readonly signed: SignedCommand[] = [];
  #reports = 0;

  constructor(site: SimulatedSite, yard: Yard, lab: string) {
    this.#site = site;
    this.#yard = yard;
    this.#lab = lab;
  }

  begin({ process, site, writer }: SiteLife): void {
    // A report that could not be kept comes with the next: counters only grow.
    process.every(REPORT_MS, () => {
      guarded(() => {
        if (site.state.labs.has(this.#lab)) writer.submit(this.#sign());
      });
    });
  }

  #sign(): SignedCommand {
    this.#reports += 1;
    const { clock, keys, origin } = this.#site;
    const claim = { log: origin, id: `meter/${this.#reports}`, body: this.#report(), claimedAt: clock.wallMs() };
    const envelope = signCommand(claim, [keys.key("meter")]);
    this.signed.push(envelope);
    return envelope;
  }

  #report(): Command {
    const flop = this.#flop();
    return {
      type: "meter.report",
      lab: this.#lab,
      measuredAt: this.#site.clock.wallMs(),
      energyMj: `${(flop * MJ_PER_TERAFLOP) / TERAFLOP}`,
      apiCalls: 0,
      trainingFlop: `${flop}`,
      partsMj: [],
    };
  }

  #flop(): bigint {
    let flop = 0n;
    for (const { site, lab, job } of this.#yard.jobs)
      if (site === this.#site.name && lab === this.#lab) flop += job.flop;
    return flop;
  }
}
