import { PlimsollError, RandomStream } from "@plimsoll/foundation";
import { verifyLedger } from "@plimsoll/verifier";
import { describe, expect, test } from "vitest";
import { openDiskFolder } from "../src/folder/disk-folder.ts";
import type { LedgerFolder } from "../src/folder/ledger-folder.ts";
import { MemoryFolder } from "../src/folder/memory-folder.ts";
import { diskFull } from "../src/folder/storage-fault.ts";
import type { Ledger } from "../src/index.ts";
import { LogSigner } from "../src/note/log-signer.ts";
import { openLedgerIn } from "../src/open-ledger.ts";
import { FailingFolder, type Failure } from "./failing-folder.ts";
import { entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";
import { PowerCutFile } from "./power-cut-file.ts";

const newFolder = temporaryFolders();
const signer = new LogSigner(identity.origin, identity.signingKey);

const DECISIONS = [[entry(1)], [entry(2), entry(3)], [entry(4)]];

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

/** Opens, appends each decision, and closes, whatever fails. */
function drive(folder: LedgerFolder): Outcome {
  const outcome: Outcome = { acknowledged: [], refusals: [] };
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (cause) {
      outcome.refusals.push(cause instanceof PlimsollError ? cause.code : "untyped");
    }
  };
  let ledger: Ledger | undefined;
  attempt(() => (ledger = openLedgerIn(folder, signer, { publication: "each-commit" })));
  for (const entries of DECISIONS) attempt(() => append(ledger, entries, outcome));
  attempt(() => ledger?.close());
  return outcome;
}

function append(ledger: Ledger | undefined, entries: string[], { acknowledged }: Outcome): void {
  ledger?.append(entries);
  if (ledger !== undefined) acknowledged.push(...entries);
}

/** The entries that a folder gives up after a full check. */
function recovered(folder: LedgerFolder): string[] {
  using ledger = openLedgerIn(folder, signer, { integrity: "full" });
  return [...ledger.entries()].map(textOf);
}

function callsOfAGoodRun(): number {
  const rig = new FailingFolder(new MemoryFolder(), Number.POSITIVE_INFINITY, () => new Error("never"));
  drive(rig.folder);
  return rig.calls;
}

const everyCall = Array.from({ length: callsOfAGoodRun() }, (_, index) => index + 1);

/** After a write whose outcome nobody knew, what was not acknowledged may be there, whole. */
function assertNothingLost(found: readonly string[], acknowledged: readonly string[], where: string): void {
  const isPrefix = DECISIONS.some((_, count) => DECISIONS.slice(0, count).flat().join() === found.join());
  expect(isPrefix || found.join() === DECISIONS.flat().join() || found.join() === acknowledged.join(), where).toBe(
    true,
  );
  expect(
    acknowledged.every((text) => found.includes(text)),
    where,
  ).toBe(true);
}

describe.each(FAULTS)("$kind", ({ fault }) => {
  test.each(["error", "death"] as const)(
    "LG-15 LG-16 LG-17 LG-18 in any one call (%s) loses nothing acknowledged and leaves whole decisions",
    (failure: Failure) => {
      expect(everyCall.length).toBeGreaterThan(25);
      for (const failAt of everyCall) {
        const memory = new MemoryFolder();
        const rig = new FailingFolder(memory, failAt, fault, failure);
        const { acknowledged } = drive(rig.folder);
        assertNothingLost(recovered(memory), acknowledged, `call ${failAt}, ${rig.failed}`);
      }
    },
  );

  test("LG-15 LG-16 LG-17 in any one call leaves a folder that verifies", () => {
    for (const failAt of everyCall) {
      const directory = newFolder();
      const rig = new FailingFolder(openDiskFolder(directory), failAt, fault);
      const { acknowledged } = drive(rig.folder);
      assertNothingLost(recovered(openDiskFolder(directory)), acknowledged, `call ${failAt}, ${rig.failed}`);
      expect(verifyLedger(directory), `call ${failAt}, ${rig.failed}`).toMatchObject({ ok: true });
    }
  });
});

describe("during a commit", () => {
  const callsNamed = (name: string): number[] =>
    everyCall.filter((failAt) => {
      const rig = new FailingFolder(new MemoryFolder(), failAt, FAULTS[1]?.fault as () => Error);
      drive(rig.folder);
      return rig.failed === name;
    });

  test("LG-15 a full disk refuses that decision alone", () => {
    for (const call of callsNamed("log.write").slice(1)) {
      const { refusals, acknowledged } = drive(
        new FailingFolder(new MemoryFolder(), call, () => diskFull("/somewhere", new Error("ENOSPC"))).folder,
      );
      expect(refusals).toEqual(["DISK_FULL"]);
      expect(acknowledged.length).toBeLessThan(4);
    }
  });

  test("LG-16 after any other failure nothing is taken until the ledger is opened anew", () => {
    const [, first = 0] = callsNamed("log.sync");
    const { refusals, acknowledged } = drive(
      new FailingFolder(new MemoryFolder(), first, FAULTS[2]?.fault as () => Error).folder,
    );
    expect(acknowledged).toEqual([]);
    expect(refusals).toEqual(["untyped", "LEDGER_IO_FAILED", "LEDGER_IO_FAILED"]);
  });

  test("LG-38 an index that cannot be written fails nothing, and is made anew", () => {
    const calls = callsNamed("index.write");
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      const memory = new MemoryFolder();
      const { refusals } = drive(new FailingFolder(memory, call, () => new Error("the index is broken")).folder);
      expect(refusals).toEqual([]);
      expect(recovered(memory)).toEqual(DECISIONS.flat());
    }
  });
});

test("LG-17 a checkpoint file that cannot be written is told in the receipt of a decision that stands", () => {
  const memory = new MemoryFolder();
  let isFull = false;
  const publish = memory.publish.bind(memory);
  memory.publish = (file, content) => {
    if (isFull) throw diskFull("/somewhere", new Error("ENOSPC"));
    publish(file, content);
  };
  using ledger = openLedgerIn(memory, signer, { publication: "each-commit" });
  isFull = true;
  expect(ledger.append([entry(1)])).toMatchObject({ size: 1, publicationFault: { code: "DISK_FULL" } });
  isFull = false;
  expect(ledger.append([entry(2)]).publicationFault).toBeUndefined();
  expect(Buffer.from(memory.published("checkpoint") ?? []).toString()).toBe(ledger.checkpoint);
});

/** Appends until the power goes at the given call of the disk; gives what was acknowledged. */
function untilPowerCut(folder: LedgerFolder, failAt: number, sizes: readonly number[]): string[] {
  const rig = new FailingFolder(folder, failAt, () => new Error("the power is gone"), "death");
  const acknowledged: string[] = [];
  try {
    const ledger = openLedgerIn(rig.folder, signer, { publication: "each-commit" });
    for (const [turn, size] of sizes.entries()) {
      const entries = Array.from({ length: size }, (_, place) => entry(1_000 * turn + place));
      ledger.append(entries);
      acknowledged.push(...entries);
    }
  } catch (cause) {
    expect(String(cause)).toMatch(/power is gone|LEDGER_IO_FAILED|was certain/);
  }
  return acknowledged;
}

test("LG-36 a power cut that loses any pages of what was not synced loses nothing acknowledged, and is told from damage", () => {
  const random = RandomStream.from("power", 20_261_121);
  let torn = 0;
  for (let round = 0; round < 1_000; round += 1) {
    const file = new PowerCutFile();
    const folder = Object.assign(new MemoryFolder(), { log: file });
    const sizes = Array.from({ length: 5 }, () => 1 + random.below(60));
    const acknowledged = untilPowerCut(folder, 1 + random.below(60), sizes);
    file.cutPower(random);
    using ledger = openLedgerIn(folder, signer, { integrity: random.chance(1, 2) ? "full" : "tail" });
    const found = [...ledger.entries()].map(textOf);
    expect(found.slice(0, acknowledged.length), `round ${round}`).toEqual(acknowledged);
    torn += Number(ledger.recovery !== null);
  }
  expect(torn).toBeGreaterThan(40);
});
