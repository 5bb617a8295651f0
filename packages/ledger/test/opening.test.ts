import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { verifyLedger } from "@plimsoll/verifier";
import { describe, expect, test } from "vitest";
import { openLedger, openLedgerReader } from "../src/index.ts";
import { codeOf, entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";

const newFolder = temporaryFolders();

/** A closed ledger of this many entries, in batches of two. */
function writtenLedger(entries = 6): string {
  const directory = newFolder();
  using ledger = openLedger({ ...identity, directory, publication: "on-close" });
  for (let at = 0; at < entries; at += 2) ledger.append([entry(at), entry(at + 1)]);
  return directory;
}

const open = (directory: string, integrity: "tail" | "full" = "tail"): void =>
  openLedger({ ...identity, directory, integrity }).close();

function sql(path: string, statements: string): void {
  using database = new DatabaseSync(path);
  database.exec(statements);
}

/** Changes the log file as somebody with an editor would. */
function edit(directory: string, change: (log: string) => string): void {
  const path = join(directory, "ledger.log");
  const before = readFileSync(path, "latin1");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after, "latin1");
}

/** The batches of a log as texts. */
const batchesIn = (log: string): string[] => log.split(/(?<=\n)(?=batch )/);

const withoutBatch =
  (place: number) =>
  (log: string): string =>
    batchesIn(log)
      .filter((_, at) => at !== place)
      .join("");

describe("opening", () => {
  test("LG-9 finds everything again, after the tail check and after the full one", () => {
    const directory = writtenLedger(2_600);
    for (const integrity of ["tail", "full"] as const) {
      using ledger = openLedger({ ...identity, directory, integrity });
      expect(ledger.size).toBe(2_600);
      expect(textOf([...ledger.entries(2_599)][0] as never)).toBe(entry(2_599));
    }
  });

  test("LG-8 a second writer is refused until the first has closed, and readers are not", () => {
    const directory = newFolder();
    const first = openLedger({ ...identity, directory });
    first.append([entry(1)]);
    expect(codeOf(() => open(directory))).toBe("DATA_IN_USE");
    using reader = openLedgerReader({ directory });
    expect(reader.size).toBe(1);
    first.append([entry(2), entry(3)]);
    expect([...reader.entries()].map(textOf)).toEqual([entry(1), entry(2), entry(3)]);
    expect(reader.checkpoint).toBe(first.checkpoint);
    expect(reader.root).toEqual(first.root);
    first.close();
    open(directory);
  });

  test("LG-13 another key or another origin is told", () => {
    const directory = writtenLedger();
    const otherKey = { ...identity, signingKey: signingKeyFromSeed(new Uint8Array(32).fill(8)) };
    expect(codeOf(() => openLedger({ ...otherKey, directory }))).toBe("LEDGER_KEY_MISMATCH");
    expect(codeOf(() => openLedger({ ...identity, origin: "example.org/other", directory }))).toBe(
      "LEDGER_KEY_MISMATCH",
    );
    open(directory);
  });

  test("LG-14 a path that cannot be a folder is told", () => {
    const file = join(newFolder(), "file");
    writeFileSync(file, "");
    expect(codeOf(() => open(file))).toBe("DIRECTORY_NOT_WRITABLE");
    expect(codeOf(() => open(join(file, "below")))).toBe("DIRECTORY_NOT_WRITABLE");
    expect(codeOf(() => open("/proc/plimsoll"))).toBe("DIRECTORY_NOT_WRITABLE");
  });

  test("LG-14 a pipe, a folder or a device in the place of a log is none, and is not waited for", () => {
    const plants = [
      (path: string) => void execFileSync("mkfifo", [path]),
      (path: string) => mkdirSync(path),
      (path: string) => symlinkSync("/dev/zero", path),
    ];
    for (const plant of plants) {
      const directory = newFolder();
      plant(join(directory, "ledger.log"));
      expect(codeOf(() => openLedgerReader({ directory }))).toBe("LEDGER_DAMAGED");
    }
  });

  test("LG-14 reading where there is no ledger creates nothing", () => {
    const directory = newFolder();
    expect(codeOf(() => openLedgerReader({ directory }))).toBe("LEDGER_NOT_FOUND");
    expect(readdirSync(directory)).toEqual([]);
  });

  test("LG-9 a file that is no log is damaged, and stays as it is", () => {
    const directory = writtenLedger(200);
    const path = join(directory, "ledger.log");
    writeFileSync(path, "no log at all\n".repeat(500));
    const before = readFileSync(path);
    expect(codeOf(() => open(directory, "full"))).toBe("LEDGER_DAMAGED");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each<[string, (log: string) => string]>([
    ["an altered entry", (log) => log.replace('{"at":3,', '{"at":7,')],
    ["a flipped bit in a header", (log) => log.replace("batch 1 2 ", "batch 1 3 ")],
    ["an altered checksum", (log) => log.replace(/:2:./, ":2:x")],
    ["a line end that is gone", (log) => log.replace('"}\nexample.org', '"} example.org')],
    ["a missing batch", withoutBatch(2)],
    [
      "a batch twice",
      (log) =>
        batchesIn(log)
          .toSpliced(2, 0, batchesIn(log)[2] as string)
          .join(""),
    ],
    ["batches that changed places", (log) => batchesIn(log).toReversed().join("")],
    [
      "an altered size in a checkpoint",
      (log) => log.replace("example.org/plimsoll/test\n3\n", "example.org/plimsoll/test\n4\n"),
    ],
    ["something behind the end", (log) => `${log}more\n`],
    ["no first batch", withoutBatch(0)],
  ])("LG-9 LG-33 %s is found, whatever the index says", (_, change) => {
    const directory = writtenLedger();
    edit(directory, change);
    expect(codeOf(() => open(directory))).toBe("LEDGER_DAMAGED");
    rmSync(join(directory, "index.db"));
    expect(codeOf(() => open(directory, "full"))).toBe("LEDGER_DAMAGED");
  });

  test("LG-9 names the entry that was altered, also when reading, and reads those behind it", () => {
    const directory = newFolder();
    const ledger = openLedger({ ...identity, directory });
    for (let at = 0; at < 6; at += 1) ledger.append([entry(at)]);
    ledger.close();
    edit(directory, (log) => log.replace('{"at":3,', '{"at":7,'));
    expect(() => open(directory)).toThrow(/altered entry 3/);
    expect(() => openLedgerReader({ directory })).toThrow(/altered entry 3/);
  });

  test("LG-9 an entry and its checksums altered together lead to another root", () => {
    const directory = writtenLedger();
    edit(directory, (log) => {
      const altered = log.replace('{"at":3,', '{"at":7,');
      const batch = batchesIn(altered)[2] as string;
      const [header = "", ...lines] = batch.split("\n");
      const crc = (text: string): string => crc32(text).toString(16).padStart(8, "0");
      const leaf = lines.slice(0, 2).join("\n");
      const start = header.slice(0, -9).replace(/:[0-9a-f]{8}$/, `:${crc(leaf)}`);
      return altered.replace(header, `${start} ${crc(start)}`);
    });
    expect(() => open(directory)).toThrow(/do not lead to the root/);
  });

  test("LG-9 a signature that was altered is found where every one is checked, the newest always", () => {
    const directory = writtenLedger();
    const altered = (log: string, place: number): string =>
      batchesIn(log)
        .map((batch, at) =>
          at === place
            ? batch.replace(/(— \S+ \S{40})./u, (all, start: string) => `${start}${all.endsWith("A") ? "B" : "A"}`)
            : batch,
        )
        .join("");
    edit(directory, (log) => Buffer.from(altered(Buffer.from(log, "latin1").toString("utf8"), 1)).toString("latin1"));
    expect(codeOf(() => open(directory, "full"))).toBe("LEDGER_DAMAGED");
    const newest = writtenLedger();
    edit(newest, (log) => Buffer.from(altered(Buffer.from(log, "latin1").toString("utf8"), 3)).toString("latin1"));
    expect(codeOf(() => open(newest))).toBe("LEDGER_DAMAGED");
  });

  test.each<[string, (path: string) => void]>([
    ["missing", (path) => rmSync(path)],
    ["no database", (path) => writeFileSync(path, "no database at all ".repeat(500))],
    ["empty", (path) => truncateSync(path, 0)],
    ["of another log", (path) => cpSync(join(writtenLedger(3_000), "index.db"), path)],
    ["with frontiers that are wrong", (path) => sql(path, "UPDATE anchor SET frontier = zeroblob(length(frontier))")],
    ["with places that are wrong", (path) => sql(path, "UPDATE anchor SET position = position + 1")],
  ])("LG-38 an index that is %s is made anew from the log", (_, damage) => {
    const directory = writtenLedger(5_000);
    damage(join(directory, "index.db"));
    open(directory);
    using ledger = openLedger({ ...identity, directory });
    expect([ledger.size, ledger.leafCount]).toEqual([5_000, 2_500]);
    for (const index of [0, 1, 2_000, 4_999]) expect(ledger.prove(index)[0]?.leafIndex).toBe(Math.floor(index / 2));
  });

  test("LG-38 a reader goes on through a wrong index, and follows a writer whose index is far behind", () => {
    const directory = newFolder();
    using ledger = openLedger({ ...identity, directory });
    for (let at = 0; at < 2_500; at += 1) ledger.append([entry(at)]);
    using reader = openLedgerReader({ directory });
    expect([reader.size, [...reader.entries(2_499)].length]).toEqual([2_500, 1]);
    for (let at = 0; at < 2_500; at += 1) ledger.append([entry(at)]);
    expect(reader.size).toBe(5_000);
    expect(reader.prove(4_999)[0]?.checkpoint).toBe(ledger.checkpoint);
    ledger.close();
    sql(join(directory, "index.db"), "UPDATE anchor SET position = position + 1");
    using wrong = openLedgerReader({ directory });
    expect([wrong.size, wrong.checkpoint]).toEqual([5_000, reader.checkpoint]);
  });

  test("LG-38 hashes that are wrong in the index make no proof, and a full check makes them anew", () => {
    const directory = writtenLedger(5_000);
    sql(join(directory, "index.db"), "UPDATE tile SET hashes = zeroblob(length(hashes))");
    using wrong = openLedger({ ...identity, directory });
    expect(codeOf(() => wrong.prove(7))).toBe("INDEX_DAMAGED");
    wrong.close();
    using ledger = openLedger({ ...identity, directory, integrity: "full" });
    expect(ledger.prove(7)[0]?.leafIndex).toBe(3);
  });

  test("LG-36 a last write that was cut off is kept aside, reported and no part of the log", () => {
    const whole = writtenLedger(6);
    const path = join(whole, "ledger.log");
    const lengths = batchesIn(readFileSync(path, "latin1")).map(({ length }) => length);
    const start = lengths.slice(0, -1).reduce((sum, length) => sum + length, 0);
    for (let cut = start + 1; cut < start + (lengths.at(-1) as number); cut += 7) {
      const directory = newFolder();
      cpSync(whole, directory, { recursive: true });
      rmSync(join(directory, "checkpoint"));
      truncateSync(join(directory, "ledger.log"), cut);
      using ledger = openLedger({ ...identity, directory });
      expect(ledger.recovery).toEqual({ tornBytes: cut - start, offset: start });
      expect(ledger.size).toBe(4);
      expect(statSync(join(directory, `torn-${start}`)).size).toBe(cut - start);
    }
  });

  test("LG-36 what was published cannot be torn: a log cut off before it was rolled back", () => {
    const directory = writtenLedger(6);
    const path = join(directory, "ledger.log");
    truncateSync(path, statSync(path).size - 5);
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
    expect(readdirSync(directory).filter((name) => name.startsWith("torn"))).toEqual([]);
  });
});

describe("the published checkpoint", () => {
  test("LG-11 is the newest after every commit, and no temporary file is left", () => {
    const directory = newFolder();
    using ledger = openLedger({ ...identity, directory, publication: "each-commit" });
    for (const at of [1, 2, 3]) {
      const { checkpoint } = ledger.append([entry(at)]);
      expect(readFileSync(join(directory, "checkpoint"), "utf8")).toBe(checkpoint);
    }
    expect(readdirSync(directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("LG-11 is written on close only when asked so", () => {
    const directory = newFolder();
    const ledger = openLedger({ ...identity, directory, publication: "on-close" });
    ledger.append([entry(1)]);
    expect(readFileSync(join(directory, "checkpoint"), "utf8")).not.toBe(ledger.checkpoint);
    ledger.close();
    expect(readFileSync(join(directory, "checkpoint"), "utf8")).toBe(ledger.checkpoint);
  });

  test("LG-11 is written once a second, when asked, and on close", () => {
    const directory = newFolder();
    let nowMs = 0;
    const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
    const ledger = openLedger({ ...identity, directory, clock });
    const published = (): string => readFileSync(join(directory, "checkpoint"), "utf8");
    const { checkpoint } = ledger.append([entry(1)]);
    expect(published()).not.toBe(checkpoint);
    ledger.publish();
    expect(published()).toBe(checkpoint);
    nowMs = 999;
    ledger.append([entry(2)]);
    expect(published()).toBe(checkpoint);
    nowMs = 1_000;
    expect(ledger.append([entry(3)]).checkpoint).toBe(published());
    const last = ledger.append([entry(4)]).checkpoint;
    ledger.close();
    expect(published()).toBe(last);
  });

  test("LG-11 is not left behind by a writer that has nothing more to decide, and not written anew without need", () => {
    const directory = newFolder();
    let nowMs = 0;
    const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
    using ledger = openLedger({ ...identity, directory, clock });
    const [file, { checkpoint }] = [join(directory, "checkpoint"), ledger.append([entry(1)])];
    nowMs = 999;
    ledger.append([]);
    expect(readFileSync(file, "utf8")).not.toBe(checkpoint);
    nowMs = 1_000;
    ledger.append([]);
    expect(readFileSync(file, "utf8")).toBe(checkpoint);
    rmSync(file);
    nowMs = 5_000;
    ledger.append([]);
    expect(existsSync(file)).toBe(false);
  });

  test("LG-12 may be older than the log, or missing", () => {
    const directory = newFolder();
    using ledger = openLedger({ ...identity, directory });
    const { checkpoint } = ledger.append([entry(1)]);
    ledger.append([entry(2)]);
    ledger.close();
    writeFileSync(join(directory, "checkpoint"), checkpoint);
    open(directory);
    rmSync(join(directory, "checkpoint"));
    open(directory);
    expect(existsSync(join(directory, "checkpoint"))).toBe(true);
  });

  test("LG-12 betrays an older log by what witnesses cosigned, also where the other file was put back with it", () => {
    const directory = writtenLedger(4);
    const older = newFolder();
    cpSync(directory, older, { recursive: true });
    using ledger = openLedger({ ...identity, directory });
    ledger.append([entry(9)]);
    ledger.close();
    writeFileSync(join(older, "checkpoint.witnessed"), readFileSync(join(directory, "checkpoint")));
    expect(codeOf(() => open(older))).toBe("LEDGER_ROLLED_BACK");
    expect(verifyLedger(older)).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
    writeFileSync(join(directory, "checkpoint.witnessed"), readFileSync(join(directory, "checkpoint")));
    open(directory);
  });

  test("LG-12 beside no log what witnesses cosigned is a rollback too, and nothing is made", () => {
    const directory = newFolder();
    writeFileSync(join(directory, "checkpoint.witnessed"), readFileSync(join(writtenLedger(2), "checkpoint")));
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
    expect(existsSync(join(directory, "ledger.log"))).toBe(false);
  });

  test("LG-12 betrays an older log put in its place", () => {
    const directory = writtenLedger(4);
    const older = newFolder();
    cpSync(join(directory, "ledger.log"), join(older, "ledger.log"));
    using ledger = openLedger({ ...identity, directory });
    ledger.append([entry(9)]);
    ledger.close();
    cpSync(join(older, "ledger.log"), join(directory, "ledger.log"));
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
  });

  test("LG-12 betrays a log that was rolled back and grew past it on another history", () => {
    const directory = writtenLedger(4);
    const fork = newFolder();
    cpSync(join(directory, "ledger.log"), join(fork, "ledger.log"));
    using honest = openLedger({ ...identity, directory });
    honest.append([entry(9)]);
    honest.close();
    using forked = openLedger({ ...identity, directory: fork });
    for (const at of [5, 6, 7]) forked.append([entry(at)]);
    forked.close();
    cpSync(join(fork, "ledger.log"), join(directory, "ledger.log"));
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
  });

  test.each([
    ["missing", (path: string) => rmSync(path)],
    ["empty", (path: string) => truncateSync(path, 0)],
  ])("LG-12 beside a log that is %s is a rollback, and no new ledger is begun", (_, remove) => {
    const directory = writtenLedger();
    const path = join(directory, "ledger.log");
    remove(path);
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
    expect(existsSync(path) ? statSync(path).size : 0).toBe(0);
  });

  test("LG-12 that nobody signed is damage", () => {
    const directory = writtenLedger();
    writeFileSync(join(directory, "checkpoint"), "anything");
    expect(codeOf(() => open(directory))).toBe("LEDGER_DAMAGED");
  });

  test("LG-9 an empty file of a writer that died at once is begun anew", () => {
    const directory = newFolder();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "ledger.log"), "");
    open(directory);
  });
});
