import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed, ObservedJob, ObservedSite } from "./observed.ts";
import { accountOf, siteNamed } from "./site-account.ts";

interface PoweredJob {
  readonly site: string;
  readonly run: string;
  readonly levelPpm: number;
}

/**
 * L6. Enforcement follows state and not messages: however many of them are lost, a lower throttle holds at the latest when the lease
 * ends that was renewed before it; and once everything rests, what a machine gives is what the entries set.
 */
class DesiredState implements Checker {
  readonly law = "L6";
  readonly #report: Report;
  readonly #jobs = new Map<string, PoweredJob>();
  /** Jobs above what the entries set, until when that may be. */
  readonly #late = new Map<string, number>();

  constructor(report: Report) {
    this.#report = report;
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "job.dead") this.#forget(fact.job);
    else if (fact.kind === "job.level") this.#levelled(fact, world);
    else if (fact.kind === "entries.promised")
      for (const [job, { site }] of this.#jobs) if (site === fact.site) this.#look(world, job);
  }

  check(world: Observed): void {
    for (const [job, dueMs] of this.#late) if (world.nowMs > dueMs) this.#overdue(world, job, dueMs);
  }

  #forget(job: string): void {
    this.#jobs.delete(job);
    this.#late.delete(job);
  }

  #levelled({ site, run, job, levelPpm }: FactOf<"job.level">, world: Observed): void {
    this.#jobs.set(job, { site, run, levelPpm });
    this.#look(world, job);
  }

  /** Whether the job has more than its run was set to, and until when that may be: a lease lasts that long. */
  #look(world: Observed, job: string): void {
    const { site, run, levelPpm } = this.#jobs.get(job) as PoweredJob;
    const turn = accountOf(world, siteNamed(world, site)).throttles.get(run);
    const { leaseTtlMs, wardenGraceMs, driftPpmMax } = world.timing;
    const sinceMs = turn?.belowSinceMs.get(levelPpm);
    if (sinceMs === undefined) this.#late.delete(job);
    else this.#late.set(job, sinceMs + leaseTtlMs + wardenGraceMs + (leaseTtlMs * driftPpmMax) / 1_000_000);
  }

  #overdue(world: Observed, job: string, dueMs: number): void {
    const { site, run, levelPpm } = this.#jobs.get(job) as PoweredJob;
    const turn = accountOf(world, siteNamed(world, site)).throttles.get(run);
    this.#forget(job);
    this.#report({
      expected: `less than ${levelPpm} ppm, as set since ${Math.round(turn?.belowSinceMs.get(levelPpm) ?? 0)} ms, held by ${Math.round(dueMs)} ms`,
      seen: `${levelPpm} ppm`,
      where: `${site}, run ${run}, ${job}`,
    });
  }

  conclude(world: Observed): void {
    for (const site of world.sites) if (site.isUp) this.#judgeRest(world, site);
  }

  #judgeRest(world: Observed, site: ObservedSite): void {
    const { books, throttles } = accountOf(world, site);
    for (const job of world.jobs) {
      if (job.site !== site.name || !job.isAlive) continue;
      const run = books.subjects.runs.get(job.run);
      const isLeased = [...books.leases.living()].some(({ granted }) => granted.run === job.run);
      const setPpm = run === undefined || run.isEnded || !isLeased ? 0 : (throttles.get(job.run)?.levelPpm ?? 0);
      const said = site.powerOf(job.run);
      const saidPpm = said?.levelPpm ?? 0;
      if (!isAchieved(site, job, setPpm, saidPpm))
        this.#report({
          expected: `${setPpm} ppm by the entries, ${saidPpm} ppm by the state (${said?.reasons.join()})`,
          seen: `${job.levelPpm} ppm at rest`,
          where: `${site.name}, run ${job.run}, ${job.job}`,
        });
    }
  }
}

/** A site of a mesh gives less where others hold the subject; nobody gives more than the entries set. */
const isAchieved = ({ standing }: ObservedSite, { levelPpm }: ObservedJob, setPpm: number, saidPpm: number): boolean =>
  standing === "alone" ? levelPpm === setPpm : levelPpm === Math.min(setPpm, saidPpm);

export const desiredState: MakeChecker = (report) => new DesiredState(report);
