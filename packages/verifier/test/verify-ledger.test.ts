import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { openLedger } from "@plimsoll/ledger";
import { describe, expect, test } from "vitest";
import { runVerifierCli, verifyLedger } from "../src/index.ts";
import {
  batchesIn,
  copied,
  edit,
  entryOf,
  identity,
  resealed,
  temporaryFolders,
  writeEntries,
  writeSample,
  writeTexts,
} from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const sample = newFolder();
writeSample(sample);

const pem = identity.signingKey.publicKey.toPem();

/** Names, sizes, times and bytes of everything in a folder. */
const imprint = (directory: string): string[] =>
  readdirSync(directory)
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(directory, name));
      return `${name} ${size} ${mtimeMs} ${readFileSync(join(directory, name)).toString("base64")}`;
    });

describe("a ledger as it was written", () => {
  test("LG-22 L8 verifies with the folder's key and with a given one, and says which", () => {
    const expected = {
      ok: true,
      origin: identity.origin,
      size: 26,
      leaves: 13,
      checkpointCount: 14,
      publishedSize: 13,
      tornBytes: 0,
      witnesses: 0,
      conservation: true,
      entriesByKind: { "test.noted": 12, "wallet.moved": 14 },
    };
    expect(verifyLedger(sample)).toMatchObject({ ...expected, key: "folder" });
    expect(verifyLedger(sample, { keyPem: pem })).toMatchObject({ ...expected, key: "given" });
  });

  test("LG-22 gives every checkpoint with its proven root", () => {
    const sizes: number[] = [];
    const verdict = verifyLedger(sample, { keyPem: pem, onCheckpoint: ({ size }) => sizes.push(size) });
    expect(sizes).toEqual(Array.from({ length: 14 }, (_, size) => size));
    const newest = readFileSync(join(sample, "checkpoint"), "utf8");
    expect(verdict).toMatchObject({
      root: Buffer.from(newest.split("\n")[2] as string, "base64").toString("hex"),
      checkpoint: newest,
    });
  });

  test("LG-21 leaves the folder as it was, also one that may only be read", () => {
    const directory = copied(sample, newFolder());
    chmodSync(directory, 0o555);
    const before = imprint(directory);
    expect(verifyLedger(directory).ok).toBe(true);
    expect(imprint(directory)).toEqual(before);
    chmodSync(directory, 0o755);
  });

  test("LG-21 verifies while it is being written, in the writer's own process, without loosening its locks", () => {
    const directory = newFolder();
    using ledger = openLedger({ ...identity, directory });
    ledger.append(['{"at":1,"kind":"a"}']);
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: 1 });
    ledger.append(['{"at":2,"kind":"a"}']);
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: 2 });
    expect(() => openLedger({ ...identity, directory })).toThrow(/only writer/);
    const script = `const {DatabaseSync}=require("node:sqlite");try{new DatabaseSync(process.argv[1]).exec("BEGIN EXCLUSIVE");console.log("free")}catch(e){console.log(e.errcode)}`;
    const { stdout } = spawnSync(process.execPath, ["-e", script, join(directory, "ledger.lock")], {
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe("5");
  });
});

describe("what is no ledger", () => {
  test("LG-22 is not found", () => {
    expect(verifyLedger(join(sample, "nowhere"))).toMatchObject({ ok: false, code: "LEDGER_NOT_FOUND" });
    const directory = newFolder();
    writeFileSync(join(directory, "ledger.log"), "");
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_NOT_FOUND" });
  });

  test("LG-27 is an answer, not a throw, when a file cannot be read", () => {
    const directory = newFolder();
    mkdirSync(join(directory, "ledger.log"));
    expect(verifyLedger(directory).ok).toBe(false);
  });

  test("LG-22 with another key is a mismatch, with none malformed", () => {
    expect(verifyLedger(sample, { keyPem: generateSigningKey().publicKey.toPem() })).toMatchObject({
      code: "LEDGER_KEY_MISMATCH",
    });
    expect(verifyLedger(sample, { keyPem: "no key" })).toMatchObject({ code: "KEY_MALFORMED" });
    const directory = copied(sample, newFolder());
    rmSync(join(directory, "ledger.pub.pem"));
    expect(verifyLedger(directory)).toMatchObject({ code: "KEY_MALFORMED" });
  });
});

/** A change of one batch, its checksums made to fit again. */
const inBatch =
  (place: number, from: string | RegExp, to: string) =>
  (log: string): string =>
    batchesIn(log)
      .map((batch, at) => (at === place ? resealed(batch.replace(from, to)) : batch))
      .join("");

const withoutBatches =
  (...places: number[]) =>
  (log: string): string =>
    batchesIn(log)
      .filter((_, at) => !places.includes(at))
      .join("");

describe("tampering with an editor", () => {
  test.each<[string, (log: string) => string, RegExp]>([
    [
      "an altered entry",
      (log) => log.replace('{"at":5,"kind":"test', '{"at":6,"kind":"test'),
      /entries 6 to 7 was altered/,
    ],
    ["an altered header", (log) => log.replace("batch 1 2 ", "batch 1 3 "), /batch header was altered/],
    ["an entry and its checksums", inBatch(4, '{"at":5,"kind":"test', '{"at":6,"kind":"test'), /root signed/],
    ["a gap", withoutBatches(3), /entry 4 is missing/],
    [
      "a batch twice",
      (log) =>
        batchesIn(log)
          .toSpliced(3, 0, batchesIn(log)[3] as string)
          .join(""),
      /is missing/,
    ],
    ["batches in another order", (log) => batchesIn(log).toReversed().join(""), /size 0 must come first/],
    ["no first checkpoint", withoutBatches(0), /size 0 must come first/],
    ["a second first checkpoint", (log) => (batchesIn(log)[0] as string) + log, /size 0 must come first/],
    ["text behind the end", (log) => `${log}batch\n`, /batch header was altered/],
    ["a checkpoint without its signature", inBatch(3, /\n— .*\n/u, "\n"), /is no checkpoint/],
    ["an early checkpoint with another size", inBatch(3, /\n3\n/, "\n4\n"), /does not verify/],
    ["the checkpoint of another size", inBatch(3, /\n3\n[^]*$/, "\n2\n\n"), /is no checkpoint/],
  ])("LG-22 %s is found", (_, change, message) => {
    const directory = copied(sample, newFolder());
    edit(directory, change);
    const verdict = verifyLedger(directory);
    expect(verdict).toMatchObject({ ok: false, code: "LEDGER_DAMAGED" });
    expect(verdict).toMatchObject({ message: expect.stringMatching(message) as string });
  });

  test("LG-22 a whole batch cut off is a rollback, and without the published checkpoint a shorter ledger, which is told", async () => {
    const directory = copied(sample, newFolder());
    edit(directory, withoutBatches(13));
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
    rmSync(join(directory, "checkpoint"));
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: 24, publishedSize: null });
    const told: string[] = [];
    await runVerifierCli([directory], (line) => told.push(line));
    expect(told.at(-1)).toMatch(/^OK .*\n +no published checkpoint is in this folder/);
  });

  test("LG-12 a log that is missing or empty beside a published checkpoint is a rollback", () => {
    const directory = copied(sample, newFolder());
    edit(directory, () => "");
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
    rmSync(join(directory, "ledger.log"));
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
    rmSync(join(directory, "checkpoint"));
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_NOT_FOUND" });
  });

  test("LG-22 a published checkpoint of another log is none of this one, though key, size and root agree", () => {
    const [directory, other] = [newFolder(), newFolder()];
    for (const [at, origin] of [
      [directory, identity.origin],
      [other, "other.example/log"],
    ] as const) {
      using ledger = openLedger({ origin, signingKey: identity.signingKey, directory: at });
      ledger.append(['{"at":1,"kind":"a"}']);
    }
    writeFileSync(join(directory, "checkpoint"), readFileSync(join(other, "checkpoint")));
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
  });

  test("LG-22 a forger with a key of his own does not pass for the given key", () => {
    const directory = newFolder();
    using forged = openLedger({
      origin: identity.origin,
      signingKey: signingKeyFromSeed(new Uint8Array(32)),
      directory,
    });
    forged.append(['{"at":1,"kind":"a"}']);
    forged.close();
    expect(verifyLedger(directory)).toMatchObject({ ok: true, key: "folder" });
    expect(verifyLedger(directory, { keyPem: pem })).toMatchObject({ ok: false, code: "LEDGER_KEY_MISMATCH" });
  });
});

describe("what entries say", () => {
  test.each([
    ["no JSON", "hello"],
    ["a list", "[]"],
    ["no time", '{"kind":"a"}'],
    ["no kind", '{"at":1}'],
    ["a time in text", '{"at":"1","kind":"a"}'],
    ["a blank", '{"at": 1,"kind":"a"}'],
    ["keys out of order", '{"kind":"a","at":1}'],
    ["a key twice", '{"at":1,"at":1,"kind":"a"}'],
    ["a fraction", '{"at":1,"kind":"a","x":0.5}'],
    ["an integer beyond 2^53", '{"at":1,"kind":"a","x":9007199254740993}'],
    ["an exponent", '{"at":1e3,"kind":"a"}'],
    ["minus zero", '{"at":-0,"kind":"a"}'],
    ["a needless escape", '{"at":1,"kind":"\\u0061"}'],
    ["an escaped lone surrogate", '{"at":1,"kind":"\\ud800"}'],
    ["a byte order mark", '\ufeff{"at":1,"kind":"a"}'],
    ["nesting without end", `{"at":1,"kind":"a","x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
  ])("LG-23 %s is not canonical", (_, text) => {
    const directory = newFolder();
    writeTexts(directory, [['{"at":1,"kind":"a"}', text]]);
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "ENTRY_NOT_CANONICAL", message: /entry 1/ });
  });

  test("LG-24 time may stand still and may not run back", () => {
    const directory = newFolder();
    writeEntries(directory, [[entryOf(5), entryOf(5)], [entryOf(6)]]);
    expect(verifyLedger(directory).ok).toBe(true);
    writeEntries(directory, [[entryOf(4)]]);
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "TIME_RUNS_BACK", message: /entry 3/ });
  });

  test("LG-25 L4 a quarter with an override and its repayment is conserved", () => {
    const directory = newFolder();
    writeEntries(directory, [
      [entryOf(1, ["granted", "available", 26]), entryOf(2, ["available", "reserved", 20])],
      [entryOf(3, ["reserved", "posted", 20]), entryOf(4, ["posted", "spent", 20], ["overdraft", "spent", 4])],
      [entryOf(5, ["available", "overdraft", 4]), entryOf(6, ["available", "granted", 2])],
    ]);
    expect(verifyLedger(directory)).toMatchObject({ ok: true, conservation: true });
  });

  test.each([
    ["spends more than there is", entryOf(2, ["available", "spent", 27])],
    ["takes back more than was granted", entryOf(2, ["available", "granted", 26], ["overdraft", "granted", 1])],
    ["repays an overdraft that was not drawn", entryOf(2, ["available", "overdraft", 1])],
    ["moves less than nothing", entryOf(2, ["spent", "available", -1])],
    ["names no known account", entryOf(2, ["available", "pocket", 1])],
    ["names an inherited one", entryOf(2, ["available", "constructor", 1])],
    ["has transfers that are no list", { at: 2, kind: "a", transfers: {} }],
    ["has a transfer that is nothing", { at: 2, kind: "a", transfers: [null] }],
    [
      "draws on another lab",
      {
        at: 2,
        kind: "a",
        transfers: [{ lab: "b", quarter: "2026Q4", from: "available", to: "spent", amountMicroCu: 1 }],
      },
    ],
  ])("LG-25 an entry that %s breaks conservation", (_, entry) => {
    const directory = newFolder();
    writeEntries(directory, [[entryOf(1, ["granted", "available", 26]), entry]]);
    expect(verifyLedger(directory)).toMatchObject({
      ok: false,
      code: "CONSERVATION_BROKEN",
      conservation: false,
      message: /entry 1/,
    });
  });
});
