import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { helpTexts } from "../words/help-texts.ts";
import { MISSION, type MissionRow, SOURCES } from "./mission.ts";
import { missionPage, specOf } from "./mission-page.ts";
import { ROOT, testTitles } from "./test-titles.ts";

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const limitations = textOf("LIMITATIONS.md").replaceAll(/\s+/gu, " ");
const carried = new Set(testTitles().flatMap(({ text }) => text.match(/\b[A-Z]+-\d+\b/gu) ?? []));
const specs = new Map<string, string>();
const scripts = Object.keys((JSON.parse(textOf("package.json")) as { readonly scripts: object }).scripts);
const known = new Set(["npm test", ...scripts.map((name) => `npm run ${name}`)]);
beforeAll(async () => {
  for (const { name } of await helpTexts()) known.add(name.replace("help: ", ""));
}, 60_000);

/** What is wrong with a row; nothing for a true one. */
function faultsOf({ heading, lives, shown, tests, weaker = [] }: MissionRow): readonly string[] {
  const faults = [
    ...(lives.length === 0 || shown.length === 0 || tests.length === 0 ? ["an empty cell"] : []),
    ...lives.filter((file) => !existsSync(join(ROOT, file))).map((file) => `no file ${file}`),
    ...shown.filter((command) => !known.has(command)).map((command) => `no command ${command}`),
    ...tests.filter((rule) => !carried.has(rule)).map((rule) => `no test has ${rule} in its title`),
    ...tests.filter((rule) => !isRule(rule)).map((rule) => `no rule ${rule}`),
    ...weaker.filter((words) => !limitations.includes(words)).map((words) => `no limit "${words}"`),
  ];
  return faults.map((fault) => `${heading}: ${fault}`);
}

/** Whether its specification has this rule. */
function isRule(rule: string): boolean {
  const file = specOf(rule);
  const spec = specs.get(file) ?? textOf(file);
  specs.set(file, spec);
  return spec.includes(`**${rule}**`);
}

const ROW: MissionRow = {
  source: "ACB-K",
  heading: "0. PURPOSE",
  lives: ["README.md"],
  shown: ["npm test"],
  tests: ["K-20"],
};

describe("the mission table", () => {
  test.each(MISSION)("W-40 $source, $heading: files, commands, rules and limits are there", (row) => {
    expect(faultsOf(row)).toEqual([]);
  });

  test.each([
    [{ lives: ["packages/kernel/src/nothing.ts"] }, "no file packages/kernel/src/nothing.ts"],
    [{ lives: [] }, "an empty cell"],
    [{ shown: ["plimsoll kernel conquer"] }, "no command plimsoll kernel conquer"],
    [{ shown: ["npm run conquer"] }, "no command npm run conquer"],
    [{ tests: ["K-9999"] }, "no test has K-9999 in its title"],
    [{ weaker: ["It does everything."] }, 'no limit "It does everything."'],
  ])("W-40 canary: %j", (change, fault) => {
    expect(faultsOf(ROW)).toEqual([]);
    expect(faultsOf({ ...ROW, ...change })).toContain(`0. PURPOSE: ${fault}`);
  });

  test("W-41 every document has its sections, each once", () => {
    const places = MISSION.map(({ source, heading, part }) => `${source}: ${heading}: ${part}`);
    expect(new Set(places).size).toBe(places.length);
    for (const [source, count] of [
      ["ACB-K", 26],
      ["RSP", 25],
      ["RSA-PoC", 36],
      ["Resonetics", 12],
      ["audit", 12],
    ] as const)
      expect([source, MISSION.filter((row) => row.source === source).length]).toEqual([source, count]);
    expect(Object.keys(SOURCES)).toHaveLength(5);
  });

  test("W-42 the page is that of the table", () => {
    expect(textOf("docs/reference/mission.md")).toBe(missionPage());
  });
});
