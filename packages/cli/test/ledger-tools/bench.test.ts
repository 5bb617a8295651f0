import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { benchEntry } from "../../src/ledger-tools/bench-entry.ts";
import { benchLedger } from "../../src/ledger-tools/bench.ts";
import { WorkProgress } from "../../src/output/work-progress.ts";
import { expectOneClearLine } from "../inputs/one-clear-line.ts";
import { ledger, ran, temporaryFolders } from "./kept-ledgers.ts";

const newFolder = temporaryFolders();

describe("LG-88 plimsoll ledger bench", () => {
  test("LG-88 measures the ledger beside the disk and leaves nothing behind", async () => {
    const cwd = newFolder();
    const { code, summary } = await ledger(cwd, "bench", "--entries", "2000", "--batch", "500");
    expect(code).toBe(0);
    expect(summary).toMatchObject({ ok: true, batch: 500, batches: 4 });
    for (const figure of [
      "entriesPerSecond",
      "limitEntriesPerSecond",
      "ratioToLimit",
      "singleCommitP50Us",
      "fsyncP50Us",
    ])
      expect(summary[figure], figure).toBeGreaterThan(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("LG-88 an interrupted bench ends soon, with figures of what it measured, and leaves nothing behind", async () => {
    const directory = newFolder();
    const figures = await benchLedger({
      directory,
      entries: 1_000_000,
      batch: 10,
      signal: AbortSignal.abort(),
      nowMs: () => performance.now(),
      onProgress: () => {},
    });
    expect(figures).toMatchObject({ batches: 1, singles: 1 });
    expect(readdirSync(directory)).toEqual([]);
  });

  test("LG-88 however slow the disk, each part ends in six seconds", async () => {
    let nowMs = 0;
    const slow = { directory: newFolder(), entries: 1_000_000, batch: 1, signal: new AbortController().signal };
    const figures = await benchLedger({ ...slow, nowMs: () => (nowMs += 300), onProgress: () => {} });
    expect(figures.singles).toBeLessThanOrEqual(5);
    expect(figures.batches).toBeLessThanOrEqual(5);
    expect(nowMs).toBeLessThanOrEqual(15_000);
  });

  test("LG-88 entries are of the size of real ones, and no two are the same", () => {
    expect(benchEntry(0).length).toBeGreaterThan(250);
    expect(benchEntry(0)).not.toBe(benchEntry(1));
  });

  test("LG-88 a folder that cannot be written is one clear line", async () => {
    expectOneClearLine(
      await ran(newFolder(), "bench", "--dir", join("/proc", "nowhere")),
      /^(FILE_NOT_FOUND|DIRECTORY_NOT_WRITABLE)$/,
      1,
    );
  });
});

describe("LG-89 progress of the ledger commands", () => {
  const shownBy = (isTTY: boolean): string => {
    let [text, nowMs] = ["", 0];
    const stream = { isTTY, write: (part: string) => (text += part) !== "" };
    using progress = new WorkProgress("leaves", stream as never, () => nowMs);
    for (nowMs = 0; nowMs <= 1_400; nowMs += 100) progress.show(nowMs);
    return text;
  };

  test("LG-89 is shown on a terminal, after a second, five times a second, and nowhere else", () => {
    expect(shownBy(true).match(/\d+ leaves/g)).toEqual(["1000 leaves", "1200 leaves", "1400 leaves"]);
    expect(shownBy(false)).toBe("");
  });

  test("LG-89 every command has help with an example", async () => {
    const commands = ["verify", "prove", "check", "export", "tail", "fsck", "bench"];
    const helps = await Promise.all(commands.map((command) => ran(newFolder(), command, "--help")));
    for (const [at, help] of helps.entries()) {
      expect(help.end?.code).toBe(0);
      expect(help.stdout).toContain(`plimsoll ledger ${commands[at]}`);
      expect(help.stdout).toMatch(/Examples:\n {2}plimsoll ledger/);
      expect(help.stdout).toContain("--json");
    }
  });
});
