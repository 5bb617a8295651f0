import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestIn, ROOT, workspacePackages } from "./workspace.ts";

const page = readFileSync(join(ROOT, "docs/reference/dependencies.md"), "utf8");
/** First cells of the tables, with the names in them. */
const rows = page.split("\n").filter((line) => line.startsWith("| `"));
const named = new Set(
  rows.flatMap((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "")),
);

const isNamed = (name: string): boolean => named.has(name) || (name.startsWith("@types/") && named.has("@types/*"));

test("SC-18 every direct dependency has its reason, and every reason its dependency", () => {
  const manifests = [manifestIn(ROOT), ...workspacePackages().map(({ manifest }) => manifest)];
  const direct = new Set(
    manifests
      .flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
        Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
      )
      .filter((name) => !name.startsWith("@plimsoll/")),
  );
  expect(direct.size).toBeGreaterThan(30);
  expect([...direct].filter((name) => !isNamed(name))).toEqual([]);
  expect([...named].filter((name) => name !== "@types/*" && !direct.has(name))).toEqual([]);
});
