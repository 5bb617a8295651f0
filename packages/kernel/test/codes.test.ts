import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REFUSAL_CODES } from "@plimsoll/kernel";

const catalogue = readFileSync(new URL("../../../spec/codes.md", import.meta.url), "utf8");

test("K-6 spec/codes.md lists the kernel's codes, in their order of precedence", () => {
  const listed = [...catalogue.matchAll(/^\| \d+ \| `([A-Z_]+)` \| (later|no) \| (.+) \|$/gm)];
  expect(listed.map(([, code, retry, meaning]) => [code, retry === "later", meaning])).toEqual(
    Object.entries(REFUSAL_CODES).map(([code, { retryable, meaning }]) => [code, retryable, meaning]),
  );
});
