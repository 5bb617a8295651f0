import { closeSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import type { WindowSet } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { canMount, SmallDisk } from "../../../cli/test/inputs/small-disk.ts";
import { keepBase, keptBase } from "../../src/meter/base-file.ts";
import { newCounterBase } from "../../src/meter/counter-base.ts";
import { ProbeJournal, readJournal as readProbeJournal } from "../../src/probe/probe-journal.ts";
import { writeJournal, readJournal as readWardenJournal, type Journal } from "../../src/warden/journal.ts";

const PAGE = 4096;

/** Leaves one page of the disk: a longer text is taken in part, and that is no error. */
function leaveOnePage(disk: SmallDisk): void {
  const filler = join(disk.directory, "rest");
  const descriptor = openSync(filler, "w");
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(PAGE));
  } catch {
    closeSync(descriptor);
  }
  truncateSync(filler, statSync(filler).size - PAGE);
}

const FULL = expect.objectContaining({ code: "ENOSPC" }) as unknown;

describe.skipIf(!canMount)("a disk that is almost full", () => {
  test("G-174 takes a part of a base: that is a fault, and the base that was there stays whole", () => {
    using disk = new SmallDisk(64);
    const file = join(disk.directory, "base.json");
    const good = newCounterBase("acme", ["rapl"]);
    keepBase(file, good);
    leaveOnePage(disk);
    const long = newCounterBase(
      "acme",
      Array.from({ length: 60 }, (_, at) => `${at}`.padEnd(200, "x")),
    );
    expect(() => keepBase(file, long)).toThrow(FULL);
    expect(keptBase(file)).toEqual(good);
  });

  test("G-23 G-24 takes a part of a warden's journal: the job does not start on half of one", () => {
    using disk = new SmallDisk(64);
    const file = join(disk.directory, "run-1.json");
    const identity = { pid: 7, startTime: 8 };
    const good: Journal = {
      version: 1,
      run: "run-1",
      bootId: "0".repeat(36),
      warden: identity,
      deadman: identity,
      root: null,
      cgroupDirectories: [],
    };
    writeJournal(file, good);
    leaveOnePage(disk);
    const directories = Array.from({ length: 16 }, (_, at) => `/${"x".repeat(400)}/plimsoll-${at}`);
    expect(() => writeJournal(file, { ...good, root: identity, cgroupDirectories: directories })).toThrow(FULL);
    expect(readWardenJournal(file)).toEqual(good);
    expect(readdirSync(disk.directory).filter((name) => name.endsWith(".draft"))).toEqual([]);
  });

  test("E-183 takes a part of a trial's line: what was not kept as a whole was never kept", () => {
    using disk = new SmallDisk(64);
    const file = join(disk.directory, "journal.jsonl");
    const digest = digestOfValue("any");
    const set = { set: "set-1", digest, probeSet: digest, pulse: digest, trials: 1_000 } as unknown as WindowSet;
    {
      using journal = new ProbeJournal(file, set);
      leaveOnePage(disk);
      const keepAll = (): void => {
        for (let index = 0; index < 1_000; index += 1) journal.keep({ kind: "begun", cell: "goal_edit/EVAL", index });
      };
      expect(keepAll).toThrow(FULL);
      const lines = readFileSync(file, "utf8").split("\n").length - 1;
      expect(journal.rows).toHaveLength(lines);
      expect(lines).toBeGreaterThan(10);
    }
    using again = new ProbeJournal(file, set);
    expect(readProbeJournal(file, set)).toEqual(again.rows);
  });
});
