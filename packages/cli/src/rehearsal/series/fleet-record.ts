import type { Verdict } from "@plimsoll/simulation";
import type { Entry, EntryBodyOf } from "@plimsoll/kernel";
import {
  calibratedFleetRisk,
  classicFleetRisk,
  type FleetSignals,
  rawFleetFlow,
  smoothedFlow,
  smoothedRisk,
  verdictOf,
} from "./fleet-risk.ts";
import { bandWith, headroomPpm, standingOf, type WindowStanding } from "./window-standing.ts";

/** The fleet at one instant, by what the ledger says up to it. What nobody can know from where it was looked is null. */
export interface FleetSample {
  readonly atMs: number;
  /** Lineages with a run that has not ended, or that a kill holds. */
  readonly jobs: number;
  /** Jobs at each level: full, research, and nothing, for whatever reason. */
  readonly full: number;
  readonly research: number;
  readonly none: number;
  readonly leases: number;
  /** Mean over the jobs of the power that is granted under a lease, ppm. */
  readonly grantedPpm: number;
  /** The least room above the line at which a job is paused, and the mean, ppm; null before anything was measured. */
  readonly headroomPpm: number | null;
  readonly headroomMeanPpm: number | null;
  /** Since the last sample. */
  readonly falls: number;
  readonly kills: number;
  readonly leasesGranted: number;
  readonly leasesEnded: number;
  readonly heartbeatAgeMs: number | null;
  readonly lateRenewalsPpm: number | null;
  readonly refusals: number | null;
  readonly loadPpm: number | null;
  /** By the calibrated formula. */
  readonly risk: number;
  readonly flow: number;
  readonly verdict: Verdict;
  /** By the classic formula, which does not see how much power is withheld. */
  readonly classicRisk: number;
  readonly classicVerdict: Verdict;
}

/** What is seen beside the ledger, where somebody sees it. */
export interface SeenBeside {
  readonly heartbeatAgeMs: number | null;
  readonly lateRenewalsPpm: number | null;
  readonly refusals: number | null;
  readonly loadPpm: number | null;
}

interface JobRecord {
  run: string | null;
  levelPpm: number;
  leases: number;
  isHeld: boolean;
  standing: WindowStanding | null;
}

interface Counts {
  falls: number;
  kills: number;
  leasesGranted: number;
  leasesEnded: number;
  leasesLost: number;
}

const NOTHING: Counts = { falls: 0, kills: 0, leasesGranted: 0, leasesEnded: 0, leasesLost: 0 };

/**
 * The fleet's own metrics, from the entries of a ledger and nothing else: the same whether a rehearsal decided them or a site. A job is a
 * lineage, so that a rollback and a release go on where the run before them ended.
 */
export class FleetRecord {
  readonly #jobs = new Map<string, JobRecord>();
  readonly #jobOfRun = new Map<string, JobRecord>();
  readonly #jobOfLease = new Map<string, JobRecord>();
  readonly #registered = new Map<string, EntryBodyOf<"windows.registered">>();
  #counts: Counts = { ...NOTHING };
  #before: { readonly withheld: number; readonly leases: number } | null = null;
  #risk = 0;
  #classicRisk = 0;
  #flow = 0;
  /** When the newest renewals were entered; null before the first. */
  renewedAtMs: number | null = null;

  take(entry: Entry): void {
    switch (entry.kind) {
      case "run.started":
        return this.#start(entry);
      case "run.ended":
        return this.#change(entry.run, (job) => {
          if (job.run === entry.run) job.run = null;
        });
      case "throttle.set":
        return this.#change(entry.run, (job) => this.#setLevel(job, entry.power.levelPpm));
      case "lease.granted":
        return this.#grant(entry);
      case "lease.ended":
        return this.#end(entry.lease, entry.reason);
      case "leases.renewed":
        this.renewedAtMs = entry.at;
        return;
      case "kill.ordered":
        return this.#kill(entry);
      case "lineage.released":
        return this.#unhold(entry.lineage);
      case "windows.registered":
        this.#registered.set(entry.set, entry);
        return;
      case "windows.closed":
        return this.#close(entry);
      default:
    }
  }

  /** How the fleet stands, with what happened since the last sample. */
  sample(atMs: number, beside: SeenBeside): FleetSample {
    const jobs = [...this.#jobs.values()].filter(({ run, isHeld }) => run !== null || isHeld);
    const levels = jobs.map(grantedPpmOf);
    const granted = sum(levels) / Math.max(1, jobs.length);
    const rooms = jobs.flatMap(({ standing }) => (standing === null ? [] : headroomPpm(standing)));
    const leases = sum(jobs.map((job) => job.leases));
    this.#judge(jobs, jobs.length - sum(levels) / 1_000_000, leases);
    const { leasesLost: _, ...counts } = this.#counts;
    this.#counts = { ...NOTHING };
    return {
      atMs,
      jobs: jobs.length,
      full: levels.filter((level) => level === 1_000_000).length,
      research: levels.filter((level) => level > 0 && level < 1_000_000).length,
      none: levels.filter((level) => level === 0).length,
      leases,
      grantedPpm: Math.round(granted),
      headroomPpm: rooms.length === 0 ? null : Math.min(...rooms),
      headroomMeanPpm: rooms.length === 0 ? null : Math.round(sum(rooms) / rooms.length),
      ...counts,
      ...beside,
      risk: rounded(this.#risk),
      flow: rounded(this.#flow),
      verdict: verdictOf(this.#risk),
      classicRisk: rounded(this.#classicRisk),
      classicVerdict: verdictOf(this.#classicRisk),
    };
  }

  #judge(jobs: readonly JobRecord[], withheld: number, leases: number): void {
    const { falls, kills, leasesLost, leasesGranted } = this.#counts;
    const before = this.#before ?? { withheld, leases };
    this.#before = { withheld, leases };
    const signals: FleetSignals = {
      jobs: jobs.length,
      withheldChange: withheld - before.withheld,
      leaseChange: leases - before.leases,
      emergencies: falls + kills + leasesLost,
      leases,
      withheld,
      unpowered: jobs.filter((job) => grantedPpmOf(job) === 0).length,
      unproven: jobs.filter(({ standing }) => standing === null || headroomPpm(standing) < 0).length,
      restarts: leasesGranted,
    };
    this.#flow = smoothedFlow(this.#flow, flowOf(jobs));
    this.#risk = smoothedRisk(this.#risk, calibratedFleetRisk(signals), this.#flow, 0.1);
    this.#classicRisk = smoothedRisk(this.#classicRisk, classicFleetRisk(signals), this.#flow, 0.2);
  }

  #start({ run, lineage }: EntryBodyOf<"run.started">): void {
    const fresh: JobRecord = { run, levelPpm: 0, leases: 0, isHeld: false, standing: null };
    const job = this.#jobs.get(lineage) ?? fresh;
    job.run = run;
    job.levelPpm = 0;
    this.#jobs.set(lineage, job);
    this.#jobOfRun.set(run, job);
  }

  #setLevel(job: JobRecord, levelPpm: number): void {
    if (levelPpm < job.levelPpm && job.leases > 0) this.#counts.falls += 1;
    job.levelPpm = levelPpm;
  }

  #grant({ lease, run, purpose }: EntryBodyOf<"lease.granted">): void {
    const job = run === null || purpose === "evaluation" ? undefined : this.#jobOfRun.get(run);
    if (job === undefined) return;
    job.leases += 1;
    this.#jobOfLease.set(lease, job);
    this.#counts.leasesGranted += 1;
  }

  #end(lease: string, reason: string): void {
    const job = this.#jobOfLease.get(lease);
    if (job === undefined) return;
    this.#jobOfLease.delete(lease);
    job.leases -= 1;
    this.#counts.leasesEnded += 1;
    if (reason === "expired") this.#counts.leasesLost += 1;
  }

  #kill({ lineage, leases }: EntryBodyOf<"kill.ordered">): void {
    for (const lease of leases) this.#end(lease, "killed");
    const job = this.#jobs.get(lineage);
    if (job === undefined) return;
    job.isHeld = true;
    job.levelPpm = 0;
    this.#counts.kills += 1;
  }

  #unhold(lineage: string): void {
    const job = this.#jobs.get(lineage);
    if (job !== undefined) job.isHeld = false;
  }

  #close(closed: EntryBodyOf<"windows.closed">): void {
    const registered = this.#registered.get(closed.set);
    this.#registered.delete(closed.set);
    if (registered?.subject.kind !== "run") return;
    this.#change(registered.subject.run, (job) => (job.standing = standingOf(registered, closed)));
  }

  #change(run: string, change: (job: JobRecord) => void): void {
    const job = this.#jobOfRun.get(run);
    if (job !== undefined) change(job);
  }
}

const grantedPpmOf = ({ leases, levelPpm }: JobRecord): number => (leases > 0 ? levelPpm : 0);

const LEVEL = { full: 1, research: 0.2, paused: 0, cut: 0 } as const;

/** Half of what one standard deviation of failures more and one fewer change in the fleet, with each job's newest windows alone. */
function flowOf(jobs: readonly JobRecord[]): number {
  const standings = jobs.flatMap(({ standing }) => standing ?? []);
  if (standings.length === 0) return 0;
  const powersWith = (deviations: number) => standings.map((standing) => LEVEL[bandWith(standing, deviations)]);
  const [worse, better] = [powersWith(1), powersWith(-1)];
  const unpowered = (powers: readonly number[]): number => powers.filter((power) => power === 0).length;
  const half = 2 * standings.length;
  return rawFleetFlow((sum(better) - sum(worse)) / half, (unpowered(worse) - unpowered(better)) / half);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
