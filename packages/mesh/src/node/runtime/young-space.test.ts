import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const YOUNG_SPACE = fileURLToPath(new URL("young-space.ts", import.meta.url));

/** Takes in what outlives several collections, and says how large the part for young objects is then. */
const program = (bound: boolean): string => `
import { getHeapSpaceStatistics } from "node:v8";
import { boundYoungSpace } from ${JSON.stringify(YOUNG_SPACE)};
if (${bound}) boundYoungSpace();
const held = [];
for (let made = 0; made < 300_000; made += 1) held.push({ made, texts: [String(made), "x" + made] });
const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
console.log(held.length === 300_000 ? young.physical_space_size : -1);
`;

test("ME-513 a node's heap for young objects stays small, and without the bound it would not", () => {
  const [bounded, free] = [true, false].map((bound) => {
    const argv = ["--no-warnings", "--input-type=module", "--eval", program(bound)];
    return Number(
      spawnSync(process.execPath, argv, { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } }).stdout,
    );
  });
  console.info(`Q3  heap for young objects  ${(bounded ?? NaN) / 1e6} MB, without the bound ${(free ?? NaN) / 1e6} MB`);
  expect(bounded).toBeGreaterThan(0);
  expect(bounded).toBeLessThan(12_000_000);
  expect(free).toBeGreaterThan(24_000_000);
});
