import { expect, test } from "vitest";
import { parseNanJsonLines } from "../../src/intake/json/nan-json.ts";
import { at } from "../../src/intake/json/json-value.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";
import { campaign, playLoss } from "./monotone-campaign.ts";

/** An archive is unpacked and packed anew for each mutation. */
const mutationsOf = ({ mapping }: ForeignCase): number => (mapping.format.startsWith("inspect") ? 200 : 600);

test.each(FOREIGN_CASES)(
  "E-70 E-71 $name: no loss raises the controlled trials, and a registered digest notices every change",
  (foreign) => {
    const tally = campaign(foreign, "npm test", mutationsOf(foreign), 4);
    expect(tally.raised).toEqual([]);
    expect(tally.unnoticed).toBe(0);
    // A campaign that is always refused, or never, would prove nothing.
    expect(Math.min(tally.accepted, tally.refused)).toBeGreaterThan(mutationsOf(foreign) / 20);
  },
);

test("E-71 the same losses do raise a rate over the rows that are there, as the tools show it", () => {
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
  const after = Array.from({ length: 800 }, (_, index) =>
    rate(playLoss(foreign, "npm test", index).mutated.result as Uint8Array),
  );
  expect(after.filter((share) => share > before).length).toBeGreaterThan(10);
});
