import type { WriteStream } from "node:tty";
import { PassThrough } from "node:stream";
import { FROZEN_SEEDS } from "@plimsoll/sovereignty";
import { describe, expect, test } from "vitest";
import { ProgressLine } from "../../src/output/progress-line.ts";
import { commandOptions } from "../../src/sovereignty-tools/command-options.ts";
import { loadedSources } from "../../src/sovereignty-tools/loaded-sources.ts";
import { firstSeeds, seedCountOrList, seedList } from "../../src/sovereignty-tools/seed-list.ts";
import { stageBar } from "../../src/sovereignty-tools/stage-bar.ts";
import { allCollapse, allHaveThresholds, noneIsCompensated } from "../../src/sovereignty-tools/stage-standing.ts";
import type { StageReports } from "../../src/sovereignty-tools/stage-work.ts";
import { tokenCounter } from "../../src/sovereignty-tools/token-count.ts";

describe("SV-183 seeds", () => {
  test("SV-183 so many: the frozen ones first, then 0, 1, 2 …, none twice", () => {
    expect(firstSeeds(3)).toEqual([42, 123, 456]);
    expect(firstSeeds(7)).toEqual([...FROZEN_SEEDS, 0, 1]);
    const thousand = seedCountOrList("1000");
    expect(new Set(thousand).size).toBe(1_000);
    expect(thousand).not.toContain(995 + FROZEN_SEEDS.length + 1);
  });

  test("SV-183 a comma makes a list, also of one", () => {
    expect(seedCountOrList("42,")).toEqual([42]);
    expect(seedCountOrList("9, 8")).toEqual([9, 8]);
    expect(seedList("42")).toEqual([42]);
    expect(seedList("4294967295,0")).toEqual([4_294_967_295, 0]);
  });
});

describe("SV-146 the command that is told as the way out", () => {
  test.each([
    [".plimsoll/sovereignty", undefined, ""],
    ["h", undefined, " --folder h"],
    ["my tests/it's", "site", " --folder 'my tests/it'\\''s' --data site"],
  ])("SV-146 in %j, with the key of %j", (folder, site, options) => {
    expect(commandOptions(folder, site)).toBe(options);
  });
});

describe("SV-186 tokens are those of cl100k_base", () => {
  test.each([
    ["", 0],
    ["hello world", 2],
    ["antidisestablishmentarianism", 6],
    ['{"action_id":"A0"}', 7],
    ["<|endoftext|>", 7],
  ])("SV-186 %j", async (text, count) => {
    const countTokens = await tokenCounter();
    expect(countTokens(text)).toBe(count);
  });
});

describe("SV-187 the bar of a stage", () => {
  const terminal = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY }) as unknown as WriteStream;

  test("SV-187 it shows how much of how much is done once that takes longer than a moment", () => {
    const stream = terminal(true);
    let nowMs = 0;
    using line = new ProgressLine(stream, () => nowMs);
    line.show(stageBar("ablate", 1, 4));
    nowMs = 1_000;
    line.show(stageBar("ablate", 2, 4));
    line.show(stageBar("ablate", 3, 4));
    line.clear();
    expect(String(stream.read())).toBe(`\r\u001B[Kablate [${"#".repeat(16)}${".".repeat(16)}] 2/4\r\u001B[K`);
  });

  test("SV-187 nothing is written where nobody watches", () => {
    const stream = terminal(false);
    using line = new ProgressLine(stream, () => 1_000_000);
    line.show(stageBar("weaken", 1, 2));
    line.clear();
    expect(stream.read()).toBeNull();
  });
});

describe("SV-185 what speaks against the candidate", () => {
  const share = (count: number) => ({ seeds: 6, count, lowerPpm: 0, upperPpm: 1_000_000 });

  test("SV-185 an ablation that one seed survives, or that collapses elsewhere", () => {
    const ablated = (...counts: number[]) =>
      counts.map((count) => ({
        collapsed: share(6),
        collapsedAsExpected: share(count),
      })) as unknown as StageReports["ablate"];
    expect(allCollapse(ablated(6, 6, 6, 6))).toBe(true);
    expect(allCollapse(ablated(6, 6, 5, 6))).toBe(false);
  });

  test("SV-185 a ladder that collapses on no rung", () => {
    const weakened = (...thresholds: (number | null)[]) =>
      thresholds.map((threshold) => ({ threshold })) as unknown as StageReports["weaken"];
    expect(allHaveThresholds(weakened(1, 0))).toBe(true);
    expect(allHaveThresholds(weakened(1, null))).toBe(false);
  });

  test("SV-185 a fault that is compensated", () => {
    const faulted = (...verdicts: StageReports["spof"][number]["verdict"][]) =>
      verdicts.map((verdict) => ({ verdict })) as unknown as StageReports["spof"];
    expect(noneIsCompensated(faulted("NO_COMPENSATION"))).toBe(true);
    expect(noneIsCompensated(faulted("NO_COMPENSATION", "DISQUALIFIED / REDUNDANCY_DETECTED"))).toBe(false);
  });
});

describe("SV-141 what is hashed is what is loaded", () => {
  test("SV-141 in a checkout the sources, and no test among them", () => {
    const { form, modules, readSource } = loadedSources();
    expect(form).toBe("source");
    expect(modules).toContain("compiler/jcomp");
    expect(modules).toContain("foundation/random/random-stream");
    expect(modules.filter((module) => module.endsWith(".test"))).toEqual([]);
    expect(readSource("run/bounds")).toContain("FROZEN_SEEDS");
  });

  test("SV-141 where it was built, the built modules", () => {
    const entry = new URL("../inputs/", import.meta.url).href;
    const { form, modules } = loadedSources([{ prefix: "x/", entry: `${entry}index.js` }]);
    expect({ form, modules }).toEqual({ form: "built", modules: [] });
  });
});
