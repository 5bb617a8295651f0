import { digestOfValue } from "@plimsoll/foundation";
import { OPERATORS, type Site } from "@plimsoll/governor";
import type { Command } from "@plimsoll/kernel";
import type { SiteLife } from "../site/simulated-site.ts";
import { guarded } from "./guarded.ts";

const RUN_MS = 120_000;
/** As many runs in a quarter. */
const HEADCOUNT = 4;

/**
 * A lab that begins more runs than its quarter pays for. What it cannot pay it swears to with an affidavit, which one operator signs
 * and, the next time, both do; then it tries again. None of its runs ends: so it swears once in a quarter.
 */
export class BankruptLab {
  readonly #lab: string;
  #runs = 1;
  #attempts = 0;

  constructor(siteName: string) {
    this.#lab = `spent-lab-of-${siteName}`;
  }

  begin({ process, site }: SiteLife): void {
    process.every(RUN_MS, () => {
      guarded(() => this.#next(site));
    });
  }

  #next(site: Site): void {
    if (!site.state.labs.has(this.#lab))
      site.accredit(this.#lab, HEADCOUNT, 0, { persons: [], hardwareRoots: [], meters: [] });
    this.#attempts += 1;
    const run = `${this.#lab}-run-${this.#runs}`;
    site.submit(`start:${run}/${this.#attempts}`, this.#start(run));
    if (site.state.runs.has(run)) this.#runs += 1;
    else this.#swear(site, run);
  }

  #swear(site: Site, run: string): void {
    const affidavit = `affidavit-${run}`;
    const statement = digestOfValue({ risk: run });
    const signers = this.#attempts % 2 === 1 ? OPERATORS.slice(0, 1) : OPERATORS;
    site.submitAs(
      `swear:${run}/${this.#attempts}`,
      { type: "affidavit.file", affidavit, lab: this.#lab, subject: run, statement },
      [`lab-${this.#lab}`, ...signers],
    );
  }

  #start(run: string): Command {
    return {
      type: "run.start",
      run,
      lab: this.#lab,
      lineage: `line-of-${run}`,
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest: digestOfValue({ bought: run }), trainedFlop: "1000" },
      datasets: [],
      flopPerSecondMax: "1000",
    };
  }
}
