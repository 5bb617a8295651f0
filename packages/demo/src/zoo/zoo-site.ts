import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@plimsoll/foundation";
import { memoryKeyRing, rehearsalKeys, Site } from "@plimsoll/governor";
import { type Entry, type Policy, shippedPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";

/** Nobody is screened: every agent needs benchmark, families, a hidden SHADOW, the gap and eight window sets (K-47, K-51, K-62). */
const ZOO_POLICY: Policy = { ...shippedPolicy, name: "zoo" };

export const LAB = "zoo";
const HEADCOUNT = 4;
const OPENED_AT_MS = 1_790_000_000_000;

/** A clock that moves when it is told to: the kernel decides from what it is told, and an hour of the zoo takes no time. */
class ToldClock implements Clock {
  #nowMs = OPENED_AT_MS;
  wallMs = (): number => this.#nowMs;
  monotonicMs = (): number => this.#nowMs - OPENED_AT_MS;
  advance(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** A whole site in memory, for one agent: what becomes of one must not touch another's lab. */
export class ZooSite implements Disposable {
  readonly site: Site;
  /** Everything that was entered, in order. */
  readonly entries: Entry[] = [];
  /** For what an examination seals. */
  readonly directory = mkdtempSync(join(tmpdir(), "plimsoll-zoo-"));
  readonly #clock = new ToldClock();

  /** @param name the same name has the same keys and the same beacon, so the same probes */
  constructor(name: string) {
    const keys = memoryKeyRing(rehearsalKeys(`zoo/${name}`));
    const ledger = memoryLedger({ origin: "plimsoll.local/zoo", signingKey: keys.key("ledger") });
    this.site = new Site({ ledger, keys, clock: this.#clock });
    this.site.observe((entry) => this.entries.push(entry));
    this.site.open("zoo", ZOO_POLICY);
    this.site.accredit(LAB, HEADCOUNT, 0);
  }

  advance(durationMs: number): void {
    this.#clock.advance(durationMs);
  }

  of<K extends Entry["kind"]>(kind: K): readonly Extract<Entry, { readonly kind: K }>[] {
    return this.entries.filter((entry): entry is Extract<Entry, { readonly kind: K }> => entry.kind === kind);
  }

  [Symbol.dispose](): void {
    this.site.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
