import { PlimsollError } from "@plimsoll/foundation";
import { verifyLedger } from "@plimsoll/verifier";
import { describe, expect, test } from "vitest";
import type { Ledger } from "../src/index.ts";
import { LogSigner } from "../src/note/log-signer.ts";
import { openLedgerOn } from "../src/open-ledger.ts";
import type { LedgerStore } from "../src/store/ledger-store.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { openSqliteStore } from "../src/store/sqlite-store.ts";
import { diskFull } from "../src/store/storage-fault.ts";
import { FailingStore } from "./failing-store.ts";
import { entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";

const newFolder = temporaryFolders();
const signer = new LogSigner(identity.origin, identity.signingKey);

const BATCHES = [[entry(1)], [entry(2), entry(3)], [entry(4)]];

const FAULTS: readonly { kind: string; fault: () => Error }[] = [
  { kind: "a full disk", fault: () => diskFull("/somewhere", new Error("ENOSPC")) },
  {
    kind: "an I/O error",
    fault: () => new PlimsollError({ code: "LEDGER_IO_FAILED", expected: "", received: "", fix: "" }),
  },
  { kind: "an error of no known type", fault: () => new Error("anything") },
];

interface Outcome {
  readonly acknowledged: string[];
  readonly refusals: string[];
}

/** Opens, appends each batch, tries a refused one once more, and closes, whatever fails. */
function drive(store: LedgerStore): Outcome {
  const outcome: Outcome = { acknowledged: [], refusals: [] };
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (cause) {
      outcome.refusals.push(cause instanceof PlimsollError ? cause.code : "untyped");
    }
  };
  let ledger: Ledger | undefined;
  attempt(() => (ledger = openLedgerOn(store, signer)));
  for (const batch of BATCHES) attempt(() => append(ledger, batch, outcome));
  attempt(() => ledger?.close());
  return outcome;
}

function append(ledger: Ledger | undefined, batch: string[], { acknowledged }: Outcome): void {
  ledger?.append(batch);
  if (ledger !== undefined) acknowledged.push(...batch);
}

/** The entries that a store gives up after a full check. */
function recovered(store: LedgerStore): string[] {
  using ledger = openLedgerOn(store, signer, { integrity: "full" });
  return [...ledger.entries()].map(textOf);
}

function callsOfAGoodRun(): number {
  const rig = new FailingStore(new MemoryStore(), Number.POSITIVE_INFINITY, () => new Error("never"));
  drive(rig.store);
  return rig.calls;
}

const everyCall = Array.from({ length: callsOfAGoodRun() }, (_, index) => index + 1);

describe.each(FAULTS)("$kind", ({ kind, fault }) => {
  test("LG-15 LG-16 LG-17 in any one storage call loses nothing acknowledged and leaves whole batches", () => {
    for (const failAt of everyCall) {
      const memory = new MemoryStore();
      const rig = new FailingStore(memory, failAt, fault);
      const { acknowledged } = drive(rig.store);
      expect(recovered(memory), `call ${failAt}, ${rig.failed}`).toEqual(acknowledged);
    }
  });

  test("LG-15 LG-16 LG-17 in any one storage call leaves a folder that verifies", () => {
    for (const failAt of everyCall) {
      const directory = newFolder();
      const rig = new FailingStore(openSqliteStore(directory), failAt, fault);
      const { acknowledged } = drive(rig.store);
      expect(recovered(openSqliteStore(directory)), `call ${failAt}, ${rig.failed}`).toEqual(acknowledged);
      expect(verifyLedger(directory)).toMatchObject({ ok: true, size: acknowledged.length });
    }
  });

  test("LG-15 LG-16 during a commit refuses that batch, and goes on only after a full disk", () => {
    for (const call of ["begin", "insertEntry", "insertCheckpoint", "commit"]) {
      const rig = new FailingStore(new MemoryStore(), lastCallNamed(call), fault);
      const { refusals } = drive(rig.store);
      expect(rig.failed).toBe(call);
      expect(refusals.length).toBe(1);
    }
    const first = new FailingStore(new MemoryStore(), firstAppendCall("commit"), fault);
    const { refusals, acknowledged } = drive(first.store);
    expect(acknowledged.length).toBe(kind === "a full disk" ? 3 : 0);
    expect(refusals.slice(1)).toEqual(kind === "a full disk" ? [] : ["LEDGER_IO_FAILED", "LEDGER_IO_FAILED"]);
  });
});

test("LG-17 a checkpoint file that cannot be written is told in the receipt of a batch that stands", () => {
  const memory = new MemoryStore();
  let isFull = false;
  const publish = memory.publish.bind(memory);
  memory.publish = (file, content) => {
    if (isFull) throw diskFull("/somewhere", new Error("ENOSPC"));
    publish(file, content);
  };
  using ledger = openLedgerOn(memory, signer);
  isFull = true;
  expect(ledger.append([entry(1)])).toMatchObject({ size: 1, publicationFault: { code: "DISK_FULL" } });
  isFull = false;
  expect(ledger.append([entry(2)]).publicationFault).toBeUndefined();
  expect(Buffer.from(memory.published("checkpoint") ?? []).toString()).toBe(ledger.checkpoint);
});

/** The numbers of the calls with this name in a run where nothing fails. */
function callsNamed(name: string): number[] {
  return everyCall.filter((failAt) => {
    const rig = new FailingStore(
      new MemoryStore(),
      failAt,
      () => new PlimsollError({ code: "PROBE", expected: "", received: "", fix: "" }),
    );
    drive(rig.store);
    return rig.failed === name;
  });
}

const lastCallNamed = (name: string): number => callsNamed(name).at(-1) ?? 0;

/** The first call of a name after the one that began the ledger. */
const firstAppendCall = (name: string): number => callsNamed(name).at(1) ?? 0;
