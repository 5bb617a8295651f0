import type { Entry } from "@plimsoll/kernel";
import { type Key, partKey, seedKey } from "@plimsoll/simulation";
import { Clusters, type ClusterLosses } from "./fleet/clusters.ts";
import { ComputeAudit } from "./governed/compute-audit.ts";
import { ControlPlane, type Span } from "./governed/control-plane.ts";
import { Evaluator } from "./governed/evaluator.ts";
import { EventQueue } from "./governed/event-queue.ts";
import { GovernedCluster, type Phase } from "./governed/governed-cluster.ts";
import { Heartbeats } from "./governed/heartbeats.ts";
import { BEGIN_MS, HOUR_MS, MINUTE_MS, type RehearsalPlan, STEP_MS } from "./rehearsal-plan.ts";
import type { Scenario, Stretch } from "./scenario/scenario.ts";
import { FleetRecord, type FleetSample } from "./series/fleet-record.ts";
import { RehearsedSite } from "./site/rehearsed-site.ts";
import { FlapCount } from "./verdict/flaps.ts";

/** What one rehearsal came to. Times are of the measured stretch. */
export interface RehearsalOutcome {
  readonly scenario: string;
  readonly policy: string;
  readonly hours: number;
  readonly clusters: number;
  readonly losses: ClusterLosses;
  /** Hours of all jobs together at each level. */
  readonly levelHours: { readonly full: number; readonly research: number; readonly none: number };
  /** Mean time from a fall of a job below full power to its return there, hours, over those that returned; null where none did. */
  readonly recoveryHours: number | null;
  /** Jobs that fell and were not back at the end. */
  readonly unrecovered: number;
  readonly leasesGranted: number;
  readonly leasesEnded: number;
  readonly lateRenewalsPpm: number;
  readonly kills: number;
  readonly rollbacks: number;
  readonly releases: number;
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly flaps: number;
  readonly flapsInADayMost: number;
  readonly computedHours: number;
  readonly unpaidSeconds: number;
  /** The longest that a job ran above what the kernel said, ms, and what a lease allows. */
  readonly overhangMsMax: number;
  readonly leaseTtlMs: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly commands: number;
  readonly entries: number;
  readonly isConserved: boolean;
  /** Share of the way at which somebody was first left without power by evidence; null where nobody was. */
  readonly firstPauseMs: number | null;
  readonly samples: readonly FleetSample[];
}

export interface RehearsalOptions {
  /** Hands the kernel every heartbeat: the slow way that the quick one is held to. */
  readonly isDense?: boolean;
  /** Told the share of the way, 0 … 1, at every sample. */
  readonly onProgress?: (share: number) => void;
  /** Told every entry that the kernel decides, the warm-up's among them. */
  readonly onEntry?: (entry: Entry) => void;
}

/** Of fleet samples: an hour, in which every job is measured once. */
export const SAMPLE_MS = HOUR_MS;

/** Jobs do not all start and checkpoint at once. */
const STAGGER_MS = 7 * MINUTE_MS;

/** Purposes of a rehearsal's key. */
const [HEARTBEATS, JOBS] = [1, 2] as const;

/** Plays a policy against a scenario, in virtual time, without a process, a disk or a clock. */
export function rehearse(plan: RehearsalPlan, options: RehearsalOptions = {}): RehearsalOutcome {
  const rehearsal = new Rehearsal(plan, options);
  rehearsal.play();
  return rehearsal.outcome();
}

class Rehearsal {
  readonly #plan: RehearsalPlan;
  readonly #options: RehearsalOptions;
  readonly #site: RehearsedSite;
  readonly #queue = new EventQueue();
  readonly #plane: ControlPlane;
  readonly #audit: ComputeAudit;
  readonly #jobs: readonly GovernedCluster[];
  readonly #clusters: Clusters;
  readonly #record = new FleetRecord();
  readonly #flaps = new FlapCount();
  readonly #samples: FleetSample[] = [];
  readonly #levelSteps = { full: 0, research: 0, none: 0 };
  readonly #downSince: (number | null)[];
  readonly #recoveriesMs: number[] = [];
  readonly #measuredFromMs: number;
  readonly #endMs: number;
  #entries = 0;
  #refusedBefore = 0;
  #sent = 0;
  #lost = 0;
  #computedBeforeMs = 0;
  #granted = 0;
  #ended = 0;
  #kills = 0;
  #firstPauseMs: number | null = null;

  constructor(plan: RehearsalPlan, options: RehearsalOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#measuredFromMs = BEGIN_MS + plan.warmUpHours * HOUR_MS;
    this.#endMs = this.#measuredFromMs + plan.hours * HOUR_MS;
    const { policy, scenario, clusters, seed } = plan;
    this.#site = new RehearsedSite(policy, clusters, BEGIN_MS);
    this.#audit = new ComputeAudit(policy.leaseTtlMs);
    this.#site.observe((entry) => this.#take(entry));
    const key = seedKey(seed);
    this.#plane = new ControlPlane({
      site: this.#site,
      queue: this.#queue,
      beats: new Heartbeats(BEGIN_MS, policy.leaseTtlMs, scenario.lossPpm, clusters, partKey(key, HEARTBEATS)),
      audit: this.#audit,
      controllerDead: this.#spanOf(scenario.controllerDead),
      evaluatorsAway: this.#spanOf(scenario.evaluatorsAway),
      isDense: options.isDense === true,
      beginMs: BEGIN_MS,
    });
    this.#jobs = this.#governed(scenario, partKey(key, JOBS));
    this.#clusters = new Clusters(plan.world, clusters, seed);
    this.#downSince = this.#jobs.map(() => null);
  }

  play(): void {
    for (const [node, job] of this.#jobs.entries()) this.#at(BEGIN_MS + node * STAGGER_MS, () => job.begin());
    this.#at(BEGIN_MS + STEP_MS, () => this.#step());
    while (this.#queue.nextMs <= this.#endMs) {
      while (this.#plane.nowMs < this.#queue.nextMs) {
        this.#plane.advance(this.#queue.nextMs);
        this.#plane.settle();
      }
      this.#queue.runNext();
      this.#plane.settle();
    }
  }

  outcome(): RehearsalOutcome {
    const { policy, scenario, hours, clusters } = this.#plan;
    const hoursOf = (steps: number): number => rounded((steps * STEP_MS) / HOUR_MS);
    const { full, research, none } = this.#levelSteps;
    return {
      scenario: scenario.name,
      policy: policy.name,
      hours,
      clusters,
      losses: this.#clusters.losses,
      levelHours: { full: hoursOf(full), research: hoursOf(research), none: hoursOf(none) },
      recoveryHours: this.#recoveriesMs.length === 0 ? null : rounded(mean(this.#recoveriesMs) / HOUR_MS),
      unrecovered: this.#downSince.filter((since) => since !== null).length,
      leasesGranted: this.#granted,
      leasesEnded: this.#ended,
      lateRenewalsPpm: sharePpm(this.#lost, this.#sent),
      kills: this.#kills,
      rollbacks: sumOf(this.#jobs, ({ rollbacks }) => rollbacks),
      releases: sumOf(this.#jobs, ({ releases }) => releases),
      phases: phasesOf(this.#jobs),
      flaps: this.#flaps.total(this.#measuredFromMs),
      flapsInADayMost: this.#flaps.mostInADay(this.#measuredFromMs),
      computedHours: rounded((this.#audit.computedMs - this.#computedBeforeMs) / HOUR_MS),
      unpaidSeconds: this.#audit.unpaidMs / 1_000,
      overhangMsMax: this.#plane.overhangMsMax,
      leaseTtlMs: policy.leaseTtlMs,
      refusals: Object.fromEntries(this.#site.refusals),
      commands: this.#site.commands,
      entries: this.#entries,
      isConserved: this.#site.isConserved,
      firstPauseMs: this.#firstPauseMs,
      samples: this.#samples,
    };
  }

  #governed(scenario: Scenario, key: Key): readonly GovernedCluster[] {
    const { clusters, job, people, policy } = this.#plan;
    const evaluator = new Evaluator(this.#plane, people.measureMs);
    const jobs = Array.from({ length: clusters }, (_, node) => {
      const attack = attackOn(scenario, node);
      return new GovernedCluster({
        node,
        plane: this.#plane,
        evaluator,
        audit: this.#audit,
        job,
        people,
        leaseTtlMs: policy.leaseTtlMs,
        isDeaf: scenario.deafNodes,
        key: partKey(key, node),
        ratesNow: () => scenario.erosionAt(this.#share),
        soundRates: scenario.erosionAt(0),
        takeAttack: () => attack.take(this.#share),
      });
    });
    for (const each of jobs) this.#plane.add(each);
    return jobs;
  }

  /** How far the measured stretch has got, 0 … 1. */
  get #share(): number {
    return Math.max(0, (this.#plane.nowMs - this.#measuredFromMs) / (this.#plan.hours * HOUR_MS));
  }

  #spanOf(stretch: Stretch | null): Span | null {
    if (stretch === null) return null;
    const at = (share: number): number => this.#measuredFromMs + Math.round(share * this.#plan.hours * HOUR_MS);
    return { fromMs: at(stretch.from), toMs: at(stretch.to) };
  }

  #at(atMs: number, run: () => void): void {
    this.#queue.at(atMs, run);
  }

  #take(entry: Entry): void {
    this.#entries += 1;
    this.#options.onEntry?.(entry);
    this.#record.take(entry);
    this.#flaps.take(entry);
    this.#audit.take(entry);
    this.#noticePause(entry);
  }

  /** A pause by evidence, and not for want of a first proof. */
  #noticePause(entry: Entry): void {
    if (this.#firstPauseMs !== null || entry.at <= this.#measuredFromMs) return;
    const isPause = entry.kind === "throttle.set" && entry.power.levelPpm === 0;
    if (isPause || entry.kind === "kill.ordered") this.#firstPauseMs = entry.at - this.#measuredFromMs;
  }

  /** Ten minutes of every cluster, under the power that its job had in them. */
  #step(): void {
    const nowMs = this.#plane.nowMs;
    for (const job of this.#jobs) job.poll();
    const powers = this.#jobs.map((job) => job.takeStepPower(STEP_MS));
    if (nowMs > this.#measuredFromMs) this.#measure(powers, nowMs);
    else this.#computedBeforeMs = this.#audit.computedMs;
    if ((nowMs - BEGIN_MS) % SAMPLE_MS === 0) this.#sample(nowMs);
    this.#at(nowMs + STEP_MS, () => this.#step());
  }

  #measure(powers: readonly number[], nowMs: number): void {
    this.#clusters.step(powers);
    for (const [node, job] of this.#jobs.entries()) {
      const levelPpm = job.job?.levelPpm ?? 0;
      this.#levelSteps[levelPpm === 1_000_000 ? "full" : levelPpm > 0 ? "research" : "none"] += 1;
      this.#follow(node, levelPpm === 1_000_000, nowMs);
    }
  }

  #follow(node: number, isFull: boolean, nowMs: number): void {
    const since = this.#downSince[node] ?? null;
    if (isFull && since !== null) this.#recoveriesMs.push(nowMs - since);
    this.#downSince[node] = isFull ? null : (since ?? nowMs);
  }

  #sample(nowMs: number): void {
    const { sent, lost } = this.#plane.takeBeats();
    const refused = this.#site.refused;
    const sample = this.#record.sample(nowMs, {
      heartbeatAgeMs: this.#plane.heartbeatAgeMs,
      lateRenewalsPpm: sent === 0 ? null : sharePpm(lost, sent),
      refusals: refused - this.#refusedBefore,
      loadPpm: Math.round(this.#clusters.load * 1_000_000),
    });
    this.#refusedBefore = refused;
    if (nowMs <= this.#measuredFromMs) return;
    this.#sent += sent;
    this.#lost += lost;
    this.#granted += sample.leasesGranted;
    this.#ended += sample.leasesEnded;
    this.#kills += sample.kills;
    this.#samples.push({ ...sample, atMs: nowMs - this.#measuredFromMs });
    this.#options.onProgress?.(this.#share);
  }
}

/** Tampers once, with the first weights after its time. */
function attackOn({ attack }: Scenario, node: number): { readonly take: (share: number) => number } {
  let isDone = attack === null || node % attack.every !== 0;
  return {
    take: (share) => {
      if (isDone || attack === null || share < attack.at) return 0;
      isDone = true;
      return attack.erosion;
    },
  };
}

function phasesOf(jobs: readonly GovernedCluster[]): Partial<Record<Phase, number>> {
  const phases: Partial<Record<Phase, number>> = {};
  for (const { phase } of jobs) phases[phase] = (phases[phase] ?? 0) + 1;
  return phases;
}

const sumOf = <T>(items: readonly T[], valueOf: (item: T) => number): number =>
  items.reduce((sum, item) => sum + valueOf(item), 0);

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

const sharePpm = (part: number, whole: number): number => Math.round((part * 1_000_000) / Math.max(1, whole));

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
