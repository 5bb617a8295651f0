import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../workspace.ts";
import { BUNDLED } from "./bundled.ts";
import { inventory } from "./inventory.ts";
import { isAllowed } from "./licences.ts";
import { licencesPage } from "./licences-page.ts";
import { shippedGraph } from "./shipped.ts";

const items = inventory();

test("SC-4 the page of licences is current (npm run licences)", () => {
  expect(readFileSync(join(ROOT, "docs/reference/licences.md"), "utf8")).toBe(licencesPage(items));
});

test("SC-4 every dependency has a licence of the list", () => {
  expect(items.length).toBeGreaterThan(400);
  expect(items.filter(({ licence, use }) => !isAllowed(licence, use))).toEqual([]);
});

test.each([
  ["MIT", "shipped", true],
  ["Apache-2.0 OR MIT", "shipped", true],
  ["(GPL-3.0-only OR MIT)", "shipped", true],
  ["MPL-2.0", "development", true],
  ["MPL-2.0", "shipped", false],
  ["GPL-3.0-only", "development", false],
  ["GPL-3.0-only OR AGPL-3.0-only", "shipped", false],
  ["MIT AND GPL-3.0-only", "shipped", false],
  ["(MIT AND CC-BY-SA-4.0)", "development", false],
  ["GPL-2.0-only WITH Classpath-exception-2.0", "shipped", false],
  ["SEE LICENSE IN LICENSE.txt", "development", false],
  ["UNLICENSED", "development", false],
  ["", "development", false],
] as const)("SC-5 %j, %s: %s", (licence, use, allowed) => expect(isAllowed(licence, use)).toBe(allowed));

test("SC-6 what is shipped is what an installation brings, and no more", () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      "packages/a": { dependencies: { "@plimsoll/b": "1.0.0", x: "1.0.0" }, devDependencies: { tool: "1.0.0" } },
      "packages/b": { optionalDependencies: { y: "1.0.0" } },
      "node_modules/@plimsoll/b": { link: true, resolved: "packages/b" },
      "node_modules/x": { dependencies: { y: "2.0.0" } },
      "node_modules/x/node_modules/y": { version: "2.0.0" },
      "node_modules/y": { version: "1.0.0" },
      "node_modules/tool": { version: "1.0.0" },
    },
  };
  expect(Object.fromEntries(shippedGraph(lock, ["packages/a"]))).toEqual({
    "packages/a": ["packages/b", "node_modules/x"],
    "packages/b": ["node_modules/y"],
    "node_modules/x": ["node_modules/x/node_modules/y"],
    "node_modules/x/node_modules/y": [],
    "node_modules/y": [],
  });
});

test("SC-7 what is bundled into a page is counted as shipped, and NOTICE names it", () => {
  const notice = readFileSync(join(ROOT, "NOTICE"), "utf8");
  const bundled = Object.values(BUNDLED).flat();
  expect(bundled.filter((name) => !notice.includes(name))).toEqual([]);
  expect(items.filter(({ name, use }) => bundled.includes(name) && use !== "shipped")).toEqual([]);
});
