import { PlimsollError } from "@plimsoll/foundation";
import type { PowerActuator, PowerReading } from "../actuator/power-actuator.ts";
import type { PowerLevelPpm } from "../actuator/power-level.ts";
import { identityKey, isAlive, type ProcessIdentity, sameProcess } from "../process-table/process-record.ts";
import { livingRoot } from "./adoption-refused.ts";
import { type Deadman, deadmanLost } from "./deadman-launcher.ts";
import { holdTree } from "./hold-tree.ts";
import { type GatedJob, type JobEnd, jobNotStarted } from "./job-launcher.ts";
import { type Journal, removeJournal, writeJournal } from "./journal.ts";
import { killUntilDead } from "./kill-until-dead.ts";
import { holdNoLease, type LeaseAction, type LeaseEvent, type LeaseHolder, stepLease } from "./lease-holder.ts";
import type {
  AdoptMessage,
  ChargeMessage,
  ControllerMessage,
  DeathCause,
  StartMessage,
  WardenMessage,
} from "./protocol.ts";
import { protocolFault } from "./protocol.ts";
import type { WardenPorts } from "./warden-ports.ts";

/** What `prepare` has made ready before anything may start. */
export interface Prepared {
  readonly charge: ChargeMessage;
  readonly file: string;
  readonly deadman: Deadman;
  readonly actuator: PowerActuator;
  readonly journal: Journal;
}

const HEARTBEAT_INTERVAL_MS = 500;

/** Orders that a deadman may leave unanswered: some seconds' worth. Beyond, it is stopped or hangs. */
const DEADMAN_UNANSWERED_MAX = 10;

/** Beyond this one cannot rely on it any more: no kill is promised, though none is due yet. */
const DEADMAN_UNANSWERED_READY_MAX = 4;

const NOTHING_RUNS: PowerReading = { achievedPpm: 0, cpuMs: 0, processes: 0, nextStepMs: HEARTBEAT_INTERVAL_MS };

/** One job from its first lease to its confirmed death: the shell around `stepLease`. */
export class Warden {
  readonly #prepared: Prepared;
  readonly #ports: WardenPorts;
  readonly #say: (message: WardenMessage) => void;
  readonly #over: PromiseWithResolvers<void> = Promise.withResolvers();
  #holder: LeaseHolder;
  #reading = NOTHING_RUNS;
  #job: GatedJob | null = null;
  #root: ProcessIdentity | null = null;
  #gate: "shut" | "reached" | "open" = "shut";
  #sequence = 0;
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #saidPpm: PowerLevelPpm = 0;
  /** What the deadman was told last. */
  #told: { readonly leaseUntilMs: number; readonly known: ReadonlySet<string> } = { leaseUntilMs: 0, known: new Set() };
  #cancelStep: () => void = () => {};

  constructor(prepared: Prepared, ports: WardenPorts, say: (message: WardenMessage) => void) {
    this.#prepared = prepared;
    this.#ports = ports;
    this.#say = say;
    this.#holder = holdNoLease(this.#nowMs());
    void prepared.deadman.lost.then(() => this.#fail(deadmanLost("an end"), "deadman-lost"));
  }

  /** Settles when the run is over and its death confirmed. Rejects where a tree that runs could not be taken charge of. */
  watch(): Promise<void> {
    const { charge } = this.#prepared;
    if (charge.type === "adopt") this.#adopt(charge);
    this.#step();
    return this.#over.promise;
  }

  /** What the controller says next. */
  hear(message: ControllerMessage): void {
    if (message.type === "start" || message.type === "adopt") this.fail(protocolFault("one start", "a second one"));
    else this.#apply(message.type === "kill" ? { type: "end", cause: "killed" } : message);
    this.#step();
  }

  /** Nobody is left who could grant a first lease. A job that runs already has until the end of its lease. */
  abandon(): void {
    if (this.#holder.phase === "ready") this.#apply({ type: "end", cause: "lease-expired" });
  }

  /** Something is broken: say so and end the run. */
  fail(fault: unknown): void {
    this.#fail(fault, "fault");
  }

  #fail(fault: unknown, cause: DeathCause): void {
    if (this.#holder.phase === "ending") return;
    this.#say(faultMessage(fault));
    this.#apply({ type: "end", cause });
  }

  #apply(event: LeaseEvent): void {
    const { holder, actions } = stepLease(this.#holder, event, this.#nowMs());
    this.#holder = holder;
    for (const action of actions) this.#act(action);
  }

  #act(action: LeaseAction): void {
    if (action.type === "kill") return void this.#end(action.cause);
    const { charge } = this.#prepared;
    if (charge.type === "start") this.#guard(() => this.#launch(charge));
  }

  /** One round: has the lease ended, is the level held, is a heartbeat due; then wait for the next. */
  #step(): void {
    this.#cancelStep();
    this.#apply({ type: "time-passed" });
    this.#guard(() => this.#enforce());
    this.#lookAfterAdopted();
    if (this.#holder.phase === "ending") return;
    if (this.#hasNews()) this.#tellDeadman();
    if (this.#isHeartbeatDue()) this.#beat();
    this.#cancelStep = this.#ports.timers.after(this.#waitMs(), () => this.#step());
  }

  #waitMs(): number {
    const nowMs = this.#nowMs();
    const dueMs = [
      this.#holder.leaseUntilMs - nowMs,
      this.#saidAtMs + HEARTBEAT_INTERVAL_MS - nowMs,
      this.#reading.nextStepMs,
    ];
    return Math.max(0, Math.min(...dueMs));
  }

  /** Whatever fails while a job may run ends the job (law L1). */
  #guard(act: () => void): void {
    if (this.#holder.phase === "ending") return;
    try {
      act();
    } catch (fault) {
      this.fail(fault);
    }
  }

  /** Stops and guards a tree that runs already. It is in the journal by now: whatever dies here, the deadman finds it. */
  #adopt(charge: AdoptMessage): void {
    const processes = this.#take(charge);
    if (processes !== null) this.#guard(() => this.#holdTaken(processes));
  }

  /** How many were taken charge of; null where they could not be. */
  #take({ run, root: found, selfStopped }: AdoptMessage): number | null {
    const { actuator, deadman } = this.#prepared;
    const { processTable, ownPid } = this.#ports;
    try {
      const root = livingRoot(found, processTable);
      const { members } = holdTree(root, run, { ...this.#ports, exempt: [ownPid, deadman.pid] });
      actuator.adopt(root, { members, selfStopped: new Set(selfStopped.map(identityKey)) });
      this.#root = root;
      return members.length;
    } catch (fault) {
      this.#refuse(fault);
      return null;
    }
  }

  /** What cannot be held is not ours to kill: it stays stopped, and no journal is left that would have it reaped. */
  #refuse(fault: unknown): void {
    const { actuator, deadman, charge } = this.#prepared;
    this.#holder = { ...this.#holder, phase: "ending" };
    actuator.release();
    removeJournal(charge.journalFile);
    deadman.tell({ type: "disarm" });
    this.#over.reject(fault);
  }

  #holdTaken(processes: number): void {
    const { actuator } = this.#prepared;
    const { pid, startTime } = this.#root as ProcessIdentity;
    this.#reading = actuator.enforce(0, this.#nowMs());
    this.#tellDeadman();
    this.#gate = "open";
    this.#say({ type: "adopted", pid, startTime, processes, actuator: actuator.kind });
  }

  /** An adopted root is not our child: only the process table tells of its end, and nobody of its exit code. */
  #lookAfterAdopted(): void {
    if (this.#job !== null || this.#root === null || this.#holder.phase === "ending") return;
    const now = this.#ports.processTable.read(this.#root.pid);
    if (now === null || !sameProcess(now, this.#root) || !isAlive(now)) this.#onJobEnd({ code: null, signal: null });
  }

  #launch(start: StartMessage): void {
    const { file } = this.#prepared;
    const job = this.#ports.launchJob(start, file);
    this.#job = job;
    void job.ended.then((end) => this.#onJobEnd(end));
    this.#root = this.#ports.processTable.read(job.pid);
    void job.atGate.then(() => this.#onGateReached(), this.fail.bind(this));
  }

  #onGateReached(): void {
    this.#gate = "reached";
    this.#step();
  }

  #enforce(): void {
    const { levelPpm } = this.#holder;
    if (this.#gate === "reached" && levelPpm > 0) this.#openGate();
    if (this.#gate === "open") this.#reading = this.#prepared.actuator.enforce(levelPpm, this.#nowMs());
  }

  /** Everything that must hold before the job's first instruction, in this order. */
  #openGate(): void {
    const { actuator, journal, charge } = this.#prepared;
    const root = this.#root;
    if (root === null || this.#job === null) throw new TypeError("expected a root at the gate, got none");
    writeJournal(charge.journalFile, { ...journal, root: { pid: root.pid, startTime: root.startTime } });
    actuator.adopt(root);
    actuator.enforce(this.#holder.levelPpm, this.#nowMs());
    this.#tellDeadman();
    this.#gate = "open";
    this.#job.open();
    this.#say({
      type: "started",
      pid: root.pid,
      startTime: root.startTime,
      processGroup: root.pid,
      actuator: actuator.kind,
    });
  }

  #onJobEnd({ code, signal }: JobEnd): void {
    if (this.#holder.phase === "ending") return;
    if (this.#gate !== "open") return this.fail(jobNotStarted("an end before the command began"));
    this.#say({ type: "exited", code, signal });
    this.#apply({ type: "end", cause: "job-exited" });
  }

  #isHeartbeatDue(): boolean {
    return this.#nowMs() - this.#saidAtMs >= HEARTBEAT_INTERVAL_MS || this.#reading.achievedPpm !== this.#saidPpm;
  }

  #beat(): void {
    if (this.#prepared.deadman.unanswered() > DEADMAN_UNANSWERED_MAX)
      return this.#fail(deadmanLost("silence"), "deadman-lost");
    this.#tellDeadman();
    const { achievedPpm, cpuMs, processes } = this.#reading;
    this.#sequence += 1;
    this.#saidAtMs = this.#nowMs();
    this.#saidPpm = achievedPpm;
    // Counted from before it leaves: a lease may only be shorter than it looks.
    this.#apply({ type: "heartbeat-sent", sequence: this.#sequence });
    this.#say({
      type: "heartbeat",
      sequence: this.#sequence,
      levelPpm: achievedPpm,
      cpuMs,
      processes,
      readyToKill: this.#prepared.deadman.unanswered() <= DEADMAN_UNANSWERED_READY_MAX,
    });
  }

  /** Whether the deadman, who may have to act in the next instant, lacks a member or takes the lease for longer than it is. */
  #hasNews(): boolean {
    const { deadman, actuator } = this.#prepared;
    // One that answers slowly is told with the next heartbeat: its silence is counted by those.
    if (this.#gate !== "open" || deadman.unanswered() > 0) return false;
    const isShorter = this.#leaseUntilMs < this.#told.leaseUntilMs;
    return isShorter || actuator.known().some((member) => !this.#told.known.has(identityKey(member)));
  }

  #tellDeadman(): void {
    const known = this.#prepared.actuator.known().map(({ pid, startTime }) => ({ pid, startTime }));
    const leaseUntilMs = this.#leaseUntilMs;
    this.#prepared.deadman.tell({ type: "watch", leaseUntilMs, known });
    this.#told = { leaseUntilMs, known: new Set(known.map(identityKey)) };
  }

  get #leaseUntilMs(): number {
    return Math.ceil(this.#holder.leaseUntilMs);
  }

  async #end(cause: DeathCause): Promise<void> {
    this.#cancelStep();
    this.#ports.hurry?.();
    const onUnconfirmed = (survivors: readonly number[]): void => this.#say({ type: "unconfirmed", survivors });
    const elapsedMs = await killUntilDead(this.#prepared.actuator, { ...this.#ports, onUnconfirmed });
    this.#say({ type: "dead", processes: 0, channel: "process-table", cause, elapsedMs });
    cleanUp(this.#prepared);
    this.#over.resolve();
  }

  #nowMs(): number {
    return this.#ports.clock.monotonicMs();
  }
}

/** Leaves nothing behind; a cgroup that cannot be removed keeps its journal, so that the next start tries again. */
export function cleanUp({ actuator, deadman, charge }: Prepared): void {
  if (actuator.release()) removeJournal(charge.journalFile);
  deadman.tell({ type: "disarm" });
}

export const faultMessage = (fault: unknown): WardenMessage => ({
  type: "fault",
  code: fault instanceof PlimsollError ? fault.code : "WARDEN_FAULT",
  message: fault instanceof Error ? fault.message : String(fault),
});
