import { PlimsollError } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import {
  type KeyRing,
  memoryKeyRing,
  originOf,
  rehearsalKeys,
  Sequencer,
  Site,
  type SiteWriter,
} from "@plimsoll/governor";
import { power, stateDigest } from "@plimsoll/kernel";
import type { Ledger } from "@plimsoll/ledger";
import { LogSigner, openLedgerIn } from "@plimsoll/ledger/folder";
import { LifeFolder } from "../disk/life-folder.ts";
import { SimulatedFolder } from "../disk/simulated-folder.ts";
import type { Fact, ObservedPower } from "../laws/observed.ts";
import { MeshDesk, type MeshDeskParts } from "../mesh/mesh-desk.ts";
import { HostClock } from "../world/host-clock.ts";
import { SimulatedProcess } from "../world/process.ts";
import type { TrialWorld } from "../world/world.ts";
import { MeshWriter } from "./mesh-writer.ts";
import { promisedLedger } from "./promised-ledger.ts";
import { simulatedKeys } from "./simulated-keys.ts";
import { toldWriter } from "./told-writer.ts";

export interface SiteSettings {
  readonly name: string;
  readonly place: number;
  readonly standing: "alone" | "meshed";
  readonly operator: "honest" | "lying";
  /** Meters count for its lab, and it may not be without their word. */
  readonly isMetered: boolean;
  readonly epochMs: number;
  readonly driftPpm: number;
  readonly keySeed: string;
  /** Of commands, tokens and feeds. */
  readonly signatures: "ed25519" | "simulated";
}

export interface SitePorts {
  readonly world: TrialWorld;
  readonly tell: (fact: Fact) => void;
  /** Of a meshed site. */
  readonly mesh: Pick<MeshDeskParts, "mesh" | "sites" | "home"> | null;
  /** What its process does once it serves. */
  readonly onStarted: (site: SimulatedSite, life: SiteLife) => void;
}

/** One life of a site's process: what is in memory only. */
export interface SiteLife {
  readonly process: SimulatedProcess;
  readonly site: Site;
  /** For envelopes that others made. */
  readonly writer: SiteWriter;
}

/** How long an operator takes to start what died, ms. */
const RESTART_MS = 4_000;
const PUT_BACK_MS = 30_000;
/** A disk that says so holds what it held. */
const OUT_OF_ROOM: ReadonlySet<string> = new Set(["DISK_FULL", "LEDGER_IO_FAILED"]);

/** A site on a machine of its own: its disk, its clock, its keys, and the process that serves it, life after life. */
export class SimulatedSite {
  readonly settings: SiteSettings;
  readonly folder = new SimulatedFolder();
  readonly clock: HostClock;
  readonly keys: KeyRing;
  readonly promised: string[] = [];
  readonly #ports: SitePorts;
  readonly #ledgerKey: SigningKey;
  readonly #names = new Map<string, string>();
  #life: SiteLife | null = null;
  #desk: MeshDesk | null = null;
  #lives = 0;
  #isDamaged = false;
  #refusedBy: string | null = null;
  #note: MeshDeskParts["note"] = null;
  /** What a mirror holds since the disk was damaged. */
  #mirror: Uint8Array | null = null;

  constructor(settings: SiteSettings, ports: SitePorts) {
    this.settings = settings;
    this.#ports = ports;
    const { world } = ports;
    this.clock = new HostClock(settings.epochMs, () => world.nowMs, settings.driftPpm);
    const real = rehearsalKeys(settings.keySeed);
    const simulated = simulatedKeys(settings.keySeed);
    this.keys = memoryKeyRing(settings.signatures === "ed25519" ? real : simulated);
    // Checkpoints are signed with real keys everywhere.
    this.#ledgerKey = real("ledger");
  }

  get name(): string {
    return this.settings.name;
  }

  get place(): number {
    return this.settings.place;
  }

  get life(): SiteLife | null {
    return this.#life;
  }

  /** Why it could not be opened the last time. */
  get refusedBy(): string | null {
    return this.#refusedBy;
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  get ledgerKey(): SigningKey {
    return this.#ledgerKey;
  }

  get origin(): string {
    return `plimsoll.trial/${this.settings.name}`;
  }

  /** Opens it from what is on its disk, as the product does after a crash. */
  start(): void {
    if (this.#life !== null) return;
    const process = new SimulatedProcess(this.#ports.world);
    try {
      this.#open(process);
    } catch (cause) {
      process.die();
      this.#onBroken(cause);
    }
  }

  #open(process: SimulatedProcess): void {
    const { tell, world } = this.#ports;
    const ledger = this.#openLedger(process);
    const writer = toldWriter(
      this.#writerOn(process, ledger),
      this.name,
      (keyId) => this.nameOfKey(keyId),
      (fact) => process.isAlive && tell(fact),
    );
    const site = new Site({ writer, keys: this.keys, clock: this.clock });
    this.#lives += 1;
    this.#refusedBy = null;
    const life = { process, site, writer };
    this.#life = life;
    tell({ kind: "site.started", site: this.name, life: this.#lives, entryCount: ledger.size });
    world.unsettle();
    this.#ports.onStarted(this, life);
  }

  #openLedger(process: SimulatedProcess): Ledger {
    const folder = new LifeFolder(this.folder, () => process.isAlive);
    const ledger = openLedgerIn(folder, new LogSigner(this.origin, this.#ledgerKey), {
      clock: this.clock,
      publication: "each-second",
    });
    return promisedLedger(ledger, (first, entries) => {
      if (!process.isAlive) return;
      for (const [place, text] of entries.entries()) this.promised[first + place] ??= text;
      this.#ports.tell({ kind: "entries.promised", site: this.name, first, entries });
    });
  }

  #writerOn(process: SimulatedProcess, ledger: Ledger): SiteWriter {
    const { mesh } = this.#ports;
    const keyOf = (keyId: string) => this.keys.publicKey(keyId);
    this.#desk = null;
    if (mesh === null) return new Sequencer({ ledger, clock: this.clock, keyOf });
    const desk = new MeshDesk({
      ...mesh,
      place: this.place,
      site: this.name,
      process,
      wallMs: () => this.clock.wallMs(),
      note: this.#note,
      keepNote: (note) => {
        this.#note = note;
      },
    });
    this.#desk = desk;
    return new MeshWriter({
      hands: desk.hands,
      ledger,
      wallMs: () => this.clock.wallMs(),
      keyOf,
      origin: originOf(ledger),
    });
  }

  /** The name of a key, for people; of one that was replaced too. */
  nameOfKey(keyId: string): string {
    if (!this.#names.has(keyId)) for (const name of this.keys.names()) this.#names.set(this.keys.key(name).keyId, name);
    return this.#names.get(keyId) ?? keyId;
  }

  powerOf(subject: string): ObservedPower | null {
    if (this.#life === null) return null;
    if (this.#desk !== null) return this.#desk.power(subject);
    const { site } = this.#life;
    return power(site.state, subject, site.now());
  }

  stateDigest(): string | null {
    return this.#life === null ? null : stateDigest(this.#life.site.state);
  }

  /** `kill -9`: what was written is in the page cache. */
  kill(): void {
    if (this.#end("kill")) this.folder.processDied();
  }

  powerCut(): void {
    const wasUp = this.#end("power-cut");
    this.folder.powerCut(this.#ports.world.random("power cut", this.name, this.#ports.world.nowMs));
    if (!wasUp) this.folder.processDied();
  }

  #end(how: "kill" | "power-cut" | "broken"): boolean {
    const life = this.#life;
    if (life === null) return false;
    this.#life = null;
    this.#desk = null;
    life.process.die();
    this.#ports.tell({ kind: "site.stopped", site: this.name, how });
    return true;
  }

  /** A process that cannot go on ends, and is started again. */
  breakDown(): void {
    if (this.#end("broken")) this.folder.processDied();
    this.startIn(RESTART_MS);
  }

  startIn(ms: number): void {
    this.#ports.world.after(ms, () => this.start());
  }

  /** A bit turns over while nobody looks. */
  flipBit(offset: number, bit: number): void {
    const { log } = this.folder;
    this.#mirror = this.#mirrored(log.durable());
    log.flipBit(offset, bit);
  }

  /** The operator puts back what a mirror holds. What came since lies behind it: a log only grows. */
  putBack(): void {
    const mirror = this.#mirror;
    const { log } = this.folder;
    if (mirror !== null) log.restore(this.#mirrored(log.durable()));
    this.#mirror = null;
    this.#isDamaged = false;
  }

  /** What the mirror has, and behind it what came since. */
  #mirrored(durable: Uint8Array): Uint8Array {
    const mirror = this.#mirror ?? new Uint8Array();
    return Buffer.concat([mirror, durable.subarray(mirror.length)]);
  }

  /**
   * The operator has the whole log read, every signature too: opening looks at the newest leaves, and at an old signature nobody looks
   * before an auditor does.
   */
  scrub(): void {
    if (this.#mirror === null || this.#isWhole()) return;
    this.kill();
    this.putBack();
  }

  #isWhole(): boolean {
    try {
      openLedgerIn(this.folder.copy(), new LogSigner(this.origin, this.#ledgerKey), {
        clock: this.clock,
        integrity: "full",
      }).close();
      return true;
    } catch (cause) {
      if (cause instanceof PlimsollError) return false;
      throw cause;
    }
  }

  #onBroken(cause: unknown): void {
    if (!(cause instanceof PlimsollError)) throw cause;
    this.#refusedBy = `${cause.code}: ${cause.message}`;
    // What no fault has damaged must be readable: a crash alone damages nothing, and such a site is down at the end.
    if (this.#mirror !== null && !OUT_OF_ROOM.has(cause.code)) {
      this.#isDamaged = true;
      this.#ports.world.after(PUT_BACK_MS, () => {
        this.putBack();
        this.start();
      });
    } else this.startIn(RESTART_MS);
  }
}
