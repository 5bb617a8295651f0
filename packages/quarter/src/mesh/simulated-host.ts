import type { Genesis } from "@plimsoll/mesh";
import { nativeCryptography } from "@plimsoll/mesh/node";
import { MemberProgram } from "@plimsoll/mesh/simulated";

type Message = Parameters<MemberProgram["onMessage"]>[1];
type Options = ConstructorParameters<typeof MemberProgram>[1];

/** What a disk keeps of a member. */
export type DiskRecord = Options["records"][number];

export interface HostParts extends Pick<Options, "signer" | "random"> {
  readonly place: number;
  readonly genesis: Genesis;
}

/** The world as a host sees it. */
export interface HostWorld {
  nowMs(): number;
  later(ms: number, act: () => void): void;
  send(from: string, to: string, message: Message): void;
}

const SYNC_MS = 1;
const SILENT = { booted: () => {}, heard: () => {}, durable: () => {}, effects: () => {} };

/** One simulated machine of the mesh: a production member with real signatures, and a disk that may be lost. */
export class SimulatedHost {
  readonly parts: HostParts;
  readonly #world: HostWorld;
  #disk: DiskRecord[];
  #program: MemberProgram | null = null;
  #wakeMs = Infinity;

  /** @param disk what an earlier life left */
  constructor(parts: HostParts, world: HostWorld, disk: readonly DiskRecord[] = []) {
    this.parts = parts;
    this.#world = world;
    this.#disk = [...disk];
  }

  get key(): string {
    return this.parts.signer.key;
  }

  get disk(): readonly DiskRecord[] {
    return this.#disk;
  }

  /** The member, while the machine runs. */
  get member(): MemberProgram["member"] | null {
    return this.#program?.member ?? null;
  }

  start(): void {
    const { place, genesis, signer, random } = this.parts;
    const crypto = nativeCryptography();
    const life = {
      genesis,
      signer,
      random,
      crypto,
      records: [...this.#disk],
      isWhole: true,
      hasLost: false,
      nowMs: this.#world.nowMs(),
    };
    this.#program = new MemberProgram(place, { ...life, worker: null, clock: null }, () => 0, SILENT);
    this.step((program) => program.onTime(this.#world.nowMs()));
  }

  /** The machine stops, and its disk is taken out. */
  halt(): readonly DiskRecord[] {
    this.#program = null;
    return this.#disk;
  }

  /** The machine burns: nothing of it is left. */
  burn(): void {
    this.#program = null;
    this.#disk = [];
  }

  receive(from: string, message: Message): void {
    this.step((program) => program.onMessage(from, message, this.#world.nowMs()));
  }

  /** Does something with the member, and carries out what it wants done. */
  step(act: (program: MemberProgram) => void): void {
    const program = this.#program;
    if (program === null) return;
    act(program);
    for (const effect of program.takeEffects()) {
      if (effect.type === "send") this.#world.send(this.key, effect.to, effect.message);
      else if (effect.type === "persist") this.#persist(program, effect.record as DiskRecord, effect.position);
    }
    this.#arrangeWake(program);
  }

  #persist(program: MemberProgram, record: DiskRecord, position: number): void {
    this.#disk.push(record);
    this.#world.later(SYNC_MS, () => {
      if (this.#program === program) this.step(() => program.onDurable(position, this.#world.nowMs()));
    });
  }

  #arrangeWake(program: MemberProgram): void {
    const wakeMs = program.nextWakeMs();
    if (wakeMs >= this.#wakeMs || wakeMs === Infinity) return;
    this.#wakeMs = wakeMs;
    this.#world.later(Math.max(0, wakeMs - this.#world.nowMs()), () => {
      if (this.#wakeMs !== wakeMs) return;
      this.#wakeMs = Infinity;
      if (this.#program === program) this.step(() => program.onTime(this.#world.nowMs()));
    });
  }
}
