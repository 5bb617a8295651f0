import { auditPolicy, digestNamed, MeteredSite, type Reported, START_MS } from "./metered-site.ts";
import { CALL_MJ, type Evaded, type Evader } from "./evasion.ts";
import { FLEET, type HonestNoise, type HonestStep, SimulatedLab } from "./simulated-lab.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface LifePlan {
  readonly seed: string;
  readonly noise: HonestNoise;
  readonly days: number;
  readonly auditWindowMs: number;
  readonly divergencePpm: number;
  readonly checkpointMs: number;
  readonly reportMs: number;
  /** Nobody where the lab is honest all its life. */
  readonly evader: Evader | null;
  /** Share of the declared energy. */
  readonly share: number;
  /** What the yardstick is wrong by besides, ppm. */
  readonly biasPpm?: number;
}

/** How one life looked to the kernel. Times in ms since the hidden load began, or since the audit did where there is none. */
export interface Life {
  /** The first time that the shipped rules found something, and as what. */
  readonly found: { readonly afterMs: number; readonly verdict: string } | null;
  /** Each closed window: its end, and the largest of the kernel's cumulative sums, ppm · ms. */
  readonly sums: readonly { readonly afterMs: number; readonly sum: bigint }[];
  /** Each report that was further above the most than any before it: ppm of the most. */
  readonly excess: readonly { readonly afterMs: number; readonly ppm: number }[];
}

/** Before anything is hidden, the lab is honest for so long, and a part of a day that nobody can foresee. */
const HONEST_DAYS = 2;
/** A lab names this itself; about twice what it serves. */
const CALLS_PER_SECOND_MAX = 600;
/** Evidence covers a thousand checkpoints; the kernel goes back over those since the newest set. */
const PROBED_EVERY = 96;

/** Lives one lab through the real kernel: run, checkpoints, meter reports, windows. */
export function lived(plan: LifePlan): Life {
  const life = new LabLife(plan);
  for (let at = 0; at < life.endsAtMs && !life.watch.isOver(); at += life.stepMs) life.step(at);
  return life.watch.life();
}

/** A lab, its site and its meter, step by step. */
class LabLife {
  readonly stepMs: number;
  readonly endsAtMs: number;
  readonly watch: Watch;
  readonly #plan: LifePlan;
  readonly #site: MeteredSite;
  readonly #lab: SimulatedLab;
  readonly #hiddenFromMs: number;
  readonly #checkpointPhaseMs: number;
  readonly #typicalMj: number;
  readonly #meter = { energyMj: 0, flop: 0n, calls: 0, setBack: 0 };
  #claimedFlop = 0n;
  #checkpoints = 0;

  constructor(plan: LifePlan) {
    const { noise, seed, evader, days, auditWindowMs, divergencePpm, checkpointMs, reportMs, biasPpm = 0 } = plan;
    this.#plan = plan;
    this.#site = MeteredSite.running(`${FLEET.flopPerSecondMax}`, { ...auditPolicy, auditWindowMs, divergencePpm });
    this.#site.keeps = false;
    if (evader?.serves === true) this.#site.deploy(CALLS_PER_SECOND_MAX);
    this.#lab = new SimulatedLab(seed, noise, biasPpm);
    this.#hiddenFromMs = evader === null ? 0 : Math.floor((HONEST_DAYS + this.#lab.unit()) * DAY_MS);
    this.#checkpointPhaseMs = Math.floor(this.#lab.unit() * checkpointMs);
    this.stepMs = Math.min(checkpointMs, reportMs, 5 * MINUTE_MS);
    this.endsAtMs = this.#hiddenFromMs + days * DAY_MS;
    const typicalFlop = Number(FLEET.flopPerSecondMax) * FLEET.typicalShare * (this.stepMs / 1_000);
    this.#typicalMj = (typicalFlop / 1e12) * FLEET.mjPerTeraFlop;
    this.watch = new Watch(this.#hiddenFromMs);
  }

  step(at: number): void {
    const { checkpointMs, reportMs } = this.#plan;
    const { stepMs } = this;
    this.#site.at = START_MS + at + stepMs;
    this.#use(this.#lab.step(at, stepMs), at);
    const isCheckpoint = (at + stepMs + this.#checkpointPhaseMs) % checkpointMs < stepMs;
    // A checkpoint is decided under a meter that was just heard, as it is where meters report every ten seconds.
    if (isCheckpoint || (at + stepMs) % reportMs < stepMs) this.#report(at + stepMs);
    if (isCheckpoint) this.#declare();
  }

  #use(honest: HonestStep, at: number): void {
    const evaded = this.#evaded(honest, at);
    const calls = this.#plan.evader?.serves === true ? Math.round((0.2 * this.#typicalMj) / CALL_MJ.typical) : 0;
    const counted = this.#plan.evader?.ownFlopMeter === true ? 0n : evaded.paddedFlop;
    this.#claimedFlop += honest.flop + evaded.paddedFlop;
    this.#meter.flop += honest.flop + counted;
    this.#meter.calls += calls + evaded.calls;
    this.#meter.energyMj += honest.energyMj + calls * CALL_MJ.typical + evaded.hiddenMj;
    this.#meter.setBack += evaded.hiddenMj;
    if (evaded.resets) this.#setBack();
  }

  #evaded({ flop }: HonestStep, at: number): Evaded {
    const { evader, share } = this.#plan;
    const sinceMs = at - this.#hiddenFromMs;
    if (evader === null || sinceMs < 0) return HONEST;
    return evader.step({ at, sinceMs, stepMs: this.stepMs, share, typicalMj: this.#typicalMj, flop });
  }

  #setBack(): void {
    this.#meter.energyMj -= this.#meter.setBack;
    this.#meter.setBack = 0;
  }

  #report(at: number): void {
    const { energyMj, calls, flop } = this.#meter;
    const counters = { energyMj: `${BigInt(Math.round(energyMj))}`, apiCalls: calls, trainingFlop: `${flop}` };
    this.watch.take(this.#site.reportUnheeded(counters), at);
  }

  #declare(): void {
    this.#checkpoints += 1;
    const name = `c${this.#checkpoints}`;
    this.#site.checkpoint(name, this.#claimedFlop);
    if (this.#checkpoints % PROBED_EVERY === 0)
      this.#site.probe(`again-${name}`, { kind: "run", run: "run-1" }, digestNamed(name));
  }
}

const HONEST: Evaded = { hiddenMj: 0, paddedFlop: 0n, calls: 0, resets: false };

/** Notes what the kernel said, and goes on: a life is read at every threshold. */
class Watch {
  readonly #fromMs: number;
  #found: Life["found"] = null;
  readonly #sums: { afterMs: number; sum: bigint }[] = [];
  readonly #excess: { afterMs: number; ppm: number }[] = [];

  constructor(fromMs: number) {
    this.#fromMs = fromMs;
  }

  take({ reconciliation }: Reported, at: number): void {
    const afterMs = at - this.#fromMs;
    const { verdict, closes, cusum, channels } = reconciliation;
    if (verdict !== "agrees") this.#found ??= { afterMs, verdict };
    const ppm = Math.max(...Object.values(channels).map(aboveOf));
    if (ppm > (this.#excess.at(-1)?.ppm ?? 0)) this.#excess.push({ afterMs, ppm });
    const sum = Object.values(cusum)
      .map(BigInt)
      .reduce((most, each) => (each > most ? each : most), 0n);
    if (closes) this.#sums.push({ afterMs, sum });
  }

  /** An evader that was found long ago shows nothing new; an honest life is read to its end. */
  isOver(): boolean {
    return (
      this.#found !== null &&
      this.#fromMs > 0 &&
      this.#found.afterMs >= 0 &&
      (this.#sums.at(-1)?.afterMs ?? 0) > this.#found.afterMs + 2 * DAY_MS
    );
  }

  life(): Life {
    return { found: this.#found, sums: this.#sums, excess: this.#excess };
  }
}

function aboveOf({ atMost, measured }: { readonly atMost: string; readonly measured: string }): number {
  const most = BigInt(atMost);
  const above = BigInt(measured) - most;
  return above <= 0n || most === 0n ? 0 : Number((above * 1_000_000n) / most);
}
