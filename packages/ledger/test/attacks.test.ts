import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { RandomStream } from "@plimsoll/foundation";
import { verifyLedger } from "@plimsoll/verifier";
import { describe, expect, test } from "vitest";
import { MemoryFolder } from "../src/folder/memory-folder.ts";
import { openLedger, openLedgerReader } from "../src/index.ts";
import { LogSigner } from "../src/note/log-signer.ts";
import { openLedgerIn } from "../src/open-ledger.ts";
import { codeOf, entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";
import { PowerCutFile } from "./power-cut-file.ts";

const newFolder = temporaryFolders();
const signer = new LogSigner(identity.origin, identity.signingKey);

function written(decisions: number): string {
  const directory = newFolder();
  using ledger = openLedger({ ...identity, directory });
  for (let at = 0; at < decisions; at += 1) ledger.append([entry(at), entry(at)]);
  return directory;
}

const sql = (directory: string, statements: string): void => {
  using database = new DatabaseSync(join(directory, "index.db"));
  database.exec(statements);
};

/** Changes batch headers, and makes their checksums fit again: no key is needed for that. */
function reheaded(directory: string, change: (header: string, place: number) => string): void {
  const path = join(directory, "ledger.log");
  let place = 0;
  const log = readFileSync(path, "utf8").replaceAll(/^batch .*$/gm, (line) => {
    const start = change(line.slice(0, -9), place);
    place += 1;
    return `${start} ${crc32(start).toString(16).padStart(8, "0")}`;
  });
  writeFileSync(path, log);
}

describe("an index that lies", () => {
  test("LG-38 skips no entry: a batch that stands elsewhere than it says is told", () => {
    const directory = written(3_000);
    sql(directory, "UPDATE batch SET position = (SELECT max(position) FROM batch) WHERE first_leaf = 0");
    using reader = openLedgerReader({ directory });
    expect(codeOf(() => [...reader.entries()])).toBe("INDEX_DAMAGED");
    using ledger = openLedger({ ...identity, directory, integrity: "full" });
    expect([...ledger.entries()].length).toBe(6_000);
  });

  test("LG-38 LG-39 what is made of entries is made of those that lead to the signed root", () => {
    const directory = newFolder();
    {
      using ledger = openLedger({ ...identity, directory });
      for (let at = 0; at < 3_000; at += 1) ledger.append([entry(at)]);
      ledger.saveSnapshot("state");
      for (let at = 0; at < 10; at += 1) ledger.append([entry(3_000 + at)]);
    }
    const open = () => openLedger({ ...identity, directory });
    {
      using ledger = open();
      expect([...ledger.provenEntries(null)].length).toBe(3_010);
      expect([...ledger.provenEntries(ledger.newestSnapshot())].map(({ index }) => index)).toEqual(
        Array.from({ length: 10 }, (_, place) => 3_000 + place),
      );
    }
    // Far before the tail that opening looks at, with checksums that fit.
    const path = join(directory, "ledger.log");
    const log = readFileSync(path, "utf8");
    const altered = log.replace(entry(7), entry(8));
    const leaf = crc32(entry(7)).toString(16).padStart(8, "0");
    writeFileSync(path, altered.replace(`:1:${leaf}`, `:1:${crc32(entry(8)).toString(16).padStart(8, "0")}`));
    reheaded(directory, (header) => header);
    using ledger = open();
    expect(codeOf(() => [...ledger.provenEntries(null)])).toBe("LEDGER_DAMAGED");
  });

  test.each([
    [
      "a view without end",
      "DROP TABLE anchor; CREATE VIEW anchor AS WITH RECURSIVE r(leaf_count) AS (SELECT 1 UNION ALL SELECT leaf_count FROM r) SELECT * FROM r",
    ],
    ["another table", "DROP TABLE anchor; CREATE TABLE anchor (x)"],
    ["a trigger", "CREATE TRIGGER t AFTER INSERT ON batch BEGIN DELETE FROM batch; END"],
  ])("LG-38 %s in it is no index", (_, statements) => {
    const directory = written(5);
    sql(directory, statements);
    using reader = openLedgerReader({ directory });
    expect([...reader.entries()].length).toBe(10);
    using ledger = openLedger({ ...identity, directory });
    expect([...ledger.entries()].length).toBe(10);
  });

  test("LG-38 pages of rubbish in it are no damage of the log", () => {
    const directory = written(3_000);
    const path = join(directory, "index.db");
    writeFileSync(path, readFileSync(path).fill(0xab, 4_096));
    using ledger = openLedger({ ...identity, directory });
    expect(ledger.size).toBe(6_000);
  });
});

describe("headers, which no signature covers", () => {
  test.each<[string, (header: string, place: number) => string]>([
    ["a smaller count of entries", (header) => header.replace(/:2:/, ":1:")],
    ["a count beyond 2^53", (header) => header.replace(/:2:/, `:${"9".repeat(30)}:`)],
    ["a count with a leading zero", (header) => header.replace(/:2:/, ":02:")],
    ["another first entry", (header, place) => (place === 2 ? header.replace(/ 2 /, " 3 ") : header)],
    ["more than one write takes", (header) => header.replace(/ (\d+):2:/, " 99999999:2:")],
  ])("LG-33 %s is damage", (_, change) => {
    const directory = written(3);
    reheaded(directory, change);
    rmSync(join(directory, "index.db"));
    expect(codeOf(() => openLedger({ ...identity, directory, integrity: "full" }))).toBe("LEDGER_DAMAGED");
  });

  test("LG-33 the largest batch is read again and verifies; a larger one is refused", { timeout: 120_000 }, () => {
    const directory = newFolder();
    const decisions = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ cause: null, entries: [`{"at":${at},"kind":"a"}`] }));
    {
      using ledger = openLedger({ ...identity, directory });
      expect(codeOf(() => ledger.appendAll(decisions(262_145)))).toBe("BATCH_TOO_LARGE");
      ledger.appendAll(decisions(262_144));
    }
    rmSync(join(directory, "index.db"));
    using ledger = openLedger({ ...identity, directory });
    expect(ledger.size).toBe(262_144);
    expect(verifyLedger(directory)).toMatchObject({ ok: true, size: 262_144 });
  });
});

test("LG-36 what opening finds whole is on the disk before anything is built on it", () => {
  const random = RandomStream.from("killed, opened, cut", 20_261_121);
  for (let round = 0; round < 200; round += 1) {
    const file = new PowerCutFile();
    const folder = Object.assign(new MemoryFolder(), { log: file });
    const first = openLedgerIn(folder, signer, { publication: "each-commit" });
    first.append([entry(1)]);
    // Killed between write and sync: the batch is in memory alone.
    const sync = file.sync.bind(file);
    file.sync = () => {
      throw new Error("killed");
    };
    expect(() => first.append([entry(2)])).toThrow();
    file.sync = sync;
    const second = openLedgerIn(folder, signer, { publication: "each-commit" });
    const found = [...second.entries()].map(textOf);
    expect(found).toEqual([entry(1), entry(2)]);
    file.sync = () => {
      throw new Error("the power is gone");
    };
    expect(() => second.append([entry(3)])).toThrow();
    file.sync = sync;
    file.cutPower(random);
    using third = openLedgerIn(folder, signer);
    expect([...third.entries()].map(textOf).slice(0, 2), `round ${round}`).toEqual(found);
  }
});
