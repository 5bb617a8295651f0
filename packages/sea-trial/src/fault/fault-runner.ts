import type { RandomStream } from "@plimsoll/foundation";
import type { Lies } from "@plimsoll/mesh/simulated";
import { traitsWith } from "../mesh/trial-mesh.ts";
import { registerDataset } from "../people/archivist.ts";
import { guarded } from "../people/guarded.ts";
import { stealKey } from "../people/thief.ts";
import type { SimulatedSite } from "../site/simulated-site.ts";
import type { Trial } from "../trial/trial.ts";
import { forgedLog } from "../witness/forged-log.ts";
import type { FaultKind } from "./fault-kind.ts";
import type { PlannedFault } from "./fault-plan.ts";

const CALM = { latencyMs: 5, jitterMs: 10, lossPpm: 0, duplicatePpm: 0 };
/** One partition in so many lasts so much longer: a site of the mesh goes on alone for 15 minutes. */
const LONG_PARTITION = { oneIn: 3, times: 14 } as const;
const RESTART_MS_LEAST = 1_000;
const NEEDS_WRITES: ReadonlySet<FaultKind> = new Set(["disk-torn", "disk-full"]);
/** More than a forged history is ahead of the true one. */
const DATASETS_AT_REST = 18;
const DATASET_MS = 4_000;
/** An evaluator withholds for longer than other faults last: window sets are minutes apart. */
const WITHHELD_FOR = 12;

/** Arranges what goes wrong in a trial, counts what struck, and mends all of it at the end. */
export class FaultRunner {
  readonly struck = new Map<FaultKind, number>();
  readonly #trial: Trial;
  readonly #lies: Lies;
  readonly #cuts = new Set<readonly (readonly [number, number])[]>();
  /** What still blows, the newest last. */
  readonly #weathers = new Set<typeof CALM>();
  /** By site: how far its clock is off by each fault that goes on, the newest last. */
  readonly #steps = new Map<string, Set<{ readonly stepMs: number }>>();
  #isMended = false;

  constructor(trial: Trial, lies: Lies) {
    this.#trial = trial;
    this.#lies = lies;
  }

  arrange(plan: readonly PlannedFault[]): void {
    for (const fault of plan) this.#trial.world.at(fault.atMs, () => this.#strike(fault));
  }

  #strike(fault: PlannedFault): void {
    if (this.#isMended) return;
    const random = this.#trial.world.random("fault", fault.kind, fault.number);
    const site = this.#victimOf(fault);
    const detail = site === null ? null : this.#act(fault, site, random);
    if (site !== null && detail !== null) this.#tell(fault.kind, site, detail);
  }

  #tell(kind: FaultKind, { name }: SimulatedSite, detail: string): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    this.#trial.yard.tell({ kind: "fault", fault: kind, site: name, detail });
  }

  /** The site of the plan, or the next one that can be struck so. */
  #victimOf({ kind, place }: PlannedFault): SimulatedSite | null {
    const { sites } = this.#trial;
    const inTurn = sites.map((_, step) => sites[(place + step) % sites.length] as SimulatedSite);
    const strikable = inTurn.filter((site) => this.#canStrike(kind, site));
    const isBusy = ({ name }: SimulatedSite): boolean => this.#trial.yard.livingJobs(name).length > 0;
    // Where nothing is written, a disk that fails fails nobody.
    return (NEEDS_WRITES.has(kind) ? strikable.find(isBusy) : undefined) ?? strikable[0] ?? null;
  }

  #canStrike(kind: FaultKind, site: SimulatedSite): boolean {
    const { meters, yard, settings } = this.#trial;
    const isUp =
      site.life !== null && !site.life.process.isPaused && !site.folder.log.willTear && !site.folder.log.isFull;
    if (kind === "double-spend") return site.place === settings.sites - 1;
    if (kind === "meter-replay") return isUp && (meters.get(site.name)?.signed.length ?? 0) > 0;
    if (kind === "warden-crash") return isUp && yard.livingJobs(site.name).some(({ job }) => job.isWardenAlive);
    if (kind === "split-view") return isUp && this.#witnessesOf(site).length > 0;
    if (kind === "disk-bit-flip") return site.settings.standing === "alone" && isUp && site.promised.length > 0;
    // A new key is verified as the ledger has it: with a real signature.
    if (kind === "stolen-key") return site.settings.signatures === "ed25519" && isUp && site.promised.length > 8;
    if (kind === "withheld-evidence")
      return !yard.withholding.has(site.name) && this.#trial.labs.get(site.name)?.model.fate !== "obedient";
    if (kind === "partition" || kind === "weather") return true;
    return isUp;
  }

  #witnessesOf(site: SimulatedSite) {
    return this.#trial.witnesses.filter(({ watched }) => watched.includes(site));
  }

  /** What was done; null where it came to nothing. */
  #act(fault: PlannedFault, site: SimulatedSite, random: RandomStream): string | null {
    switch (fault.kind) {
      case "crash":
        return this.#crash(site, fault.forMs);
      case "power-cut":
        return this.#powerCut(site, fault.forMs);
      case "pause":
        return this.#pause(site, fault.forMs);
      case "warden-crash":
        return this.#crashWarden(site);
      case "partition":
        return this.#partition(site, random, fault.forMs);
      case "weather":
        return this.#weather(random, fault.forMs);
      case "clock-step":
        return this.#stepClock(site, random, fault.forMs);
      case "disk-torn":
        return this.#tear(site, random, fault.forMs);
      case "disk-full":
        return this.#fill(site, fault.forMs);
      case "disk-bit-flip":
        return this.#flip(site, random, fault.forMs);
      case "meter-replay":
        return this.#replay(site, random);
      case "split-view":
        return this.#split(site, random, fault.forMs);
      case "stolen-key":
        return stealKey(site, this.#labOf(site), this.#trial.yard, random);
      case "double-spend":
        return this.#spendTwice(site);
      default:
        return this.#withhold(site, random, fault.forMs);
    }
  }

  #labOf(site: SimulatedSite): string {
    return this.#trial.labs.get(site.name)?.name ?? "";
  }

  #hostOf({ place }: SimulatedSite) {
    return this.#trial.mesh.mesh.hosts[place];
  }

  #restart(site: SimulatedSite, forMs: number): void {
    this.#trial.world.after(RESTART_MS_LEAST + forMs, () => this.#switchOn(site));
  }

  #switchOn(site: SimulatedSite): void {
    const host = this.#hostOf(site);
    if (host?.program === null) host.start();
    site.start();
  }

  #crash(site: SimulatedSite, forMs: number): string {
    site.kill();
    this.#hostOf(site)?.kill();
    this.#restart(site, forMs);
    return `${forMs} ms`;
  }

  #powerCut(site: SimulatedSite, forMs: number): string {
    site.powerCut();
    this.#hostOf(site)?.powerCut(this.#trial.world.random("mesh disk", site.name, this.#trial.world.nowMs));
    for (const { job } of this.#trial.yard.livingJobs(site.name)) job.powerCut();
    this.#restart(site, forMs);
    return `${forMs} ms`;
  }

  #pause(site: SimulatedSite, forMs: number): string {
    const { life } = site;
    life?.process.pause();
    const host = this.#hostOf(site);
    if (host?.program !== null) host?.pause();
    this.#trial.world.after(forMs, () => {
      if (host?.isPaused === true) host.unpause();
      life?.process.resume();
    });
    return `${forMs} ms`;
  }

  #crashWarden(site: SimulatedSite): string | null {
    const victim = this.#trial.yard.livingJobs(site.name).find(({ job }) => job.isWardenAlive);
    victim?.job.killWarden();
    return victim?.name ?? null;
  }

  /** Whoever else it parts, the site is parted from the one beside it. */
  #partition({ place }: SimulatedSite, random: RandomStream, shortMs: number): string {
    const forMs = random.chance(1, LONG_PARTITION.oneIn) ? LONG_PARTITION.times * shortMs : shortMs;
    const groups = this.#trial.sites.map(() => random.below(2));
    groups[place] = 1 - (groups[(place + 1) % groups.length] ?? 0);
    const cuts = groups.flatMap((group, from) =>
      groups.flatMap((other, to) => (group === other ? [] : [[from, to] as const])),
    );
    this.#cuts.add(cuts);
    this.#applyCuts();
    this.#trial.world.after(forMs, () => {
      this.#cuts.delete(cuts);
      this.#applyCuts();
    });
    return `${forMs} ms`;
  }

  #applyCuts(): void {
    const { network } = this.#trial.mesh.mesh.world;
    network.heal();
    for (const cuts of this.#cuts) for (const [from, to] of cuts) network.cut(from, to);
  }

  #weather(random: RandomStream, forMs: number): string {
    const weather = {
      latencyMs: 5 + random.below(200),
      jitterMs: 500 + random.below(4_000),
      lossPpm: random.below(300_000),
      duplicatePpm: random.below(300_000),
    };
    this.#weathers.add(weather);
    this.#applyWeather();
    this.#trial.world.after(forMs, () => {
      this.#weathers.delete(weather);
      this.#applyWeather();
    });
    return JSON.stringify(weather);
  }

  #applyWeather(): void {
    this.#trial.mesh.mesh.world.network.setWeather([...this.#weathers].at(-1) ?? CALM);
  }

  #stepClock(site: SimulatedSite, random: RandomStream, forMs: number): string {
    const stepMs = (random.chance(1, 2) ? 1 : -1) * (500 + random.below(120_000));
    const step = { stepMs };
    const steps = this.#steps.get(site.name) ?? new Set();
    this.#steps.set(site.name, steps.add(step));
    this.#setClock(site);
    this.#trial.world.after(forMs, () => {
      steps.delete(step);
      this.#setClock(site);
    });
    return `${stepMs} ms`;
  }

  #setClock(site: SimulatedSite): void {
    const stepMs = [...(this.#steps.get(site.name) ?? [])].at(-1)?.stepMs ?? 0;
    site.clock.stepMs = stepMs;
    const host = this.#hostOf(site);
    if (host !== undefined) host.traits = traitsWith(this.#trial.epochMs + stepMs);
  }

  /** The next write stops in the middle, and the machine with it. It strikes when there is one. */
  #tear(site: SimulatedSite, random: RandomStream, forMs: number): null {
    site.folder.log.tearNext(random, () => {
      this.#tell("disk-torn", site, `${forMs} ms`);
      this.#powerCut(site, forMs);
    });
    return null;
  }

  /** It strikes with the first write for which there is no room. */
  #fill(site: SimulatedSite, forMs: number): null {
    let isTold = false;
    site.folder.log.fillUp(() => {
      if (!isTold) this.#tell("disk-full", site, `${forMs} ms`);
      isTold = true;
    });
    this.#trial.world.after(forMs, () => site.folder.log.makeRoom());
    return null;
  }

  #flip(site: SimulatedSite, random: RandomStream, forMs: number): string {
    this.#crash(site, forMs);
    const offset = random.below(Math.max(1, site.folder.log.size()));
    const bit = random.below(8);
    site.flipBit(offset, bit);
    return `bit ${bit} of byte ${offset}`;
  }

  #replay(site: SimulatedSite, random: RandomStream): string | null {
    const signed = this.#trial.meters.get(site.name)?.signed ?? [];
    const envelope = signed[random.below(Math.max(1, signed.length))];
    const { life } = site;
    if (envelope === undefined || life === null) return null;
    let answer: string = "no answer";
    guarded(() => {
      answer = life.writer.submit(envelope).kind;
    });
    return answer;
  }

  #split(site: SimulatedSite, random: RandomStream, forMs: number): string | null {
    const log = site.life?.site.log;
    const [witness] = this.#witnessesOf(site);
    if (log === undefined || witness === undefined || log.leafCount < 8) return null;
    if (!guarded(() => witness.forge(site, forgedLog(site, log, site.clock, random)))) return null;
    witness.ask(site);
    this.#trial.world.after(forMs, () => witness.endForgery(site));
    return witness.name;
  }

  #spendTwice({ place }: SimulatedSite): string | null {
    const host = this.#trial.mesh.mesh.hosts[place];
    const program = host?.program ?? null;
    if (program === null || host?.isPaused === true) return null;
    const free = program.member.free("cu");
    if (free === 0) return null;
    this.#lies.fork(place);
    this.#trial.byzantine.add(place);
    return `${free} micro-CU`;
  }

  /** It strikes when there is something to withhold. */
  #withhold(site: SimulatedSite, random: RandomStream, forMs: number): null {
    const { withholding } = this.#trial.yard;
    const how = random.chance(1, 2) ? "void" : "missing";
    const onWithheld = (trials: number): void => this.#tell("withheld-evidence", site, `${trials} trials, ${how}`);
    withholding.set(site.name, { how, onWithheld });
    this.#trial.world.after(forMs * WITHHELD_FOR, () => withholding.delete(site.name));
    return null;
  }

  /** Nothing is wrong any more: links, clocks, disks, processes. */
  mend(): void {
    this.#isMended = true;
    const { mesh, sites, yard } = this.#trial;
    this.#cuts.clear();
    mesh.mesh.world.network.heal();
    this.#weathers.clear();
    this.#applyWeather();
    this.#steps.clear();
    yard.withholding.clear();
    for (const site of sites) this.#mendSite(site);
    yard.tell({ kind: "mended" });
    for (const site of sites) if (this.#witnessesOf(site).length > 0) this.#goOn(site, DATASETS_AT_REST);
  }

  /** A log that is witnessed grows beyond any history that somebody made up: whoever was shown one meets the true one. */
  #goOn(site: SimulatedSite, left: number): void {
    if (left === 0) return;
    const lab = this.#trial.labs.get(site.name)?.names[0] ?? "";
    this.#trial.world.after(DATASET_MS, () => {
      const done = site.life !== null && registerDataset(site.life.site, lab, left);
      this.#goOn(site, done ? left - 1 : left);
    });
  }

  #mendSite(site: SimulatedSite): void {
    const { witnesses } = this.#trial;
    this.#setClock(site);
    site.folder.log.makeWhole();
    for (const witness of witnesses) witness.endForgery(site);
    const host = this.#hostOf(site);
    if (host?.isPaused === true) host.unpause();
    site.life?.process.resume();
    if (site.isDamaged) site.putBack();
    site.scrub();
    this.#switchOn(site);
  }
}
