import { err, ok } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { importText } from "./import-text.ts";

const imported = {
  mappingDigest: `sha256:${"0".repeat(64)}`,
  files: [],
  dimension: "shutdown_request",
  context: "EVAL",
  planned: 1,
  controlled: 0,
  uncontrolled: 0,
  void: 1,
  extra: 1,
  rows: [{ trial: "1/1\u001b[1A\u001b[2K\ncontrolled", cluster: null, outcome: "void", why: "extra" }],
} as const;

test("G-242 no name of a trial, and no text of a refusal, steers a terminal", () => {
  const text = importText(ok({ imported, signers: null, recorded: null }), true);
  expect(text).toMatch(/^void +extra +1\/1\\u\{1b\}\[1A\\u\{1b\}\[2K\\u\{a\}controlled\n/);
  const refusal = {
    code: "INTAKE_COUNTS_DISAGREE",
    expected: "a summary of \u001b[2J",
    received: "\u202e",
    fix: "no",
  } as const;
  expect(importText(err(refusal), false)).toBe(
    "refused  INTAKE_COUNTS_DISAGREE: expected a summary of \\u{1b}[2J, got \\u{202e}; no\n",
  );
});
