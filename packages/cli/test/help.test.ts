import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PROGRAM = fileURLToPath(new URL("../bin/plimsoll.js", import.meta.url));

function plimsoll(...words: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, ...words], { encoding: "utf8" });
  return { status, text: stdout };
}

test.each([
  ["lab", "accredit"],
  ["lab", "sovereignty", "run"],
  ["ledger", "verify"],
  ["evidence", "mapping", "sign"],
  ["mesh", "join"],
  ["run"],
])("SC-19 plimsoll help %s %s %s is the help of what it names", (...path) => {
  const asked = plimsoll("help", ...path);
  expect(asked.status).toBe(0);
  expect(asked.text).toContain(`Usage: plimsoll ${path.join(" ")} `);
  expect(asked).toEqual(plimsoll(...path, "--help"));
});

test.each([["lab"], ["ledger"], ["evidence"]])("SC-19 plimsoll help %s lists all verbs", (noun) => {
  const asked = plimsoll("help", noun);
  expect(asked).toEqual(plimsoll(noun, "--help"));
  expect(asked.text.split("\nCommands:\n")[1]?.trimEnd().split("\n").length).toBeGreaterThan(5);
});

test.each([
  ["help", "lab", "nosuch"],
  ["lab", "nosuch", "--help"],
  ["evidence", "mapping", "nosuch", "-h"],
  ["help", "nosuch"],
  ["nosuch", "--help"],
])("SC-19 plimsoll %s %s %s names no command: wrong usage, and no help of something else", (...words) => {
  const asked = plimsoll(...words);
  expect(asked).toEqual({ status: 2, text: "" });
});

test.each([
  ["help"],
  ["help", "help"],
  ["lab", "help", "accredit"],
  ["run", "--help", "--", "train"],
  ["lab", "--json", "--help"],
])("SC-19 plimsoll %s %s %s is help", (...words) => {
  expect(plimsoll(...words)).toMatchObject({ status: 0, text: expect.stringContaining("Usage: plimsoll") });
});
