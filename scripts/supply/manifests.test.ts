import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestIn, publishedPackages, ROOT, workspacePackages } from "./workspace.ts";

const published = publishedPackages();

test("SC-9 what is private is needed by nothing that is published", () => {
  const names = new Set(published.map(({ manifest }) => manifest.name));
  const ours = new Set(workspacePackages().map(({ manifest }) => manifest.name));
  const needed = published.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {}));
  expect(needed.filter((name) => ours.has(name) && !names.has(name))).toEqual([]);
  expect(manifestIn(ROOT).private).toBe(true);
});

test("SC-9 all packages of ours have the version of the whole, and ask for it of each other", () => {
  const { version } = manifestIn(ROOT);
  for (const { manifest } of workspacePackages()) {
    expect(manifest).toMatchObject({ version });
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, asked] of Object.entries(wanted))
      if (name.startsWith("@plimsoll/"))
        expect({ by: manifest.name, name, asked }).toEqual({ by: manifest.name, name, asked: version });
  }
});

test.each(published)("SC-9 $folder says what others have to know", ({ folder, manifest }) => {
  expect(manifest).toMatchObject({ license: "Apache-2.0", type: "module", engines: { node: ">=24" } });
  expect(manifest.description).toMatch(/\w{3}/);
  expect(manifest.files).toEqual(expect.arrayContaining(["dist", "NOTICE", "!**/*.map"]));
  for (const file of Object.values(manifest.bin ?? {})) expect(existsSync(join(ROOT, folder, file))).toBe(true);
  const carried = (manifest.files ?? []).filter((file) => !["dist", "NOTICE"].includes(file) && !file.startsWith("!"));
  expect(carried.filter((file) => !existsSync(join(ROOT, folder, file)))).toEqual([]);
});

const doors = published.flatMap(({ folder, manifest: { exports = {} } }) =>
  Object.entries(exports).map(([door, targets]) => ({ folder, door, targets })),
);

test.each(doors)("SC-9 $folder, door $door: what is built is what its source says", ({ folder, targets }) => {
  const source = targets["@plimsoll/source"] ?? "";
  expect(existsSync(join(ROOT, folder, source))).toBe(true);
  const built = source.replace("./src/", "./dist/");
  // Conditions count in their order: a type that came after `default` would never be found.
  expect(Object.entries(targets)).toEqual([
    ["@plimsoll/source", source],
    ["types", built.replace(/\.ts$/, ".d.ts")],
    ["default", built.replace(/\.ts$/, ".js")],
  ]);
});

test("SC-9 the program tells the version of its package", () => {
  const main = readFileSync(join(ROOT, "packages/cli/src/main.ts"), "utf8");
  expect(/const VERSION = "([^"]+)"/.exec(main)?.[1]).toBe(manifestIn(join(ROOT, "packages/cli")).version);
});
