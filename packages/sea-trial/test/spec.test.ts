import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOM = new URL("..", import.meta.url);
const SPEC = readFileSync(new URL("../../spec/sea-trial.md", ROOM), "utf8");

/** Rules that are shown by what the room is, or by a measure that a test must not take: which imports it has, and its speed. */
const SHOWN_ELSEWHERE = new Set(["ST-2", "ST-41"]);

test("every rule of the sea trial is named in the title of a test", () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
  const titles = files
    .filter((file) => !file.includes("node_modules"))
    .map((file) => readFileSync(new URL(file, ROOM), "utf8"))
    .join("\n");
  const rules = [...SPEC.matchAll(/\*\*(ST-\d+)\*\*/g)].map(([, rule]) => rule as string);
  expect(rules.length).toBeGreaterThan(30);
  const untested = rules.filter((rule) => !SHOWN_ELSEWHERE.has(rule) && !new RegExp(`${rule}\\b`).test(titles));
  expect(untested).toEqual([]);
});
