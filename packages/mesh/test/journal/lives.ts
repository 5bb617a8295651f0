import { RandomStream } from "@plimsoll/foundation";
import { type OpenedJournal, openJournal } from "../../src/journal/open-journal.ts";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import type { Disk } from "../../src/ports/disk.ts";
import { diskPort } from "../../src/simulated/disk/disk-port.ts";
import { SimulatedDisk } from "../../src/simulated/disk/simulated-disk.ts";
import { dyingDisk } from "./dying-disk.ts";
import { FRESH_ID, NODE, numberedRecord, numberOf } from "./records.ts";

const LIVES = 6;
const APPENDS_PER_LIFE = 30;
const OPERATIONS_MAX = 60;
const crypto = nativeCryptography();

export interface LivesOutcome {
  readonly faults: readonly string[];
  readonly acknowledged: number;
  readonly torn: number;
  readonly damaged: number;
  readonly snapshots: number;
}

/** Whether the power goes too when the machine dies; and what a build does to the disk before it uses it. */
export interface LivesSetting {
  readonly hasPowerCuts: boolean;
  readonly alter?: (disk: Disk) => Disk;
}

/** Lives of one journal, each ended by the death of its machine at a random operation, and what was wrong at each opening. */
export async function liveAndDie(
  seed: number,
  { hasPowerCuts, alter = (disk) => disk }: LivesSetting,
): Promise<LivesOutcome> {
  const random = RandomStream.from("lives of a journal", seed);
  const disk = new SimulatedDisk();
  const history = new History();
  for (let life = 0; life < LIVES; life += 1) {
    const dying = alter(dyingDisk(disk, 1 + random.below(OPERATIONS_MAX), random));
    await live(dying, history, random);
    if (hasPowerCuts) disk.powerCut(random);
    try {
      history.check(await open(diskPort(disk)));
    } catch (cause) {
      history.faults.push(`opening failed: ${String(cause)}`);
    }
  }
  return history;
}

const open = (disk: Disk) => openJournal({ disk, crypto, node: NODE, freshId: FRESH_ID, segmentBytes: 12_000 });

async function live(disk: Disk, history: History, random: RandomStream): Promise<void> {
  try {
    const { journal } = await open(disk);
    const underWay: Promise<void>[] = [];
    for (let count = 0; count < APPENDS_PER_LIFE; count += 1) {
      underWay.push(history.append(journal));
      if (random.chance(1, 12)) underWay.push(history.snapshot(journal));
      if (random.chance(1, 2)) await Promise.all(underWay);
    }
    await Promise.all(underWay);
  } catch {
    // The machine died.
  }
}

class History implements LivesOutcome {
  readonly faults: string[] = [];
  #held: number[] = [];
  #appended: number[] = [];
  readonly #acknowledged = new Set<number>();
  #next = 0;
  torn = 0;
  damaged = 0;
  snapshots = 0;

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  async append(journal: OpenedJournal["journal"]): Promise<void> {
    const number = this.#next;
    this.#next += 1;
    this.#appended.push(number);
    await journal.append([numberedRecord(number)]);
    this.#acknowledged.add(number);
  }

  /** The state is the list of records that it counts. */
  snapshot(journal: OpenedJournal["journal"]): Promise<void> {
    return journal.writeSnapshot(Buffer.from(JSON.stringify([...this.#held, ...this.#appended])));
  }

  check({ records, report, snapshot }: OpenedJournal): void {
    const found = records.map(numberOf);
    const isThere = new Set(found);
    const written = [...this.#held, ...this.#appended];
    const lost = [...this.#acknowledged].filter((number) => !isThere.has(number));
    if (lost.length > 0) this.faults.push(`acknowledged and lost: ${lost.join(" ")}`);
    if (String(found) !== String(written.filter((number) => isThere.has(number))))
      this.faults.push("records that were not written, or in another order");
    const isNewDamage = report.damage.some(({ recordsBefore }) => recordsBefore >= this.#held.length);
    if (!isNewDamage && String(found) !== String(written.slice(0, found.length)))
      this.faults.push("a hole that was not reported");
    if (snapshot !== null && String(found.slice(0, snapshot.records)) !== String(JSON.parse(String(snapshot.state))))
      this.faults.push("a snapshot of other records than it counts");
    this.torn += report.torn === null ? 0 : 1;
    this.damaged += isNewDamage ? 1 : 0;
    this.snapshots += snapshot === null ? 0 : 1;
    this.#held = found;
    this.#appended = [];
  }
}
