import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";
import { openLedger, openLedgerReader } from "@plimsoll/ledger";
import { fsck, type FsckReport } from "../../src/ledger-tools/fsck.ts";
import { expectOneClearLine } from "../inputs/one-clear-line.ts";
import {
  copyOf,
  edit,
  ledger,
  LOG_KEY,
  ORIGIN,
  OTHER_KEY,
  ran,
  temporaryFolders,
  writeLedger,
} from "./kept-ledgers.ts";

const newFolder = temporaryFolders();
const folder = newFolder();
const LEAVES = 700;

/** A log of several tiles, with a snapshot, and its checkpoint and its index of some time ago. */
beforeAll(() => {
  const directory = join(folder, "log");
  writeLedger(directory, 300);
  for (const name of ["checkpoint", "index.db"]) copyFileSync(join(directory, name), join(folder, `older-${name}`));
  using log = openLedger({ directory, origin: ORIGIN, signingKey: LOG_KEY });
  log.saveSnapshot("what 300 entries make");
  log.close();
  writeLedger(directory, LEAVES - 300);
});

const sample = (): string => copyOf(join(folder, "log"), join(newFolder(), "log"));
const index = (directory: string): string => join(directory, "index.db");

const checked = (directory: string, more: Partial<Parameters<typeof fsck>[0]> = {}): FsckReport =>
  fsck({
    directory,
    keyPem: null,
    keyOrigin: null,
    witnesses: [],
    against: [],
    repair: false,
    onProgress: () => {},
    ...more,
  });

function run(directory: string, sql: string): void {
  using database = new DatabaseSync(index(directory));
  expect(database.prepare(sql).run().changes, sql).toBeGreaterThan(0);
}

/** The last batch of the log as its writer wrote it. */
function lastBatch(directory: string): { readonly offset: number; readonly bytes: Buffer } {
  const log = readFileSync(join(directory, "ledger.log"));
  const offset = log.lastIndexOf("\nbatch ") + 1;
  return { offset, bytes: log.subarray(offset) };
}

describe("LG-86 plimsoll ledger fsck", () => {
  test("LG-86 a ledger as its writer left it is in order, and stays as it is", async () => {
    const directory = sample();
    const before = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString("hex")]);
    const { code, summary } = await ledger(folder, "fsck", directory);
    expect({ exit: code, ...summary }).toMatchObject({
      exit: 0,
      ok: true,
      size: LEAVES,
      index: "fits",
      tornBytes: 0,
      snapshots: 1,
      witnesses: 0,
      checkpoint: readFileSync(join(directory, "checkpoint"), "utf8"),
    });
    expect(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString("hex")])).toEqual(
      before,
    );
  });

  test("LG-86 an index that is missing, empty or behind is no fault", () => {
    const directory = sample();
    copyFileSync(join(folder, "older-index.db"), index(directory));
    expect(checked(directory)).toMatchObject({
      ok: true,
      index: "behind",
      findings: [{ part: "index", what: expect.stringContaining("newest 400") }],
    });
    run(directory, "DELETE FROM batch");
    run(directory, "DELETE FROM tile");
    run(directory, "DELETE FROM anchor");
    expect(checked(directory)).toMatchObject({ ok: true, index: "behind" });
    rmSync(index(directory));
    expect(checked(directory)).toMatchObject({ ok: true, index: "missing" });
  });

  test.each([
    "UPDATE batch SET position = position + 1 WHERE first_leaf = 5",
    "UPDATE batch SET first_entry = first_entry + 1000 WHERE first_leaf = 5",
    "DELETE FROM batch WHERE first_leaf = 5",
    "DELETE FROM batch WHERE first_leaf = 699",
    "INSERT INTO batch VALUES (700, 700, 1)",
    "UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND tile_index = 1",
    "UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 0 AND tile_index = 2",
    "UPDATE tile SET hashes = zeroblob(64) WHERE level = 1",
    "DELETE FROM tile WHERE level = 1",
    "INSERT INTO tile VALUES (4, 0, zeroblob(32))",
    "UPDATE anchor SET position = position + 1",
    "UPDATE anchor SET entry_count = entry_count + 1",
    "UPDATE anchor SET frontier = zeroblob(length(frontier))",
    "UPDATE anchor SET leaf_count = leaf_count + 1 WHERE leaf_count = 700",
    "INSERT INTO anchor VALUES (900, 900, 1, zeroblob(96))",
    "DROP TABLE tile",
  ])("LG-86 an index with a row that the log does not lead to is wrong: %s", (sql) => {
    const directory = sample();
    if (sql.startsWith("DROP")) new DatabaseSync(index(directory)).exec(sql);
    else run(directory, sql);
    expect(checked(directory)).toMatchObject({ ok: false, index: "wrong", fault: { code: "INDEX_DAMAGED" } });
    expect(checked(directory, { repair: true })).toMatchObject({ ok: true, index: "rebuilt" });
    expect(checked(directory)).toMatchObject({ ok: true, index: "fits" });
  });

  test("LG-86 a tile with more hashes than the log has is wrong", () => {
    const directory = sample();
    using database = new DatabaseSync(index(directory));
    const where = "WHERE level = 0 AND tile_index = 2";
    const hashes = database.prepare(`SELECT hashes FROM tile ${where}`).get()?.["hashes"] as Uint8Array;
    database.prepare(`UPDATE tile SET hashes = ? ${where}`).run(Buffer.concat([hashes, Buffer.alloc(32)]));
    expect(checked(directory)).toMatchObject({ ok: false, index: "wrong" });
  });

  test("LG-86 an index that is no database is wrong", async () => {
    const directory = sample();
    writeFileSync(index(directory), "no database, but long enough to be looked at as one".repeat(20));
    expect(await ledger(folder, "fsck", directory)).toMatchObject({
      code: 1,
      summary: { ok: false, code: "INDEX_DAMAGED", index: "wrong" },
    });
  });

  test("LG-86 a log that does not verify is told as the verifier tells it", async () => {
    const directory = sample();
    edit(join(directory, "ledger.log"), '"at":1001', '"at":1009');
    expect(await ledger(folder, "fsck", directory)).toMatchObject({
      code: 1,
      summary: { ok: false, code: "LEDGER_DAMAGED", index: null },
    });
    expect(checked(join(folder, "nowhere"))).toMatchObject({ ok: false, fault: { code: "LEDGER_NOT_FOUND" } });
    expect(checked(sample(), { keyPem: OTHER_KEY.publicKey.toPem() })).toMatchObject({
      fault: { code: "LEDGER_KEY_MISMATCH" },
    });
    expect(checked(sample(), { keyOrigin: "example.org/other" })).toMatchObject({
      fault: { code: "LEDGER_KEY_MISMATCH" },
    });
  });

  test.each([
    ["its text", "what 300", "what 301"],
    ["its count of entries", "\n300\nsha256", "\n299\nsha256"],
    ["its signature", "/snapshot ", "/snapshot A"],
    ["everything", ORIGIN, "elsewhere"],
  ])("LG-86 a snapshot with %s altered is found", (_, from, to) => {
    const directory = sample();
    edit(join(directory, "snapshot-300"), from, to);
    expect(checked(directory)).toMatchObject({ ok: false, fault: { code: "SNAPSHOT_DAMAGED" }, snapshots: 0 });
  });

  test("LG-86 a snapshot of more leaves than the log has is found", () => {
    const directory = sample();
    copyFileSync(join(directory, "snapshot-300"), join(directory, "snapshot-900"));
    expect(checked(directory)).toMatchObject({
      ok: false,
      snapshots: 1,
      fault: { message: expect.stringContaining("ahead") },
    });
  });

  test("LG-86 the log must begin with an older checkpoint of it", async () => {
    const against = join(folder, "older-checkpoint");
    const told = await ledger(folder, "fsck", "log", "--against", against);
    expect(told).toMatchObject({ code: 0, summary: { ok: true } });
    const forked = join(newFolder(), "log");
    writeLedger(forked, 299);
    using log = openLedger({ directory: forked, origin: ORIGIN, signingKey: LOG_KEY });
    expect(checked(forked, { against: [readFileSync(against, "utf8")] })).toMatchObject({
      fault: { code: "LEDGER_ROLLED_BACK" },
    });
    log.append(['{"at":99999,"kind":"test.other"}']);
    log.append(['{"at":99999,"kind":"test.other"}']);
    expect(checked(forked, { against: [readFileSync(against, "utf8")] })).toMatchObject({
      ok: false,
      fault: { code: "LEDGER_ROLLED_BACK" },
    });
  });

  test("LG-86 the log must begin with each checkpoint that an anchor kept, and a line that is none is told", async () => {
    const kept = join(newFolder(), "kept.jsonl");
    const other = join(newFolder(), "log");
    writeLedger(other, 300, OTHER_KEY);
    const lineOf = (file: string): string => `${JSON.stringify({ checkpoint: readFileSync(file, "utf8") })}\n`;
    const [older, newest] = [lineOf(join(folder, "older-checkpoint")), lineOf(join(folder, "log", "checkpoint"))];
    const against = async (text: string): Promise<unknown> => {
      writeFileSync(kept, text);
      return (await ledger(folder, "fsck", "log", "--against", kept)).summary;
    };
    expect(await against(`${older}{"checkpo\n${newest}`)).toMatchObject({ ok: true });
    const told = await ran(folder, "fsck", "log", "--against", kept, "--json");
    expect(told.lines().filter(({ part }) => part === "against")).toEqual([
      { type: "finding", part: "against", what: expect.stringMatching(/^line 2 of the file .* altered$/) },
    ]);
    expect(await against(`${lineOf(join(other, "checkpoint"))}${newest}`)).toMatchObject({ code: "KEY_MISMATCH" });
    expect(await against("{}\n")).toMatchObject({ code: "CHECKPOINT_MALFORMED" });
  });

  test("LG-86 a note that is no checkpoint of this log is not taken for one", () => {
    const note = readFileSync(join(folder, "older-checkpoint"), "utf8");
    const other = join(newFolder(), "log");
    writeLedger(other, 300, OTHER_KEY);
    const codeOf = (against: string) => checked(join(folder, "log"), { against: [against] }).fault?.code;
    expect(codeOf(note)).toBeUndefined();
    expect(codeOf(readFileSync(join(other, "checkpoint"), "utf8"))).toBe("KEY_MISMATCH");
    expect(codeOf(note.replace("\n300\n", "\n299\n"))).toBe("SIGNATURE_INVALID");
    expect(codeOf("nothing")).toBe("CHECKPOINT_MALFORMED");
  });

  test("LG-86 a ledger that is being written is in order too", () => {
    const directory = sample();
    using log = openLedger({ directory, origin: ORIGIN, signingKey: LOG_KEY });
    for (let at = 0; at < 1_200; at += 1) log.append([`{"at":${5_000 + at},"kind":"test.noted"}`]);
    let appended = false;
    const onProgress = (): void => {
      if (appended) return;
      appended = true;
      for (let at = 0; at < 1_200; at += 1) log.append([`{"at":${9_000 + at},"kind":"test.noted"}`]);
    };
    expect(checked(directory, { onProgress }).ok).toBe(true);
  });
});

/** What a crash leaves of a last write: its beginning, or all of it with a page that never reached the disk. */
const TORN: readonly (readonly [string, (batch: Buffer) => Buffer])[] = [
  ["its first bytes", (batch) => batch.subarray(0, 7)],
  ["all but its last byte", (batch) => batch.subarray(0, -1)],
  ["a page of NUL in the middle", (batch) => Buffer.from(batch).fill(0, 100, 300)],
];

describe("LG-87 plimsoll ledger fsck --repair", () => {
  test.each(TORN)("LG-87 cuts aside a last write of which there is %s", (_, tear) => {
    const directory = sample();
    const { offset } = lastBatch(directory);
    writeLedger(directory, 1);
    const next = lastBatch(directory);
    const torn = tear(next.bytes);
    const log = readFileSync(join(directory, "ledger.log"));
    expect(next.offset).toBeGreaterThan(offset);
    writeFileSync(join(directory, "ledger.log"), Buffer.concat([log.subarray(0, next.offset), torn]));
    copyFileSync(join(folder, "log", "checkpoint"), join(directory, "checkpoint"));
    const found = checked(directory);
    expect(found.tornBytes).toBe(torn.length);
    if (!found.ok) expect(found.fault?.message).toContain("--repair");
    expect(statSync(join(directory, "ledger.log")).size).toBe(next.offset + torn.length);
    const report = checked(directory, { repair: true });
    expect(report).toMatchObject({ ok: true, index: "rebuilt", tornBytes: torn.length, verified: { size: LEAVES } });
    expect(readFileSync(join(directory, `torn-${next.offset}`)).equals(torn)).toBe(true);
    expect(checked(directory)).toMatchObject({ ok: true, index: "fits", tornBytes: 0 });
  });

  test("LG-87 does not cut what the published checkpoint promises", () => {
    const directory = sample();
    const file = join(directory, "ledger.log");
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const before = readFileSync(file);
    const fault = { code: "LEDGER_ROLLED_BACK", message: expect.stringContaining("--repair cuts none of it") };
    const found = checked(directory);
    expect(found).toMatchObject({ ok: false, fault });
    expect(found.tornBytes).toBeGreaterThan(0);
    expect(checked(directory, { repair: true })).toMatchObject({ ok: false, fault, tornBytes: found.tornBytes });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("LG-87 touches nothing of a log that does not hold", () => {
    const directory = sample();
    edit(join(directory, "ledger.log"), '"at":1001', '"at":1009');
    appendFileSync(join(directory, "ledger.log"), "batch 700");
    const before = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString("hex")]);
    expect(checked(directory, { repair: true })).toMatchObject({ ok: false, fault: { code: "LEDGER_DAMAGED" } });
    expect(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString("hex")])).toEqual(
      before,
    );
  });

  test("LG-87 the index that it makes proves every entry, and a writer goes on with it", async () => {
    const directory = sample();
    rmSync(index(directory));
    expect(await ledger(folder, "fsck", directory, "--repair")).toMatchObject({
      code: 0,
      summary: { ok: true, index: "rebuilt" },
    });
    expect(existsSync(`${index(directory)}.new`)).toBe(false);
    using reader = openLedgerReader({ directory });
    for (const entry of [0, 255, 256, 699]) expect(reader.prove(entry)).toHaveLength(1);
    writeLedger(directory, 5);
    expect(checked(directory)).toMatchObject({ ok: true, index: "fits", verified: { size: LEAVES + 5 } });
  });

  test("LG-87 nobody repairs what somebody writes", async () => {
    const directory = sample();
    using _ = openLedger({ directory, origin: ORIGIN, signingKey: LOG_KEY });
    expectOneClearLine(await ran(folder, "fsck", directory, "--repair"), "DATA_IN_USE", 1);
  });
});
