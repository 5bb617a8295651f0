import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { acceptanceTable, shownStatements } from "./release-acceptance.ts";

test("RS-390 every acceptance statement is shown by a test that carries its id", () => {
  const unshown = shownStatements().filter(({ tests }) => tests.length === 0);
  expect(unshown.map(({ id }) => id)).toEqual([]);
});

test("RS-391 the table in the reference is that of these tests", () => {
  const page = readFileSync(new URL("../../docs/reference/release-acceptance.md", import.meta.url), "utf8");
  expect(page).toBe(acceptanceTable(shownStatements()));
});
