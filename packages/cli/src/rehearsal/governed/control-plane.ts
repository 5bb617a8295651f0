import type { Command, Entry } from "@plimsoll/kernel";
import type { RehearsedSite } from "../site/rehearsed-site.ts";
import type { ComputeAudit } from "./compute-audit.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Heartbeats } from "./heartbeats.ts";
import type { ComputeSegment, NodeJob, NodeWitness } from "./node-job.ts";

/** A stretch of virtual time; empty where `fromMs` is not before `toMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the control plane serves: a cluster's job. */
export interface Governed {
  readonly node: number;
  readonly run: string;
  readonly job: NodeJob | null;
  /** Brings what it does into line with the kernel's state. */
  follow(): void;
  /** Its lease is over by the node's clock. */
  leaseLost(): void;
  computed(segment: ComputeSegment): void;
}

export interface ControlPlaneParts {
  readonly site: RehearsedSite;
  readonly queue: EventQueue;
  readonly beats: Heartbeats;
  readonly audit: ComputeAudit;
  readonly controllerDead: Span | null;
  readonly evaluatorsAway: Span | null;
  /** Whether every single heartbeat is handed to the kernel, instead of only those at which it says more than "renewed". */
  readonly isDense: boolean;
  readonly beginMs: number;
}

/** Heartbeats since the last look: all that were sent to jobs, and those that did not come. */
export interface BeatCount {
  readonly sent: number;
  readonly lost: number;
}

/**
 * The controller of a site in virtual time: heartbeats, leases and their levels, and nobody's work while it is dead.
 *
 * A heartbeat at which the kernel says nothing but "renewed" changes nothing, and what time alone takes away it does not give back before
 * somebody does something. So where the last heartbeat of a stretch is quiet all of them are, and where it is not the first that is not
 * is found by halving (SIM-334).
 */
export class ControlPlane implements NodeWitness {
  readonly site: RehearsedSite;
  readonly #parts: ControlPlaneParts;
  readonly #governed: Governed[] = [];
  readonly #overhangMs = new Map<number, number>();
  #nowMs: number;
  #beats = { sent: 0, lost: 0 };
  #heardMs: number;
  #mustFollow = false;
  /** Nodes that a heartbeat has found without a job, though nobody ended it. */
  readonly #foundEnded = new Set<number>();
  overhangMsMax = 0;

  constructor(parts: ControlPlaneParts) {
    this.site = parts.site;
    this.#parts = parts;
    this.#nowMs = parts.beginMs;
    this.#heardMs = parts.beginMs;
    const dead = parts.controllerDead;
    if (dead !== null) parts.queue.at(dead.toMs, () => this.#comeBack());
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Since the last heartbeat that the controller gave. */
  get heartbeatAgeMs(): number {
    return this.#nowMs - this.#heardMs;
  }

  add(governed: Governed): void {
    this.#governed.push(governed);
  }

  /** Hands a command to the kernel; `settle` then has everybody follow what comes of it. */
  submit(body: Command): readonly Entry[] | null {
    const entries = this.site.submit(this.#nowMs, body);
    if (entries?.some(({ kind }) => kind === "throttle.set" || kind === "kill.ordered") === true)
      this.#mustFollow = true;
    return entries;
  }

  /** Has everybody follow what was decided, until nothing more follows. MUST be called after every event. */
  settle(): void {
    while (this.#mustFollow) {
      this.#mustFollow = false;
      this.#followAll();
    }
  }

  /** Whether the controller lives now. */
  get isAlive(): boolean {
    const dead = this.#parts.controllerDead;
    return dead === null || this.#nowMs < dead.fromMs || this.#nowMs >= dead.toMs;
  }

  /** Does something at an instant, or as soon after it as the controller lives. */
  whenAlive(atMs: number, run: () => void): void {
    this.#when(atMs, [this.#parts.controllerDead], run);
  }

  /** As `whenAlive`, and with the evaluators there. */
  whenMeasuring(atMs: number, run: () => void): void {
    this.#when(atMs, [this.#parts.controllerDead, this.#parts.evaluatorsAway], run);
  }

  /** Lets time pass up to an instant, or to the first before it at which something was decided or lost. */
  advance(toMs: number): void {
    if (toMs <= this.#nowMs) return;
    const dead = this.#parts.controllerDead;
    if (dead === null || toMs <= dead.fromMs || this.#nowMs >= dead.toMs) return this.#live(toMs);
    if (this.#nowMs < dead.fromMs) return this.#live(dead.fromMs);
    this.#pass(Math.min(toMs, dead.toMs));
  }

  /** Heartbeats to jobs since the last call. */
  takeBeats(): BeatCount {
    const beats = this.#beats;
    this.#beats = { sent: 0, lost: 0 };
    return beats;
  }

  computed(segment: ComputeSegment): void {
    this.#parts.audit.computed(segment);
    this.#governed[segment.node]?.computed(segment);
    this.#judgeLevel(segment);
  }

  beat(node: number, atMs: number, isHeard: boolean): void {
    this.#beats.sent += 1;
    if (isHeard) this.#parts.audit.heard(node, atMs);
    else this.#beats.lost += 1;
  }

  #when(atMs: number, spans: readonly (Span | null)[], run: () => void): void {
    this.#parts.queue.at(Math.max(atMs, this.#nowMs), () => {
      const over = spans.filter((span) => span !== null && this.#nowMs >= span.fromMs && this.#nowMs < span.toMs);
      const readyMs = Math.max(this.#nowMs, ...over.map((span) => span?.toMs ?? 0));
      if (readyMs > this.#nowMs) this.#when(readyMs, spans, run);
      else run();
    });
  }

  #live(toMs: number): void {
    const { beats, isDense } = this.#parts;
    const lossMs = this.#soonestLoss(toMs);
    const first = beats.firstAfter(this.#nowMs);
    const reached = beats.lastUpTo(lossMs ?? toMs);
    const last = isDense ? Math.min(first, reached) : reached;
    if (first > last) return this.#pass(toMs);
    const isQuiet = this.#isQuiet(last);
    this.#beatAt(isQuiet ? last : this.#firstLoud(first, last));
    if (!isQuiet || this.#nowMs === lossMs) this.#mustFollow = true;
    else if (!isDense) this.#pass(toMs);
  }

  /** The first heartbeat that finds a lease expired, as long as the controller lives. */
  #soonestLoss(toMs: number): number | null {
    const losses = this.#governed.flatMap(({ job }) => job?.firstTooLate(this.#parts.beats, this.#nowMs, toMs) ?? []);
    return losses.length === 0 ? null : Math.min(...losses);
  }

  #isQuiet(beat: number): boolean {
    const decision = this.site.preview(this.#parts.beats.atMs(beat), this.#tickCommand());
    return decision.kind === "decided" && decision.entries.every(({ kind }) => kind === "leases.renewed");
  }

  #firstLoud(first: number, last: number): number {
    let [quietBelow, loud] = [first, last];
    while (quietBelow < loud) {
      const middle = Math.floor((quietBelow + loud) / 2);
      if (this.#isQuiet(middle)) quietBelow = middle + 1;
      else loud = middle;
    }
    return loud;
  }

  #tickCommand(): Command {
    return { type: "tick", holders: this.site.state.leases.sorted().map(([lease]) => lease) };
  }

  /** Up to a heartbeat, what the kernel decides by it, and the levels that it carries to whoever hears it. */
  #beatAt(beat: number): void {
    const fromMs = this.#nowMs;
    this.#nowMs = this.#parts.beats.atMs(beat);
    for (const { job, run } of this.#governed)
      job?.live(this.#parts.beats, fromMs, this.#nowMs, this.site.power(run, fromMs).levelPpm, this);
    this.#heardMs = this.#nowMs;
    this.site.must(this.#nowMs, this.#tickCommand());
    for (const { job, run, node } of this.#governed) {
      if (!this.#parts.beats.isHeard(node, beat)) continue;
      job?.level(this.#nowMs, this.site.power(run, this.#nowMs).levelPpm, this);
      if (job?.hasEnded === true) this.#foundEnded.add(node);
    }
  }

  /** The rest of a stretch, up to which there is no further heartbeat. */
  #pass(toMs: number): void {
    this.#nowMs = toMs;
    for (const { job } of this.#governed) job?.wait(toMs, this);
  }

  /** A controller that begins anew looks first at what its leases are worth. */
  #comeBack(): void {
    for (const { node, job } of this.#governed) if (job?.hasEnded === true) this.#foundEnded.add(node);
    this.#mustFollow = true;
  }

  #followAll(): void {
    for (const governed of this.#governed) {
      if (this.#foundEnded.delete(governed.node)) governed.leaseLost();
      governed.follow();
    }
  }

  /** How long a node has computed above what the kernel says, up to the end of the stretch: one lease at the most. */
  #judgeLevel({ node, fromMs, toMs, levelPpm }: ComputeSegment): void {
    const run = this.#governed[node]?.run;
    if (run === undefined || levelPpm === 0) return;
    const isAbove = (atMs: number): boolean => levelPpm > this.site.power(run, atMs).levelPpm;
    const aboveMs = isAbove(toMs) ? toMs - firstAbove(isAbove, fromMs, toMs) : 0;
    const isWhole = aboveMs === toMs - fromMs;
    const overhangMs = (isWhole ? (this.#overhangMs.get(node) ?? 0) : 0) + aboveMs;
    this.#overhangMs.set(node, overhangMs);
    this.overhangMsMax = Math.max(this.overhangMsMax, overhangMs);
  }
}

/** The first instant of a stretch at which a level lies above the kernel's, which at its end it does and does not cease to. */
function firstAbove(isAbove: (atMs: number) => boolean, fromMs: number, toMs: number): number {
  let [below, above] = [fromMs, toMs];
  while (below < above) {
    const middle = Math.floor((below + above) / 2);
    if (isAbove(middle)) above = middle;
    else below = middle + 1;
  }
  return above;
}
