import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedUnlike } from "../provenance/installed-unlike.ts";
import { publishedPackages } from "../workspace.ts";
import { contentFaults, type Tarball } from "./pack-copy.ts";
import { packageReadme } from "./package-readme.ts";
import { differing } from "./same-tarballs.ts";

const tarball = (name: string, sha256: string): Tarball => ({
  name,
  sha256,
  version: "1.0.0",
  file: `${name}.tgz`,
  bytes: 1,
  files: [],
});

test("SC-10 two builds differ in what has other bytes, and in what only one of them has", () => {
  const first = [tarball("a", "1"), tarball("b", "2"), tarball("c", "3")];
  expect(differing(first, [tarball("c", "3"), tarball("a", "1"), tarball("b", "2")])).toEqual([]);
  expect(differing(first, [tarball("a", "1"), tarball("b", "9"), tarball("d", "4")])).toEqual(["b", "c", "d"]);
  expect(differing([], first)).toEqual(["a", "b", "c"]);
});

test.each(publishedPackages())(
  "SC-10 the page of $manifest.name names its doors, its commands and its licence",
  ({ manifest }) => {
    const page = packageReadme(manifest);
    const names = [
      manifest.name,
      ...Object.keys(manifest.bin ?? {}),
      ...Object.keys(manifest.exports ?? {}).map((door) => manifest.name + door.slice(1)),
    ];
    expect(names.filter((name) => !page.includes(`\`${name}\``) && !page.includes(`# ${name}\n`))).toEqual([]);
    expect(page).toContain("Apache-2.0");
  },
);

test("SC-10 a tarball without its licence, or with what nobody installs, is refused", () => {
  const whole = ["LICENSE", "NOTICE", "README.md", "dist/index.js", "package.json"];
  expect(contentFaults(whole)).toEqual([]);
  expect(contentFaults(whole.slice(1))).toEqual(["no LICENSE"]);
  expect(contentFaults([...whole, "dist/index.js.map", "test/a.js"])).toEqual([
    "dist/index.js.map in it",
    "test/a.js in it",
  ]);
});

test("SC-11 what is installed otherwise than locked is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-lock-"));
  const hidden = join(folder, "hidden.json");
  const lock = (packages: object): string => JSON.stringify({ packages });
  try {
    const locked = lock({
      "": {},
      a: { integrity: "1" },
      b: { integrity: "2", optional: true },
      c: { integrity: "3" },
    });
    writeFileSync(hidden, lock({ a: { integrity: "1" }, c: { integrity: "3" } }));
    expect(installedUnlike(locked, hidden)).toEqual([]);
    writeFileSync(hidden, lock({ a: { integrity: "9" }, d: { integrity: "4" } }));
    expect(installedUnlike(locked, hidden)).toEqual(["a", "d", "c"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
