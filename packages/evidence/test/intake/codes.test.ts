import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { INTAKE_CODES } from "../../src/intake/refusal.ts";
import { ROW_REASONS } from "../../src/intake/trial-row.ts";

const spec = readFileSync(new URL("../../../../spec/evidence.md", import.meta.url), "utf8");

test("E-69 the codes of refusals are those of the spec, both ways", () => {
  const listed = [...spec.matchAll(/^\| `(INTAKE_[A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(new Set(listed)).toEqual(new Set(INTAKE_CODES));
  expect(listed.length).toBe(INTAKE_CODES.length);
});

test("E-69 the reasons of rows are those of the spec, in their order", () => {
  const table = spec.slice(spec.indexOf("| reason |"));
  const listed = [...table.slice(0, table.indexOf("\n\n")).matchAll(/^\| `([a-z_]+)` \|/gm)].map(
    ([, reason]) => reason,
  );
  expect(listed).toEqual([...ROW_REASONS]);
});
