import { expect, test } from "vitest";
import { quarterPlan } from "./plan/quarter-plan.ts";
import { quarterSummary } from "./quarter-summary.ts";
import { LedgerView } from "./site/ledger-view.ts";

const told = {
  plan: quarterPlan(7),
  chapters: [],
  refusals: [],
  view: new LedgerView([]),
  stateDigest: "sha256:0",
  root: "aa",
};
const checked = { ok: true, entries: 0, root: "aa" };

test("Q-31 a quarter is verified where the verifier held for the very ledger that the page was made from", () => {
  expect(quarterSummary({ ...told, checked }).verified).toBe(true);
});

test.each([
  ["was not asked", null],
  ["did not hold", { ...checked, ok: false }],
  ["saw other entries", { ...checked, entries: 1 }],
  ["came to another root", { ...checked, root: "bb" }],
])("Q-31 it is not where the verifier %s", (_, said) => {
  expect(quarterSummary({ ...told, checked: said }).verified).toBe(false);
});
