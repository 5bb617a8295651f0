import { expect, test } from "vitest";
import { publishedPackages } from "../workspace.ts";
import type { Tarball } from "./pack-copy.ts";
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
