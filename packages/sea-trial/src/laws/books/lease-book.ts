import { merkleTreeHash, utf8 } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";
import type { EntryOf } from "./entry-of.ts";

export interface LeaseNotes {
  readonly granted: EntryOf<"lease.granted">;
  /** The newest instant, by the site's clock, from which the entries give it its life again. */
  renewedAt: number;
  ttlMs: number;
  /** When the entries ended it; null while they have not. */
  endedAt: number | null;
}

/** A renewal that nobody could place: its root is not that of any of the leases which the entries know. */
export interface LeaseObjection {
  readonly expected: string;
  readonly seen: string;
}

const LEVELS = [1_000_000, 200_000, 0] as const;
/** Of more leases than this only one by one is tried, and all at once. */
const SEARCHED_LEASES_MAX = 4;

/** Leases as the entries grant, renew and end them. */
export class LeaseBook {
  readonly leases = new Map<string, LeaseNotes>();
  /** Those to which the newest entry gave their life, or gave it again. */
  lastRenewed: readonly LeaseNotes[] = [];

  /** @param levelOf what the entries last set for a run */
  hear(entry: Entry, levelOf: (run: string) => number): LeaseObjection | null {
    this.lastRenewed = [];
    if (entry.kind === "lease.granted") return this.#grant(entry);
    if (entry.kind === "leases.renewed") return this.#renew(entry, levelOf);
    if (entry.kind === "lease.ended") this.#end([entry.lease], entry.at);
    else if (entry.kind === "kill.ordered" || entry.kind === "forensic.ordered") this.#end(entry.leases, entry.at);
    else if (entry.kind === "run.ended") this.#end(this.#leasesOf(entry.run), entry.at);
    return null;
  }

  /** Leases that have not ended. */
  *living(): IterableIterator<LeaseNotes> {
    for (const lease of this.leases.values()) if (lease.endedAt === null) yield lease;
  }

  #grant(granted: EntryOf<"lease.granted">): LeaseObjection | null {
    const isHeld = [...this.living()].some(
      ({ granted: other }) =>
        granted.purpose === "training" && other.purpose === "training" && other.run === granted.run,
    );
    const notes: LeaseNotes = { granted, renewedAt: granted.at, ttlMs: granted.ttlMs, endedAt: null };
    this.leases.set(granted.lease, notes);
    this.lastRenewed = [notes];
    if (!isHeld) return null;
    return { expected: `one training lease for "${granted.run}"`, seen: `"${granted.lease}" beside one that goes on` };
  }

  #renew(
    { root, count, ttlMs, at }: EntryOf<"leases.renewed">,
    levelOf: (run: string) => number,
  ): LeaseObjection | null {
    const living = [...this.living()];
    const renewed = this.#renewedUnder(root, count, at + ttlMs, levelOf);
    // Where not all could be tried, who was renewed cannot be told: all are taken to be, so that no one is accused wrongly.
    const isDoubtful = renewed === null && count > 1 && living.length > SEARCHED_LEASES_MAX && count <= living.length;
    this.lastRenewed = isDoubtful ? living : (renewed ?? []);
    for (const lease of this.lastRenewed) [lease.renewedAt, lease.ttlMs] = [at, ttlMs];
    if (renewed !== null || isDoubtful) return null;
    return { expected: `the root of ${count} of the ${living.length} leases that go on`, seen: root };
  }

  /** Which leases a root stands for: tried from the likeliest on, by its own definition (K-40). */
  #renewedUnder(
    root: string,
    count: number,
    expiresAt: number,
    levelOf: (run: string) => number,
  ): readonly LeaseNotes[] | null {
    const leases = [...this.living()].toSorted((a, b) => (a.granted.lease < b.granted.lease ? -1 : 1));
    const guessed = leases.map((lease) => ({ lease, levelPpm: levelGuessed(lease, levelOf) }));
    if (count === leases.length && rootOf(guessed, expiresAt) === root) return leases;
    if (count > 1 && leases.length > SEARCHED_LEASES_MAX) return null;
    const found = choices(leases, count).find((choice) => rootOf(choice, expiresAt) === root);
    return found?.map(({ lease }) => lease) ?? null;
  }

  #leasesOf(run: string): readonly string[] {
    return [...this.living()]
      .filter(({ granted }) => granted.run === run && granted.purpose === "training")
      .map(({ granted }) => granted.lease);
  }

  #end(leases: readonly string[], at: number): void {
    for (const lease of leases) {
      const notes = this.leases.get(lease);
      if (notes !== undefined) notes.endedAt ??= at;
    }
  }
}

interface Guess {
  readonly lease: LeaseNotes;
  readonly levelPpm: number;
}

const levelGuessed = ({ granted }: LeaseNotes, levelOf: (run: string) => number): number =>
  granted.purpose === "evaluation" ? 1_000_000 : levelOf(granted.run ?? "");

const rootOf = (guesses: readonly Guess[], expiresAt: number): string =>
  merkleTreeHash(
    guesses.map(({ lease: { granted }, levelPpm }) =>
      // RFC 8785, written out: it is asked for at every tick.
      utf8(`{"expiresAt":${expiresAt},"lease":${JSON.stringify(granted.lease)},"levelPpm":${levelPpm}}`),
    ),
  );

/** Every choice of so many leases in their order, each at every level that it can have. */
function choices(leases: readonly LeaseNotes[], count: number): readonly (readonly Guess[])[] {
  const [lease, ...rest] = leases;
  if (count === 0) return [[]];
  if (lease === undefined || count > leases.length) return [];
  const levels = lease.granted.purpose === "evaluation" ? ([1_000_000] as const) : LEVELS;
  const taken = choices(rest, count - 1).flatMap((tail) => levels.map((levelPpm) => [{ lease, levelPpm }, ...tail]));
  return [...taken, ...choices(rest, count)];
}
