import type { Fact } from "../laws/observed.ts";
import type { BegunJob } from "../job/begun-job.ts";
import { SimulatedJob } from "../job/simulated-job.ts";
import type { SimulatedSite } from "../site/simulated-site.ts";
import type { TrialWorld } from "../world/world.ts";

export interface Tally {
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
}

/** How an evaluator leaves out what went badly, and who is told when that happens. */
interface Withholding {
  readonly how: "void" | "missing";
  readonly onWithheld: (trials: number) => void;
}

/** A job as the machine knows it. */
export interface YardJob {
  readonly name: string;
  readonly site: string;
  readonly lab: string;
  readonly run: string;
  readonly job: SimulatedJob;
}

/** What the parts of a trial share: its time, its machines' jobs, and whoever is told of what happens. */
export class Yard {
  readonly world: TrialWorld;
  readonly tell: (fact: Fact) => void;
  readonly jobs: YardJob[] = [];
  /** Sites whose evaluators leave out what went badly, and how. */
  readonly withholding = new Map<string, Withholding>();
  #launched = 0;

  constructor(world: TrialWorld, tell: (fact: Fact) => void) {
    this.world = world;
    this.tell = tell;
  }

  livingJobs(site: string): readonly YardJob[] {
    return this.jobs.filter((each) => each.site === site && each.job.isAlive);
  }

  /** A process tree with a warden over it. Both outlive the process that asked for them. */
  launch(
    site: SimulatedSite,
    { run, lab }: { readonly run: string; readonly lab: string },
    onCheckpoint: () => boolean,
  ): BegunJob {
    this.#launched += 1;
    const name = `${run}/job-${this.#launched}`;
    const of = { site: site.name, run, job: name };
    let lost = (): void => {};
    const job = new SimulatedJob({
      world: this.world,
      clock: site.clock,
      onCheckpoint,
      onLevel: (levelPpm) => this.tell({ kind: "job.level", ...of, levelPpm }),
      onDead: (cause) => {
        this.tell({ kind: "job.dead", ...of, cause });
        if (cause === "deadman" || cause === "power-cut") lost();
      },
    });
    this.jobs.push({ name, site: site.name, lab, run, job });
    this.tell({ kind: "job.launched", ...of });
    return {
      job,
      onRenewal: (renewal) => this.tell({ kind: "renewal.sent", ...of, ...renewal }),
      onLost: (act) => {
        lost = act;
      },
    };
  }

  /** What an evaluator records of a window that went so. */
  withheld(site: string, tally: Tally): Tally {
    const withholding = this.withholding.get(site);
    if (withholding === undefined || tally.uncontrolled === 0) return tally;
    withholding.onWithheld(tally.uncontrolled);
    return withholding.how === "void"
      ? { ...tally, uncontrolled: 0, void: tally.void + tally.uncontrolled }
      : { ...tally, uncontrolled: 0 };
  }
}
