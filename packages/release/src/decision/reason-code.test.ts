import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASON_CODES } from "./reason-code.ts";

const SPECIFICATION = readFileSync(new URL("../../../../spec/release.md", import.meta.url), "utf8");

test("RS-4 the specification has every reason with what it says", () => {
  const [, table = ""] = SPECIFICATION.split("### Reasons of a decision\n");
  const rows = [...table.split("\n### ")[0]!.matchAll(/^\| `([A-Z_0-9]+)` \| (.+) \|$/gm)];
  expect(Object.fromEntries(rows.map(([, code, meaning]) => [code, meaning]))).toEqual(REASON_CODES);
});
