import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEnvelope, publicKeyFromPem, type Envelope } from "@plimsoll/foundation/node";
import { openLedger } from "@plimsoll/ledger";
import { plimsoll } from "../faults/plimsoll-process.ts";
import { expectOneClearLine, expectUsageError } from "../inputs/one-clear-line.ts";
import { ledger, LOG_KEY, noted, ORIGIN, OTHER_KEY, ran, temporaryFolders, writeLedger } from "./kept-ledgers.ts";

const newFolder = temporaryFolders();

describe("LG-83 plimsoll ledger export --tiles", () => {
  test("LG-83 writes tiles with the keys beside, and only what is new the next time", async () => {
    const cwd = newFolder();
    writeLedger(join(cwd, "log"), 300);
    const first = await ledger(cwd, "export", "log", "--tiles", "out");
    expect(first.summary).toMatchObject({ ok: true, tiles: { oldSize: 0, newSize: 300 }, statements: null });
    expect(readdirSync(join(cwd, "out")).toSorted()).toEqual(["checkpoint", "ledger.pub.pem", "ledger.vkey", "tile"]);
    const full = join(cwd, "out", "tile", "entries", "000");
    const written = statSync(full).mtimeMs;
    writeLedger(join(cwd, "log"), 10);
    const second = await ledger(cwd, "export", "log", "--tiles", "out");
    expect(second.summary).toMatchObject({ tiles: { oldSize: 300, newSize: 310 } });
    expect(statSync(full).mtimeMs).toBe(written);
    expect((await ledger(cwd, "verify", "out", "--key", "log/ledger.vkey")).summary).toMatchObject({
      ok: true,
      size: 310,
    });
  });

  test("LG-83 a folder with the tiles of another log, or of another key, is refused and stays as it is", async () => {
    const cwd = newFolder();
    writeLedger(join(cwd, "log"), 5);
    writeLedger(join(cwd, "same-entries"), 4, OTHER_KEY);
    using other = openLedger({ directory: join(cwd, "other"), origin: ORIGIN, signingKey: LOG_KEY });
    other.append([noted(1)]);
    for (const first of ["same-entries", "other"]) {
      await ledger(cwd, "export", first, "--tiles", `${first}-out`);
      const before = ["ledger.vkey", "checkpoint"].map((name) => readFileSync(join(cwd, `${first}-out`, name), "utf8"));
      expectOneClearLine(await ran(cwd, "export", "log", "--tiles", `${first}-out`), "TILES_FOREIGN", 3);
      const after = ["ledger.vkey", "checkpoint"].map((name) => readFileSync(join(cwd, `${first}-out`, name), "utf8"));
      expect(after).toEqual(before);
    }
  });

  test("LG-83 works while somebody writes, and says what to write", async () => {
    const cwd = newFolder();
    using _ = openLedger({ directory: join(cwd, "log"), origin: ORIGIN, signingKey: LOG_KEY });
    expect((await ledger(cwd, "export", "log", "--tiles", "out")).code).toBe(0);
    expectUsageError(await ran(cwd, "export", "log"), /--tiles/);
    expectOneClearLine(await ran(cwd, "export", "nowhere", "--tiles", "out"), "LEDGER_NOT_FOUND", 1);
  });
});

const site = mkdtempSync(join(tmpdir(), "plimsoll-statements-"));
afterAll(() => rmSync(site, { recursive: true, force: true }));
beforeAll(async () => {
  for (const args of [["init"], ["lab", "accredit", "acme"]])
    expect((await plimsoll(args, { cwd: site })).end).toEqual({ code: 0, signal: null });
});

const linesOf = (file: string): Envelope[] =>
  readFileSync(join(site, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Envelope);

describe("LG-84 plimsoll ledger export --statements", () => {
  test("LG-84 writes an envelope to a line, signed with the site's ledger key", async () => {
    const { code, summary } = await ledger(site, "export", "--statements", "s.jsonl");
    expect([code, summary["statements"]]).toEqual([0, { file: "s.jsonl", entries: 2, statements: 1 }]);
    const key = publicKeyFromPem(readFileSync(join(site, ".plimsoll", "ledger", "ledger.pub.pem"), "utf8"));
    const opened = linesOf("s.jsonl").map((envelope) =>
      openEnvelope(envelope, "application/vnd.in-toto+json", () => key),
    );
    expect(opened).toHaveLength(1);
    const statement = JSON.parse(Buffer.from(opened[0]?.payload ?? []).toString("utf8")) as object;
    expect(statement).toMatchObject({ _type: "https://in-toto.io/Statement/v1", predicate: { ledger: { index: 0 } } });
  });

  test("LG-84 goes on with a file that it began, and replaces no other silently", async () => {
    const again = () => ran(site, "export", "--statements", "s.jsonl");
    expect((await again()).end?.code).toBe(0);
    const whole = readFileSync(join(site, "s.jsonl"), "utf8");
    writeFileSync(join(site, "s.jsonl"), "");
    expect((await again()).end?.code).toBe(0);
    expect(readFileSync(join(site, "s.jsonl"), "utf8")).toBe(whole);
    writeFileSync(join(site, "s.jsonl"), "mine");
    expectOneClearLine(await again(), "FILE_EXISTS", 3);
    expect(readFileSync(join(site, "s.jsonl"), "utf8")).toBe("mine");
    expect((await ran(site, "export", "--statements", "s.jsonl", "--force")).end?.code).toBe(0);
    expect(readdirSync(site).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("LG-84 makes no key, and signs with none that did not sign the ledger", async () => {
    const empty = newFolder();
    const told = await ran(site, "export", "--statements", "t.jsonl", "--data", empty);
    expectOneClearLine(told, "KEY_NOT_FOUND", 1);
    expect(readdirSync(empty)).toEqual([]);
    const other = newFolder();
    expect((await plimsoll(["init", "--data", join(other, "data")])).end?.code).toBe(0);
    expectOneClearLine(
      await ran(site, "export", "--statements", "t.jsonl", "--data", join(other, "data")),
      "LEDGER_KEY_MISMATCH",
      1,
    );
    expect(existsSync(join(site, "t.jsonl"))).toBe(false);
  });

  test("LG-84 an entry of a kind that this version does not know is an error, not a gap", async () => {
    const cwd = newFolder();
    writeLedger(join(cwd, "data", "ledger"), 1);
    mkdirSync(join(cwd, "data", "keys"));
    writeFileSync(join(cwd, "data", "keys", "ledger.pem"), LOG_KEY.toPem());
    expectOneClearLine(await ran(cwd, "export", "data/ledger", "--statements", "s.jsonl"), "ENTRY_KIND_UNKNOWN", 1);
    expect(readdirSync(cwd)).toEqual(["data"]);
  });
});
