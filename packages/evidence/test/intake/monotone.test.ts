import { expect, test } from "vitest";
import { at } from "../../src/intake/json/json-value.ts";
import { parseNanJsonLines } from "../../src/intake/json/nan-json.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";
import { campaign, play } from "./monotone-campaign.ts";
import { isLoss } from "./mutations.ts";

/** A log of Inspect is longer than the other files. */
const mutationsOf = ({ mapping }: ForeignCase): number => (mapping.format.startsWith("inspect") ? 400 : 800);

test.each(FOREIGN_CASES)(
  "E-70 E-71 L3 $name: no loss raises the controlled trials, and a registered digest notices every change",
  (foreign) => {
    const { kinds, failures } = campaign(foreign, "npm test", mutationsOf(foreign), 2);
    expect(failures).toEqual([]);
    const tallies = Object.values(kinds);
    const sum = (count: "accepted" | "refused" | "unnoticed" | "noticed"): number =>
      tallies.reduce((total, tally) => total + tally[count], 0);
    expect(sum("unnoticed")).toBe(0);
    // A campaign that is always refused, or never, would prove nothing.
    expect(Math.min(sum("accepted"), sum("refused"), sum("noticed"))).toBeGreaterThan(mutationsOf(foreign) / 20);
  },
);

test("E-71 L3 canary: the same losses do raise a rate over the rows that are there, as the tools show it", () => {
  const foreign = FOREIGN_CASES.find(({ name }) => name === "pyrit") as ForeignCase;
  const rate = (bytes: Uint8Array): number => {
    const rows = parseNanJsonLines(bytes);
    if (!rows.ok) return 0;
    const decided = rows.value
      .map((row) => at(row, "outcome"))
      .filter((outcome) => outcome === "failure" || outcome === "success");
    return decided.filter((outcome) => outcome === "failure").length / decided.length;
  };
  const before = rate(foreign.files.result as Uint8Array);
  const after = Array.from({ length: 800 }, (_, index) => play(foreign, "npm test", index))
    .filter(({ mutation }) => isLoss(mutation))
    .map(({ mutated }) => rate(mutated.result as Uint8Array));
  expect(after.filter((share) => share > before).length).toBeGreaterThan(10);
});

test("E-79 a forged value does raise the controlled trials where no digest is registered", () => {
  const foreign = FOREIGN_CASES.find(({ name }) => name === "pyrit") as ForeignCase;
  const { edit } = campaign(foreign, "npm test", 400, 1).kinds;
  expect(edit.raised).toBeGreaterThan(0);
  expect(edit.unnoticed).toBe(0);
});
