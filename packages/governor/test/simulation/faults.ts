import type { RandomStream } from "@plimsoll/foundation";
import type { LedgerPace } from "./slow-ledger.ts";
import type { Task } from "./machine.ts";
import type { Party, PartyKind } from "./party.ts";
import type { Fate } from "./pipe.ts";
import type { Act, World } from "./world.ts";

/** What befalls a run and its guards. */
export const RUN_FAULTS = [
  "controller death",
  "warden death",
  "deadman death",
  "guard hang",
  "clock forward",
  "clock back",
  "disk full",
  "lost message",
  "slow kernel",
  "pid reuse",
] as const;

/** What befalls a gate and its site: it has no guards and no process numbers, and the gate dies instead. */
export const GATE_FAULTS = [
  "controller death",
  "gate death",
  "clock forward",
  "clock back",
  "disk full",
  "lost message",
  "slow kernel",
] as const;

export type FaultKind = (typeof RUN_FAULTS)[number] | (typeof GATE_FAULTS)[number];

/** Where faults can strike. */
export interface FaultGround {
  readonly occasions: readonly Occasion[];
  /** Pipes that can lose what is said on them. */
  readonly directions: readonly (readonly [PartyKind, PartyKind])[];
  /** Programs whose wall clocks step together: those of one machine, or of all. */
  readonly clocks: readonly (readonly PartyKind[])[];
}

/** A fault and its instant: a time, or the first such act of a program from that time on. */
export interface FaultPlan {
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly on: Occasion | null;
  /** Of a clock fault: whose, and by how much; drawn by default. */
  readonly step?: { readonly clocks: readonly PartyKind[]; readonly byMs: number };
}

export interface Occasion {
  readonly party: PartyKind;
  readonly act: Act;
  /** What the act is about, or any. */
  readonly detail?: string;
}

/** Where a death or a loss does most: between the parts of what must not be torn apart. */
const RUN_OCCASIONS: readonly Occasion[] = [
  { party: "warden", act: "write", detail: "controller" },
  { party: "controller", act: "write", detail: "warden" },
  { party: "warden", act: "write", detail: "deadman" },
  { party: "deadman", act: "write", detail: "warden" },
  { party: "warden", act: "signal", detail: "SIGSTOP" },
  { party: "warden", act: "signal", detail: "SIGKILL" },
  { party: "warden", act: "signal", detail: "SIGCONT" },
  { party: "deadman", act: "signal", detail: "SIGKILL" },
  { party: "deadman", act: "survey" },
  { party: "controller", act: "survey" },
  { party: "controller", act: "append" },
  { party: "warden", act: "sync" },
  { party: "warden", act: "survey" },
  { party: "warden", act: "control" },
  { party: "warden", act: "spawn" },
];

/** An hour is what a wrong time zone does. A few seconds are worse: what has just ended seems to go on. */
const STEPS_MS = [3_600_000, 3_600_000, 3_000] as const;
/** An occasion that does not come is not waited for longer. */
const OCCASION_MS_MAX = 1_500;
/** Whoever is to die may not have been born yet. */
const VICTIM_MS_MAX = 2_000;
/** So many forks as it takes to come round to a number again are not done faster. */
const REUSE_MS_MIN = 20;

interface Loss {
  readonly sender: PartyKind;
  readonly receiver: PartyKind;
  readonly untilMs: number;
  readonly linesMax: number;
  lines: number;
}

/** A hiccup, longer than a lease, or until the end of the history. */
const HANG_MS = [600, 3_000, 60_000] as const;

/** One line alone, or all of them for so long. */
const LOSS_MS = [null, 300, 3_000] as const;
const SINGLE_LOSS_MS_MAX = 4_000;

/** One machine: a controller, a warden, a deadman. */
export const RUN_GROUND: FaultGround = {
  occasions: RUN_OCCASIONS,
  directions: [
    ["controller", "warden"],
    ["warden", "controller"],
    ["warden", "deadman"],
    ["deadman", "warden"],
  ],
  clocks: [["controller", "warden", "deadman"]],
};

/** Two machines: a site, and a gate that hears of it. */
export const GATE_GROUND: FaultGround = {
  occasions: [
    { party: "controller", act: "write", detail: "gate" },
    { party: "controller", act: "append" },
    { party: "gate", act: "read" },
  ],
  directions: [["controller", "gate"]],
  clocks: [["controller"], ["gate"], ["controller", "gate"]],
};

/** Lets faults strike, and knows which of them changed anything. */
export class FaultInjector {
  readonly lastAtMs: number;
  readonly plans: readonly FaultPlan[];
  readonly #world: World;
  readonly #random: RandomStream;
  readonly #pace: LedgerPace;
  readonly #bites: (() => boolean)[] = [];
  readonly #waiting = new Map<number, Occasion>();
  readonly #losses: Loss[] = [];
  readonly #ground: FaultGround;
  readonly #wallOffsetsMs = new Map<PartyKind, number>();

  constructor(
    world: World,
    random: RandomStream,
    pace: LedgerPace,
    ground: FaultGround,
    faults: readonly (FaultKind | FaultPlan)[],
  ) {
    this.#ground = ground;
    this.#world = world;
    this.#random = random;
    this.#pace = pace;
    let atMs = 0;
    this.plans = faults.map((fault, index) => {
      if (typeof fault !== "string") return fault;
      atMs = index === 0 ? 20 + random.below(4_000) : atMs + gapMs(random);
      return { kind: fault, atMs, on: random.chance(1, 2) ? oneOf(random, ground.occasions) : null };
    });
    this.lastAtMs =
      Math.max(0, ...this.plans.map(({ atMs: at, on }) => at + (on === null ? 0 : OCCASION_MS_MAX))) + VICTIM_MS_MAX;
    this.plans.forEach((plan, index) => world.post(null, plan.atMs, () => this.#arm(plan, index)));
    world.meet = (party, act, detail) => this.#meet(party, act, detail);
    world.fateOf = (sender, receiver) => this.#fateOf(sender, receiver);
    world.onParty = (party) => (party.wallOffsetMs = this.#wallOffsetsMs.get(party.kind) ?? 0);
  }

  bit(): boolean[] {
    return this.plans.map((_, index) => this.#bites[index]?.() ?? false);
  }

  #arm(plan: FaultPlan, index: number): void {
    if (plan.on === null) return this.#strike(plan.kind, index);
    this.#waiting.set(index, plan.on);
    this.#world.post(null, this.#world.nowMs + OCCASION_MS_MAX, () => this.#strikeWaiting(index));
  }

  #meet(party: Party, act: Act, detail: string): void {
    for (const [index, on] of this.#waiting)
      if (on.party === party.kind && on.act === act && (on.detail === undefined || on.detail === detail))
        this.#strikeWaiting(index);
  }

  #strikeWaiting(index: number): void {
    if (this.#waiting.delete(index)) this.#strike((this.plans[index] as FaultPlan).kind, index);
  }

  #strike(kind: FaultKind, index: number): void {
    if (kind === "controller death") this.#kill("controller", index);
    else if (kind === "warden death") this.#kill("warden", index);
    else if (kind === "deadman death") this.#kill("deadman", index);
    else if (kind === "gate death") this.#kill("gate", index);
    else if (kind === "guard hang") this.#hang(index);
    else if (kind === "clock forward") this.#stepClocks(1, index);
    else if (kind === "clock back") this.#stepClocks(-1, index);
    else if (kind === "disk full") this.#fillDisk(index);
    else if (kind === "lost message") this.#lose(index);
    else if (kind === "slow kernel") this.#slow(index);
    else this.#reuse(index);
  }

  #kill(kind: PartyKind, index: number, untilMs = this.#world.nowMs + VICTIM_MS_MAX): void {
    const victim = this.#world.alive(kind);
    if (victim === null) return this.#later(untilMs, () => this.#kill(kind, index, untilMs));
    this.#bites[index] = () => true;
    this.#world.kill(victim);
  }

  /** A warden or its deadman is alive and does nothing: swapped out, stopped, or in an endless loop. */
  #hang(index: number, untilMs = this.#world.nowMs + VICTIM_MS_MAX): void {
    const victim = this.#world.alive(oneOf(this.#random, ["warden", "warden", "deadman"] as const));
    if (victim === null) return this.#later(untilMs, () => this.#hang(index, untilMs));
    this.#bites[index] = () => true;
    const forMs = oneOf(this.#random, HANG_MS);
    // Between two events: what it has begun would else be done in a future that nobody else has reached.
    this.#world.post(null, this.#world.nowMs, () => victim.stall(forMs));
  }

  #stepClocks(direction: 1 | -1, index: number): void {
    const drawn = { clocks: oneOf(this.#random, this.#ground.clocks), byMs: direction * oneOf(this.#random, STEPS_MS) };
    const { clocks: kinds, byMs } = this.plans[index]?.step ?? drawn;
    for (const kind of kinds) this.#wallOffsetsMs.set(kind, (this.#wallOffsetsMs.get(kind) ?? 0) + byMs);
    const stepped = this.#world.parties.filter(({ kind }) => kinds.includes(kind));
    for (const party of stepped)
      Object.assign(party, { wallOffsetMs: this.#wallOffsetsMs.get(party.kind), hasSeenStep: false });
    this.#bites[index] = () => this.#world.parties.some(({ hasSeenStep }) => hasSeenStep);
  }

  #fillDisk(index: number): void {
    const { disk } = this.#world;
    const before = disk.refusals;
    disk.isFull = true;
    const forMs = oneOf(this.#random, [300, 3_000, null]);
    if (forMs !== null) this.#world.post(null, this.#world.nowMs + forMs, () => (disk.isFull = false));
    this.#bites[index] = () => disk.refusals > before;
  }

  #lose(index: number): void {
    const [sender, receiver] = oneOf(this.#random, this.#ground.directions);
    const forMs = oneOf(this.#random, LOSS_MS);
    const untilMs = this.#world.nowMs + (forMs ?? SINGLE_LOSS_MS_MAX);
    const loss: Loss = { sender, receiver, untilMs, linesMax: forMs === null ? 1 : Number.POSITIVE_INFINITY, lines: 0 };
    this.#losses.push(loss);
    this.#bites[index] = () => loss.lines > 0;
  }

  #fateOf(sender: Party, receiver: Party): Fate {
    const loss = this.#losses.find(
      (each) =>
        each.sender === sender.kind &&
        each.receiver === receiver.kind &&
        this.#world.nowMs <= each.untilMs &&
        each.lines < each.linesMax,
    );
    if (loss === undefined) return [0];
    loss.lines += 1;
    return [];
  }

  #slow(index: number): void {
    const before = this.#pace.slowed;
    const delayMs = oneOf(this.#random, [400, 1_500, 4_000]);
    for (let count = 1 + this.#random.below(4); count > 0; count -= 1) this.#pace.delaysMs.push(delayMs);
    this.#bites[index] = () => this.#pace.slowed > before;
  }

  /** A process of the run, or one of its guards, ends, and its number becomes somebody else's. */
  #reuse(index: number, untilMs = this.#world.nowMs + VICTIM_MS_MAX): void {
    const victims = this.#reusable();
    const victim = victims[this.#random.below(Math.max(1, victims.length))];
    if (victim === undefined) return this.#later(untilMs, () => this.#reuse(index, untilMs));
    this.#world.machine.die(victim);
    this.#takeNumber(victim.pid, index, this.#world.nowMs + REUSE_MS_MIN);
  }

  /** Workers twice as likely as root and guards, whose end is a fault of its own. */
  #reusable(): Task[] {
    const { machine } = this.#world;
    const jobs = [...machine.tasks.values()].filter(
      (task) => task.owner.startsWith("job:") && machine.isAlive(task) && task.demand > 0,
    );
    const deadman = this.#world.alive("deadman")?.task;
    return jobs.length === 0 ? [] : [...jobs, ...jobs.slice(1), ...(deadman === undefined ? [] : [deadman])];
  }

  #takeNumber(pid: number, index: number, atMs: number): void {
    const { machine } = this.#world;
    this.#world.post(null, atMs, () => {
      if (!machine.isFree(pid))
        return this.#later(this.#world.nowMs + VICTIM_MS_MAX, () => this.#takeNumber(pid, index, this.#world.nowMs));
      machine.spawn({ parent: null, owner: "innocent", marker: null, ownSession: true, demand: 0.2, pid });
      this.#bites[index] = () => true;
    });
  }

  #later(untilMs: number, act: () => void): void {
    if (this.#world.nowMs < untilMs) this.#world.post(null, this.#world.nowMs + 20, act);
  }
}

const oneOf = <T>(random: RandomStream, of: readonly T[]): T => of[random.below(of.length)] as T;

/** Most pairs that matter are close together: a third within a few ms, a third while a kill lasts, a third anyhow. */
function gapMs(random: RandomStream): number {
  return random.below(oneOf(random, [5, 300, 3_000]));
}
