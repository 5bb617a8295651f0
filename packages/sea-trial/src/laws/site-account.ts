import type { Entry } from "@plimsoll/kernel";
import { type Entitlement, entitlement } from "./books/entitlement.ts";
import { judgeDecision, judgeEntry } from "./books/judge-entry.ts";
import { type BookObjection, SiteBooks } from "./books/site-books.ts";
import type { Observed, ObservedSite } from "./observed.ts";

/** An objection to an entry, and where it stands. */
export interface PlacedObjection extends BookObjection {
  readonly entry: number;
}

/** What the entries last set for a run or a deployment, and since when they leave it less than a level; true time. */
export interface Turn {
  readonly levelPpm: number;
  /** By level: however often the same or less is set again, what was late stays late. */
  readonly belowSinceMs: ReadonlyMap<number, number>;
}

/** The levels that there are above none. */
export const LEVELS_PPM = [200_000, 1_000_000] as const;

/** What was read of one site so far: its books, and all that they object to. Entries are read once, whichever checker asks. */
export class SiteAccount {
  readonly books = new SiteBooks();
  readonly objections: PlacedObjection[] = [];
  /** True times at which tokens were granted, by name. */
  readonly grantedAtMs = new Map<string, number>();
  /** True times at which the entries gave each lease its life, or gave it again. */
  readonly renewedAtMs = new Map<string, number>();
  /** The newest throttle of each run and deployment, in true time. */
  readonly throttles = new Map<string, Turn>();
  readonly #entitled = new Map<string, Entitlement>();
  #command = "";
  #touched = new Set<string>();

  /** The most power that the entries leave a run or a deployment, as of the newest. */
  entitled(subject: string): Entitlement {
    const known = this.#entitled.get(subject) ?? entitlement(this.books, subject, this.books.clockMs);
    this.#entitled.set(subject, known);
    return known;
  }

  read(site: ObservedSite, nowMs: number): void {
    this.#entitled.clear();
    for (let text = site.promised[this.books.entryCount]; text !== undefined;) {
      this.#hear(JSON.parse(text) as Entry, nowMs);
      text = site.promised[this.books.entryCount];
    }
    this.#endDecision();
  }

  #hear(entry: Entry, nowMs: number): void {
    if (entry.command !== this.#command) this.#endDecision();
    this.#command = entry.command;
    this.#note(this.books.hear(entry));
    this.#note(judgeEntry(this.books, entry));
    for (const { granted } of this.books.leases.lastRenewed) this.renewedAtMs.set(granted.lease, nowMs);
    if (entry.kind === "trials.recorded" || entry.kind === "windows.closed") this.#touched.add(entry.set);
    if (entry.kind === "token.granted") this.grantedAtMs.set(entry.token, nowMs);
    if (entry.kind === "throttle.set") this.#turn(entry.run, entry.power.levelPpm, nowMs);
    if (entry.kind === "deployment.throttled") this.#turn(entry.deployment, entry.power.levelPpm, nowMs);
  }

  #turn(subject: string, levelPpm: number, atMs: number): void {
    const before = this.throttles.get(subject)?.belowSinceMs;
    const below = LEVELS_PPM.filter((level) => levelPpm < level);
    const belowSinceMs = new Map<number, number>(below.map((level) => [level, before?.get(level) ?? atMs]));
    this.throttles.set(subject, { levelPpm, belowSinceMs });
  }

  #endDecision(): void {
    if (this.#touched.size === 0) return;
    this.#note(judgeDecision(this.books, this.#touched));
    this.#touched = new Set();
  }

  #note(objections: readonly BookObjection[]): void {
    for (const objection of objections) this.objections.push({ ...objection, entry: this.books.entryCount - 1 });
  }
}

const accounts = new WeakMap<Observed, Map<string, SiteAccount>>();

/** The account of a site, with all that it has promised so far. */
export function accountOf(world: Observed, site: ObservedSite): SiteAccount {
  const ofWorld = accounts.get(world) ?? new Map<string, SiteAccount>();
  accounts.set(world, ofWorld);
  const account = ofWorld.get(site.name) ?? new SiteAccount();
  ofWorld.set(site.name, account);
  if (site.promised.length > account.books.entryCount) account.read(site, world.nowMs);
  return account;
}

/** The site of that name. Throws where there is none: a fact names a site of the world. */
export function siteNamed(world: Observed, name: string): ObservedSite {
  const site = world.sites.find((each) => each.name === name);
  if (site === undefined) throw new Error(`expected a site of the trial, got "${name}"`);
  return site;
}
