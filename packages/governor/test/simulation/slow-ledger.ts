import { PlimsollError } from "@plimsoll/foundation";
import type { Ledger } from "@plimsoll/ledger";
import type { Party } from "./party.ts";
import type { World } from "./world.ts";

/** How slow the ledger is, as a fault may have it: ms for each of the appends to come. */
export interface LedgerPace {
  readonly delaysMs: number[];
  slowed: number;
}

/** The ledger behind a disk that can be full and a kernel that can be slow: what is durable outlives the controller. */
export function slowLedger(world: World, party: Party, ledger: Ledger, pace: LedgerPace): Ledger {
  const appendAll: Ledger["appendAll"] = (decisions) => {
    world.meet(party, "append", String(decisions.length));
    if (!party.isAlive) throw new Error("expected a living controller");
    requireRoom(world);
    party.stall(1 + delayOf(pace));
    return ledger.appendAll(decisions);
  };
  const append: Ledger["append"] = (entries, cause) => appendAll([{ entries, cause: cause ?? null }])[0] as never;
  return new Proxy(ledger, {
    get(target, name) {
      if (name === "append") return append;
      if (name === "appendAll") return appendAll;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value as (...words: unknown[]) => unknown).bind(target) : value;
    },
  });
}

function delayOf(pace: LedgerPace): number {
  const delayMs = pace.delaysMs.shift();
  if (delayMs === undefined) return 0;
  pace.slowed += 1;
  return delayMs;
}

function requireRoom(world: World): void {
  if (!world.disk.isFull) return;
  world.disk.refusals += 1;
  throw new PlimsollError({ code: "DISK_FULL", expected: "room for an entry", received: "ENOSPC", fix: "make room" });
}
