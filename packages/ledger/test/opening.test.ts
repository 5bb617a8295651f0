import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
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

function sql(directory: string, statements: string): void {
  using database = new DatabaseSync(join(directory, "ledger.db"));
  database.exec(statements);
}

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

  test("LG-14 reading where there is no ledger creates nothing", () => {
    const directory = newFolder();
    expect(codeOf(() => openLedgerReader({ directory }))).toBe("LEDGER_NOT_FOUND");
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each([
    ["no database", (path: string) => writeFileSync(path, "no database at all ".repeat(500))],
    ["truncated", (path: string) => truncateSync(path, statSync(path).size - 4_096)],
  ])("LG-9 a file that is %s is damaged, and stays as it is", (_, damage) => {
    const directory = writtenLedger(200);
    const path = join(directory, "ledger.db");
    damage(path);
    const before = readFileSync(path);
    expect(codeOf(() => open(directory, "full"))).toBe("LEDGER_DAMAGED");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    ["an altered entry", "UPDATE entry SET entry = x'7b7d' WHERE entry_index = 3"],
    ["an altered leaf hash", "UPDATE entry SET leaf_hash = zeroblob(32) WHERE entry_index = 3"],
    ["a missing entry", "DELETE FROM entry WHERE entry_index = 3"],
    ["a missing last entry", "DELETE FROM entry WHERE entry_index = 5"],
    ["an entry too many", "INSERT INTO entry SELECT 6, leaf_hash, entry FROM entry WHERE entry_index = 5"],
    ["a shifted entry", "UPDATE entry SET entry_index = 60 WHERE entry_index = 5"],
    [
      "an altered checkpoint",
      "UPDATE checkpoint SET note = replace(note, char(10) || '6' || char(10), char(10) || '7' || char(10))",
    ],
    ["no checkpoints", "DELETE FROM checkpoint"],
    [
      "another checkpoint filed",
      "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 4) WHERE size = 6",
    ],
    ["a foreign table", "CREATE TABLE other (a)"],
    ["a trigger", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END"],
    ["an index", "CREATE INDEX i ON entry (leaf_hash)"],
  ])("LG-9 LG-10 %s is found", (_, statements) => {
    const directory = writtenLedger();
    sql(directory, statements);
    expect(codeOf(() => open(directory))).toBe("LEDGER_DAMAGED");
    expect(codeOf(() => open(directory, "full"))).toBe("LEDGER_DAMAGED");
  });

  test("LG-9 names the index of an altered entry, also when reading", () => {
    const directory = writtenLedger();
    sql(directory, "UPDATE entry SET entry = x'7b7d' WHERE entry_index = 3");
    expect(() => open(directory)).toThrow(/altered entry 3/);
    using reader = openLedgerReader({ directory });
    expect(() => [...reader.entries()]).toThrow(/altered entry 3/);
    expect([...reader.entries(4)].length).toBe(2);
  });

  test("LG-9 an entry and its leaf hash altered together lead to another root", () => {
    const directory = writtenLedger();
    sql(
      directory,
      "UPDATE entry SET (leaf_hash, entry) = (SELECT leaf_hash, entry FROM entry WHERE entry_index = 2) WHERE entry_index = 3",
    );
    expect(codeOf(() => open(directory))).toBe("LEDGER_DAMAGED");
  });

  test("LG-9 a forged frontier is found by the tail check", () => {
    const directory = writtenLedger(3_000);
    sql(directory, "UPDATE checkpoint SET frontier = zeroblob(length(frontier)) WHERE size > 0");
    expect(codeOf(() => open(directory))).toBe("LEDGER_DAMAGED");
  });
});

describe("the published checkpoint", () => {
  test("LG-11 is the newest after every commit, and no temporary file is left", () => {
    const directory = newFolder();
    using ledger = openLedger({ ...identity, directory });
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

  test("LG-12 may be older than the database, or missing", () => {
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

  test("LG-12 betrays an older database put in its place", () => {
    const directory = writtenLedger(4);
    const older = newFolder();
    cpSync(join(directory, "ledger.db"), join(older, "ledger.db"));
    using ledger = openLedger({ ...identity, directory });
    ledger.append([entry(9)]);
    ledger.close();
    cpSync(join(older, "ledger.db"), join(directory, "ledger.db"));
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
  });

  test("LG-12 betrays a database that was rolled back and grew past it on another history", () => {
    const directory = writtenLedger(4);
    const fork = newFolder();
    cpSync(join(directory, "ledger.db"), join(fork, "ledger.db"));
    using honest = openLedger({ ...identity, directory });
    honest.append([entry(9)]);
    honest.close();
    using forked = openLedger({ ...identity, directory: fork });
    for (const at of [5, 6, 7]) forked.append([entry(at)]);
    forked.close();
    cpSync(join(fork, "ledger.db"), join(directory, "ledger.db"));
    expect(codeOf(() => open(directory))).toBe("LEDGER_ROLLED_BACK");
  });

  test.each([
    ["missing", (path: string) => rmSync(path)],
    ["empty", (path: string) => truncateSync(path, 0)],
  ])("LG-12 beside a database that is %s is a rollback, and no new ledger is begun", (_, remove) => {
    const directory = writtenLedger();
    const path = join(directory, "ledger.db");
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
    writeFileSync(join(directory, "ledger.db"), "");
    open(directory);
  });
});
