import type { Checker, Law, MakeChecker } from "../../src/laws/law.ts";
import type { Fact, Observed, ObservedJob, ObservedNode, ObservedSite } from "../../src/laws/observed.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A world in which nothing happens but what a test says. */
export type FakeWorld = Writable<Observed> & { sites: FakeSite[]; jobs: FakeJob[] };
export type FakeSite = Writable<ObservedSite> & { promised: string[] };
export type FakeJob = Writable<ObservedJob>;

export const TIMING: Observed["timing"] = {
  leaseTtlMs: 60_000,
  wardenGraceMs: 1_000,
  messageMsMax: 500,
  feedRequiredWithinMs: 5_000,
  driftPpmMax: 50,
};

export function fakeSite(change: Partial<FakeSite> = {}): FakeSite {
  const site: FakeSite = {
    name: "site-0",
    standing: "alone",
    isUp: true,
    refusedBy: null,
    origin: "plimsoll.trial/site-0",
    ledgerKeyPem: "",
    promised: [],
    logBytes: () => new Uint8Array(),
    exportTo: () => {},
    stateDigest: () => null,
    powerOf: () => null,
    runs: [],
    deployments: [],
    isDamaged: false,
    ...change,
  };
  return site;
}

export function fakeNode(name: string, change: Partial<ObservedNode> = {}): ObservedNode {
  return {
    place: 0,
    name,
    key: name,
    isRunning: true,
    isByzantine: false,
    eventCount: 3,
    root: () => "root",
    state: () => "state",
    rights: () => null,
    movements: () => [],
    ...change,
  };
}

export const fakeWorld = (change: Partial<FakeWorld> = {}): FakeWorld => ({
  nowMs: 0,
  timing: TIMING,
  sites: [],
  jobs: [],
  mesh: { nodes: [], accounts: () => [], refolded: () => null },
  ...change,
});

/** A checker in a world, and what it has said. */
export class Watched {
  readonly said: string[] = [];
  readonly #checker: Checker;
  readonly #world: FakeWorld;

  constructor(make: MakeChecker, world: FakeWorld) {
    this.#checker = make(({ expected, seen }) => this.said.push(`${expected} | ${seen}`));
    this.#world = world;
  }

  get law(): Law {
    return this.#checker.law;
  }

  tell(...facts: readonly Fact[]): void {
    for (const fact of facts) this.#checker.tell?.(fact, this.#world);
  }

  /** Time goes on, and every event is looked at. */
  at(nowMs: number): void {
    this.#world.nowMs = nowMs;
    this.#checker.check?.(this.#world);
  }

  conclude(): void {
    this.#checker.conclude?.(this.#world);
  }

  /** A site's ledger says that these entries are durable. */
  promise(site: FakeSite, texts: readonly string[]): void {
    const first = site.promised.length;
    site.promised.push(...texts);
    this.tell({ kind: "entries.promised", site: site.name, first, entries: texts });
  }
}
