import { expect, test } from "vitest";
import { askText } from "../../src/node/desk/ask-text.ts";
import { NOON_MS } from "./site.ts";

test("RS-492 compute is told in powers of ten", () => {
  const { computeText, compute } = askText(
    "# Heron\n\n## Compute\n\nIt has 3B parameters and saw 1.5T tokens.\n",
    NOON_MS,
  );
  expect(compute.flop).toBe(27n * 10n ** 21n);
  expect(computeText).toContain("2.7e22 FLOP");
  expect(computeText).not.toMatch(/\d{7}/);
});
