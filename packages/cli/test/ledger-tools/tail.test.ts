import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLedger, openLedgerReader } from "@plimsoll/ledger";
import { LedgerTail } from "../../src/ledger-tools/ledger-tail.ts";
import { tailLine, tailRow } from "../../src/ledger-tools/tail-lines.ts";
import { eventually } from "../faults/eventually.ts";
import { PlimsollProcess } from "../faults/plimsoll-process.ts";
import { expectOneClearLine, expectUsageError } from "../inputs/one-clear-line.ts";
import {
  causeBy,
  ledger,
  LOG_KEY,
  noted,
  OPERATOR,
  ORIGIN,
  OTHER_KEY,
  ran,
  temporaryFolders,
  writeLedger,
} from "./kept-ledgers.ts";

const newFolder = temporaryFolders();

function sample(decisions = 30): string {
  const directory = join(newFolder(), "log");
  writeLedger(directory, decisions);
  return directory;
}

describe("LG-85 plimsoll ledger tail", () => {
  test("LG-85 prints the newest entries with the signers of their commands, oldest first", async () => {
    const told = await ran(sample(), "tail", ".", "-n", "3", "--json");
    const entries = told.lines().slice(0, -1);
    expect(entries.map(({ index, cause }) => [index, cause])).toEqual([27, 28, 29].map((index) => [index, "verified"]));
    expect(entries.map(({ signers }) => signers)).toEqual(Array.from({ length: 3 }, () => [OPERATOR.keyId]));
    expect(told.lines().at(-1)).toMatchObject({ type: "summary", ok: true, entries: 3, size: 30 });
  });

  test("LG-85 for people it is a table of twenty", async () => {
    const rows = (await ran(sample(), "tail", ".")).stdout.trimEnd().split("\n");
    expect(rows[0]).toMatch(/index +time +kind +signed by +what/);
    expect(rows).toHaveLength(21);
    expect(rows.at(-1)).toMatch(
      new RegExp(`^ +29 +1970-01-01T00:00:01.029Z +test.noted +${OPERATOR.keyId.slice(0, 8)} `),
    );
  });

  test("LG-85 finds the cause of entries whose decision began long before", () => {
    const directory = sample(3);
    using log = openLedger({ directory, origin: ORIGIN, signingKey: LOG_KEY });
    log.append(
      Array.from({ length: 40 }, (_, at) => noted(5_000 + at, "x".repeat(40_000))),
      causeBy("many", OPERATOR, OTHER_KEY),
    );
    const newest = new LedgerTail(log).newest(2).map(tailLine);
    expect(newest.map(({ index, signers }) => [index, signers])).toEqual(
      [41, 42].map((index) => [index, [OPERATOR.keyId, OTHER_KEY.keyId]]),
    );
    log.append([noted(6_000, "y".repeat(150_000))], causeBy("long", OPERATOR));
    expect(new LedgerTail(log).newest(1)[0]).toMatchObject({ index: 43, text: noted(6_000, "y".repeat(150_000)) });
  });

  test("LG-85 fewer entries than asked for, and none", async () => {
    using reader = openLedgerReader({ directory: sample(2) });
    expect(new LedgerTail(reader).newest(20).map(({ index }) => index)).toEqual([0, 1]);
    expect(new LedgerTail(reader).newest(0)).toEqual([]);
    expect((await ledger(sample(0), "tail", ".")).summary).toMatchObject({ entries: 0, size: 0 });
  });

  test("LG-85 a command whose signature does not hold, and none at all, are told apart", () => {
    const cause = causeBy("c", OPERATOR).replace(/"sig":"./, '"sig":"B');
    expect(tailLine({ index: 0, text: noted(1), cause })).toMatchObject({ cause: "unverified", signers: null });
    expect(tailRow(tailLine({ index: 0, text: noted(1), cause }))).toContain("UNVERIFIED");
    expect(tailLine({ index: 0, text: noted(1), cause: null })).toMatchObject({ cause: "none", signers: null });
  });

  test("LG-85 what an entry says cannot steer a terminal", () => {
    const text = '{"at":1,"kind":"\\u001b[2J","note":"\\u202e\\n"}';
    expect(tailRow(tailLine({ index: 0, text, cause: null })).slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("LG-85 --follow goes on with what is added, until interrupted", async () => {
    const directory = sample(2);
    using log = openLedger({ directory, origin: ORIGIN, signingKey: LOG_KEY });
    await using told = new PlimsollProcess(["ledger", "tail", directory, "-n", "1", "--follow", "--json"]);
    const shown = (): unknown[] =>
      told
        .lines()
        .filter(({ type }) => type === "entry")
        .map(({ index }) => index);
    await eventually(() => shown().length === 1, 10_000, "the newest entry");
    log.append([noted(5_000), noted(5_001)], causeBy("later", OPERATOR));
    await eventually(() => shown().length === 3, 10_000, "what was added");
    told.signal("SIGINT");
    expect((await told.finished()).code).toBe(0);
    expect(shown()).toEqual([1, 2, 3]);
    expect(told.lines().at(-1)).toMatchObject({ type: "summary", entries: 3, size: 4 });
  });

  test("LG-85 wrong words", async () => {
    expectOneClearLine(await ran(newFolder(), "tail"), "LEDGER_NOT_FOUND", 1);
    expectUsageError(await ran(newFolder(), "tail", "-n", "some"), /whole number/);
  });
});
