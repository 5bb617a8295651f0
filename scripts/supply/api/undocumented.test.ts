import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { doorSources } from "./door-sources.ts";
import { undocumentedExports } from "./undocumented.ts";

/** How many exports of a door have no docstring: what their types say already, and a debt. It may only become smaller. */
const KNOWN = JSON.parse(readFileSync(new URL("undocumented.json", import.meta.url), "utf8")) as Readonly<
  Record<string, number>
>;

test("SC-16 no door has more exports without a docstring than it had, and the record says how many", () => {
  const found = undocumentedExports(doorSources());
  expect(found.size).toBeGreaterThan(25);
  const other = [...found].filter(([door, names]) => names.length !== (KNOWN[door] ?? 0));
  // Fewer: npm run docs:api writes the record anew.
  expect(other.map(([door, names]) => `${door}: ${names.length}, was ${KNOWN[door] ?? 0}: ${names.join(" ")}`)).toEqual(
    [],
  );
}, 120_000);

test("SC-16 the rig sees what has a docstring, also behind another file", () => {
  const folder = mkdtempSync(join(tmpdir(), "doors-"));
  try {
    writeFileSync(join(folder, "far.ts"), "/** Said. */\nexport const said = 1;\nexport const unsaid = 2;\n");
    writeFileSync(
      join(folder, "door.ts"),
      'export { said, unsaid as other } from "./far.ts";\nexport interface Bare {}\n',
    );
    const found = undocumentedExports([{ door: "door", file: join(folder, "door.ts") }]);
    expect([...found]).toEqual([["door", ["Bare", "other"]]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
