import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Figure, figuresIn, isRecord, needsRecord, roundsTo } from "./figures.ts";
import { COMMANDS, RECORDS } from "./figure-records.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** Of the history the newest line of each bench: what was measured before is no record of what is said now. */
function recordOf(file: string): string {
  if (!file.endsWith("history.jsonl")) return textOf(file);
  const lines = textOf(file).trim().split("\n");
  return [...new Map(lines.map((line) => [(JSON.parse(line) as { bench: string }).bench, line])).values()].join("\n");
}

const { scripts: SCRIPTS } = JSON.parse(textOf("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const one = (text: string): Figure => {
  const [figure, ...more] = figuresIn(text);
  if (figure === undefined || more.length > 0) throw new Error(`expected one figure, got ${more.length + 1}`);
  return figure;
};

describe("what a figure is", () => {
  test.each([
    ["takes 4 725 signed durable commands a second", "4 725 signed durable commands a second", "rate", 4725],
    ["7 million steps a second on one core", "7 million steps a second", "rate", 7e6],
    ["a bundle of 72 kB", "72 kB", "size", 72_000],
    ["p99 5.8 ms", "5.8 ms", "time", 5800],
    ["costs 33 µs", "33 µs", "time", 33],
    ["it has 500 times real time", "500 times real time", "multiple", 500],
    ["is 3 × as fast", "3 × as fast", "multiple", 3],
    ["takes 60–80 ms", "60–80 ms", "time", 80_000],
    ["a lease lives 15 min", "15 min", "time", 9e8],
    ["65,535 bytes", "65,535 bytes", "size", 65_535],
    ["902 MB/s", "902 MB/s", "rate", 902e6],
    ["20 000 checks per second", "20 000 checks per second", "rate", 20_000],
  ] as const)("W-20 %s", (text, figure, kind, value) => {
    expect(one(text)).toMatchObject({ text: figure, quantity: { kind, value } });
  });

  test.each([
    "`--within 5 s`",
    "```\nit took 5 ms\n```",
    "RFC 6962 says",
    "20 % of the time",
    "version 1.2",
    "K-100 s",
    "3 sites",
  ])("W-20 none is in %j", (text) => {
    expect(figuresIn(text)).toEqual([]);
  });

  test.each([
    ["It takes 5 s.", true],
    ["Median 5 s.", true],
    ["About 5 s later it ends.", true],
    ["5 times as fast.", true],
    ["A token lives 60 s.", false],
    ["At most 64 MiB.", false],
  ])("W-21 %j was measured: %s", (text, measured) => {
    expect(needsRecord(one(text))).toBe(measured);
  });

  test("W-21 what one sentence says of measuring does not touch the next", () => {
    expect(needsRecord(one("It takes long. A token lives 60 s."))).toBe(false);
    expect(needsRecord(one("| took | long |\n| lives | 60 s |"))).toBe(false);
  });

  test.each([
    ["7", "7210000", true],
    ["7", "6400000", false],
    ["114.5", "114.5", true],
    ["60", "60000", true],
    ["2.46", "2.457", true],
    ["2", "2.46", true],
    ["3", "2.46", false],
    ["249", "249", true],
    ["250", "249", true],
    ["248", "249", false],
    ["0.15", "0.149", true],
  ])("W-23 %s from a record of %s: %s", (said, recorded, agrees) => {
    expect(roundsTo(said, recorded)).toBe(agrees);
  });
});

const PAGES = globSync(["*.md", "docs/**/*.md", "examples/**/*.md", "python/README.md"], {
  cwd: ROOT,
  exclude: ["**/node_modules/**", "docs/reference/api/**"],
}).toSorted();

const asKey = ({ quantity }: Figure): string => `${quantity.kind} ${quantity.value}`;

/** What numbered rules say: limits and settings that tests hold. */
const RULED = new Set(
  globSync("spec/*.md", { cwd: ROOT })
    .flatMap((file) => figuresIn(textOf(file)))
    .map(asKey),
);

const traced = [...RECORDS, ...COMMANDS];

function untraced(page: string, text: string): readonly string[] {
  if (isRecord(text)) return [];
  return figuresIn(text)
    .filter((figure) => needsRecord(figure) || !RULED.has(asKey(figure)))
    .filter((figure) => !traced.some((trace) => trace.page === page && trace.says === figure.text))
    .map(({ line, text, sentence }) => `${page}:${line} ${text}: ${sentence}`);
}

describe("figures of README and docs have a record", () => {
  test("W-22 canary: a figure without one is found", () => {
    expect(untraced("README.md", "One\n\nIt decides 4 725 commands a second.")).toEqual([
      "README.md:3 4 725 commands a second: It decides 4 725 commands a second.",
    ]);
    expect(untraced("README.md", "It answers within 17 ms.")).toHaveLength(1);
    expect(untraced("README.md", "It takes about 60 s.")).toHaveLength(1);
  });

  test("W-22 pages are read, and most are no records", () => {
    expect(PAGES.length).toBeGreaterThan(100);
    const prose = PAGES.filter((page) => !isRecord(textOf(page)));
    expect(prose.length).toBeGreaterThan(70);
    expect(prose).toEqual(expect.arrayContaining(["README.md", "LIMITATIONS.md", "docs/concepts/kernel.md"]));
    expect(RULED.size).toBeGreaterThan(50);
  });

  test("W-22 each figure is a rule's, a record's, or a command's", () => {
    expect(PAGES.flatMap((page) => untraced(page, textOf(page)))).toEqual([]);
  });

  test.each(RECORDS)("W-23 $page, $says: its record has it", ({ page, says, file, at }) => {
    const numbers = figuresIn(textOf(page))
      .filter(({ text }) => text === says)
      .flatMap((figure) => figure.numbers);
    const recorded = [...recordOf(file).matchAll(new RegExp(at, "gu"))].map(([, number]) => number ?? "");
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) expect(recorded.filter((record) => roundsTo(number, record))).not.toEqual([]);
  });

  test.each(COMMANDS)("W-24 $page, $says: $command", ({ page, says, command }) => {
    const text = textOf(page);
    expect(figuresIn(text).map((figure) => figure.text)).toContain(says);
    const [, script] = /^npm run ([\w:-]+)$/u.exec(command) ?? [];
    if (script === undefined) expect(text.toLowerCase().replaceAll(/[\s*]+/gu, " ")).toContain(command);
    else expect(SCRIPTS).toHaveProperty([script]);
  });

  test("W-25 a page that is a record names a command that is there", () => {
    for (const page of PAGES.filter((name) => isRecord(textOf(name)))) {
      const head = textOf(page).slice(0, 6_000);
      const files = [...head.matchAll(/`[^`]*?((?:packages|scripts)\/[\w./-]+\.(?:ts|js|py)\b)[^`]*`/gu)];
      for (const [, file = ""] of files) expect([page, file, existsSync(join(ROOT, file))]).toEqual([page, file, true]);
      const scripts = [...head.matchAll(/`npm run (?:-s )?([\w:-]+)[^`]*`/gu)].map(([, script]) => script ?? "");
      expect([page, scripts.filter((script) => !(script in SCRIPTS))]).toEqual([page, []]);
      expect([page, files.length + scripts.length + (head.includes("`plimsoll ") ? 1 : 0)]).not.toEqual([page, 0]);
    }
  });
});
