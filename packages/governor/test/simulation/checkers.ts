import { power } from "@plimsoll/kernel";
import type { Controller } from "./controller.ts";
import type { Task } from "./machine.ts";
import type { Party } from "./party.ts";
import { LEASE_TTL_MS, PLAN } from "./proven-site.ts";
import { isJob, type Usage } from "./usage-record.ts";
import { JOURNALS, type World } from "./world.ts";

export interface Violation {
  readonly rule:
    | "compute after its lease"
    | "compute above the band"
    | "compute above the share"
    | "death said of the living"
    | "life after death"
    | "innocent signalled"
    | "life without a journal";
  readonly atMs: number;
  readonly what: string;
}

/** What enforcement may take beyond the lease (issue: TTL + 1 s). */
const GRACE_MS = 1_000;

/** A job at 20 % gets 20 % ± 3 points over 10 s (G-7). */
const SHARE_CORES = 0.23;
/** What signals may overdraw at once: credit of one and a half rounds, and two cores busy until the next sample (G-7). */
const BURST_MS = 0.2 * 300 + 2 * 40;

interface Grant {
  readonly levelPpm: number;
  readonly untilMs: number;
}

/**
 * Judges a history from the world: from what the scheduler gave and the signals that arrived, the lines on the pipes and
 * the kernel's state; never from what a program under test says of itself.
 */
export class Checkers {
  readonly violations: Violation[] = [];
  deathsSaid = 0;
  readonly #world: World;
  readonly #judgesShare: boolean;
  readonly #sentAtMs = new Map<string, number>();
  readonly #runOf = new Map<Party, string>();
  readonly #grants = new Map<string, Grant[]>();
  readonly #dead = new Set<string>();
  readonly #controllers: Controller[] = [];
  /** Until when the kernel's state of a living controller allowed at least this much. */
  readonly #allowedUntilMs = new Map<number, number>([
    [1_000_000, Number.NEGATIVE_INFINITY],
    [200_000, Number.NEGATIVE_INFINITY],
  ]);

  /** @param judgesShare false where nobody promises a share */
  constructor(world: World, { judgesShare }: { readonly judgesShare: boolean }) {
    this.#world = world;
    this.#judgesShare = judgesShare;
    world.onWire = (sender, receiver, line, arrives) => {
      this.#onWire(sender, line);
      if (arrives) this.#onArrival(receiver, line);
    };
    world.onSignalled = (by, task, signal) => this.#onSignalled(by, task, signal);
    world.afterEvent = () => this.#afterEvent();
    world.onJobBegins = (root) => this.#onJobBegins(root);
  }

  watch(controller: Controller): void {
    this.#controllers.push(controller);
    controller.site.observe((entry) => {
      if (entry.kind === "kill.confirmed" && this.#living(isJob).length > 0)
        this.#complain("death said of the living", "by the ledger");
    });
  }

  finish(): readonly Violation[] {
    this.#judgeUse();
    return this.violations;
  }

  #complain(rule: Violation["rule"], what: string, atMs = this.#world.machine.nowMs): void {
    if (this.violations.filter((other) => other.rule === rule).length < 5)
      this.violations.push({ rule, atMs: Math.round(atMs), what });
  }

  #onWire(sender: Party, line: string): void {
    if (process.env["TRACE"])
      console.log(sender.localMs().toFixed(1), sender.kind, sender.task.pid - 5_000_000, line.slice(0, 150).trim());
    if (sender.kind !== "warden") return;
    const message = JSON.parse(line) as { type: string; sequence?: number };
    if (message.type === "heartbeat") this.#sentAtMs.set(`${sender.task.pid}/${message.sequence}`, sender.localMs());
    if (message.type === "dead") this.#onDeathSaid(sender);
  }

  #onDeathSaid(warden: Party): void {
    const owner = `job:${this.#runOf.get(warden)}`;
    this.deathsSaid += 1;
    this.#dead.add(owner);
    if (this.#living((each) => each === owner).length > 0) this.#complain("death said of the living", owner);
  }

  /** What reached a warden's end of the pipe; whether it then reads it is its own affair. */
  #onArrival(receiver: Party, line: string): void {
    if (receiver.kind !== "warden" || !line.startsWith("{")) return;
    const message = JSON.parse(line) as {
      type: string;
      run?: string;
      heartbeat?: number;
      levelPpm?: number;
      ttlMs?: number;
    };
    if (message.type === "start") this.#runOf.set(receiver, message.run ?? "");
    if (message.type !== "renewal") return;
    const sentAtMs = this.#sentAtMs.get(`${receiver.task.pid}/${message.heartbeat}`);
    const owner = `job:${this.#runOf.get(receiver)}`;
    if (sentAtMs === undefined || !receiver.isAlive) return;
    const grant = { levelPpm: message.levelPpm ?? 0, untilMs: sentAtMs + (message.ttlMs ?? 0) };
    this.#grants.set(owner, [...(this.#grants.get(owner) ?? []), grant]);
  }

  #onSignalled(by: Party | null, task: Task, signal: string): void {
    if (by !== null && !task.owner.startsWith("job:"))
      this.#complain("innocent signalled", `${signal} by a ${by.kind} to ${task.owner} ${task.pid}`);
  }

  #afterEvent(): void {
    this.#noteAllowed();
    const living = this.#living(isJob);
    for (const { owner, pid } of living) {
      if (this.#dead.has(owner)) this.#complain("life after death", `${owner} ${pid}`);
      if (this.#journalOf(owner) === null) this.#complain("life without a journal", `${owner} ${pid}`);
    }
  }

  /** Its first instruction: by now a journal must say where it is found (L5). */
  #onJobBegins({ owner, pid }: Task): void {
    if (this.#journalOf(owner)?.includes(`"root":{"pid":${pid},`) !== true)
      this.#complain("life without a journal", `${owner} begins`);
  }

  #journalOf(owner: string): string | null {
    const file = `${JOURNALS}/${owner.slice("job:".length)}.json`;
    return this.#world.disk.exists(file) ? this.#world.disk.read(file) : null;
  }

  /** What the kernel's state allows now, while there is a controller that holds it. */
  #noteAllowed(): void {
    const { nowMs } = this.#world;
    for (const { party, site } of this.#controllers) {
      const lease = site.state.runs.get(PLAN.run)?.trainingLease ?? null;
      if (!party.isAlive || lease === null) continue;
      const { levelPpm } = power(site.state, PLAN.run, site.now());
      for (const level of this.#allowedUntilMs.keys())
        if (levelPpm >= level) this.#allowedUntilMs.set(level, Math.max(nowMs, party.localMs()));
    }
  }

  #living(takes: (owner: string) => boolean): Task[] {
    const { machine } = this.#world;
    return [...machine.tasks.values()].filter((task) => takes(task.owner) && machine.isAlive(task));
  }

  #judgeUse(): void {
    const owners = new Set([...this.#grants.keys(), ...this.#dead, ...this.#runOf.values().map((run) => `job:${run}`)]);
    for (const owner of owners) this.#judgeLease(owner);
    const all = this.#world.machine.usage.of(isJob);
    const allowed = (level: number): number => (this.#allowedUntilMs.get(level) as number) + LEASE_TTL_MS + GRACE_MS;
    this.#judgeNone("compute above the band", all, allowed(200_000), "at 0");
    this.#judgeShare(all, allowed(1_000_000), allowed(200_000), "job:");
  }

  /** No lease, no compute: by the renewals that arrived, counted from when the heartbeats were sent that they answer. */
  #judgeLease(owner: string): void {
    const usages = this.#world.machine.usage.of((each) => each === owner);
    const grants = this.#grants.get(owner) ?? [];
    const until = (level: number): number =>
      Math.max(
        Number.NEGATIVE_INFINITY,
        ...grants.filter(({ levelPpm }) => levelPpm >= level).map(({ untilMs }) => untilMs),
      ) + GRACE_MS;
    this.#judgeNone("compute after its lease", usages, until(200_000), owner);
    this.#judgeShare(usages, until(1_000_000), until(200_000), owner);
  }

  #judgeNone(rule: Violation["rule"], usages: readonly Usage[], fromMs: number, what: string): void {
    const late = usages
      .filter(({ untilMs }) => untilMs > fromMs)
      .map((usage) => within(usage, fromMs, Number.POSITIVE_INFINITY));
    const cpuMs = late.reduce((sum, usage) => sum + usage.cpuMs, 0);
    if (cpuMs > 0) this.#complain(rule, `${cpuMs.toFixed(3)} ms of CPU, ${what}`, late[0]?.fromMs);
  }

  /** A leaky bucket: beyond a burst, nobody at 20 % uses more than their share in any stretch of time. */
  #judgeShare(usages: readonly Usage[], fromMs: number, untilMs: number, what: string): void {
    if (!this.#judgesShare) return;
    let level = 0;
    let atMs = fromMs;
    for (const usage of usages) {
      const { fromMs: beginMs, untilMs: endMs, cpuMs } = within(usage, fromMs, untilMs);
      if (endMs <= beginMs) continue;
      level = Math.max(0, level - (beginMs - atMs) * SHARE_CORES) + cpuMs - (endMs - beginMs) * SHARE_CORES;
      atMs = endMs;
      if (level > BURST_MS)
        return this.#complain(
          "compute above the share",
          `${level.toFixed(1)} ms beyond ${SHARE_CORES} cores, ${what}`,
          beginMs,
        );
    }
  }
}

/** The part of a use that lies between two instants. */
function within(usage: Usage, fromMs: number, untilMs: number): Usage {
  const [beginMs, endMs] = [Math.max(usage.fromMs, fromMs), Math.min(usage.untilMs, untilMs)];
  return { fromMs: beginMs, untilMs: endMs, cpuMs: (usage.cpuMs * (endMs - beginMs)) / (usage.untilMs - usage.fromMs) };
}
