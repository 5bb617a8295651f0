import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { publishedPackFile, publishedPacks } from "../../src/release/published-packs.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

function dataWith(...packs: readonly string[]): { readonly folder: TemporaryFolder; readonly data: string } {
  const folder = new TemporaryFolder();
  for (const pack of packs) {
    mkdirSync(join(folder.path, "packs", pack, "log"), { recursive: true });
    writeFileSync(join(folder.path, "packs", pack, "manifest.json"), "{}");
  }
  return { folder, data: folder.path };
}

test("only folders with a harmless name and a manifest are published", () => {
  const { folder, data } = dataWith("b", "a-1", ".hidden", "with space");
  using _ = folder;
  mkdirSync(join(data, "packs", "without-manifest"));
  writeFileSync(join(data, "packs", "file"), "");
  symlinkSync(join(data, "packs", "b"), join(data, "packs", "link"));
  mkdirSync(join(data, "packs", "manifest-elsewhere"));
  symlinkSync(join(data, "packs", "b", "manifest.json"), join(data, "packs", "manifest-elsewhere", "manifest.json"));
  expect(publishedPacks(data)).toEqual(["a-1", "b"]);
});

test("a data folder without packs publishes none", () => {
  using folder = new TemporaryFolder();
  expect(publishedPacks(folder.path)).toEqual([]);
  expect(publishedPackFile(folder.path, "a", "manifest.json")).toBeNull();
});

test("a file of a pack is served with its media type", async () => {
  const { folder, data } = dataWith("a");
  using _ = folder;
  writeFileSync(join(data, "packs", "a", "risk-report.md"), "# Risk");
  writeFileSync(join(data, "packs", "a", "log", "entries"), Buffer.of(0, 1));
  writeFileSync(join(data, "packs", "a", "empty.txt"), "");
  expect(await servedFile(data, "risk-report.md")).toEqual(["text/markdown; charset=utf-8", 6, Buffer.from("# Risk")]);
  expect(await servedFile(data, "log/entries")).toEqual(["application/octet-stream", 2, Buffer.of(0, 1)]);
  expect(await servedFile(data, "empty.txt")).toEqual(["text/plain; charset=utf-8", 0, Buffer.of()]);
});

async function servedFile(data: string, file: string): Promise<readonly unknown[] | null> {
  const found = publishedPackFile(data, "a", file);
  return found === null ? null : [found.media, found.length, await buffer(found.stream)];
}

const OUTSIDE: readonly (readonly [string, string])[] = [
  ["a", "../secret"],
  ["a", "log/../../../secret"],
  ["a", "log//entries"],
  ["a", "/etc/passwd"],
  ["a", ""],
  ["a", ".hidden"],
  ["a", "log/.hidden"],
  ["a", "log\\..\\secret"],
  ["..", "secret"],
  [".", "secret"],
  ["a/../b", "manifest.json"],
  ["a", "manifest.json\0"],
  ["a", "x/x/x/x/x/x"],
  ["a", "log"],
  ["a", "nothing-there"],
];

test.each(OUTSIDE)("nothing outside a pack is served: %j %j", (pack, file) => {
  const { folder, data } = dataWith("a");
  using _ = folder;
  writeFileSync(join(data, "secret"), "private");
  writeFileSync(join(data, "packs", "secret"), "private");
  for (const hidden of [".hidden", join("log", ".hidden")]) writeFileSync(join(data, "packs", "a", hidden), "private");
  expect(publishedPackFile(data, pack, file)).toBeNull();
});

test("links and pipes are not followed, wherever they stand, and what is too large is not read", () => {
  const { folder, data } = dataWith("a", "b");
  using _ = folder;
  writeFileSync(join(data, "secret"), "private");
  symlinkSync(join(data, "secret"), join(data, "packs", "a", "leaf.json"));
  symlinkSync(data, join(data, "packs", "a", "up"));
  symlinkSync(join(data, "packs", "b"), join(data, "packs", "c"));
  execFileSync("mkfifo", [join(data, "packs", "a", "pipe")]);
  writeFileSync(join(data, "packs", "a", "large"), "");
  truncateSync(join(data, "packs", "a", "large"), 64 * 1_048_576 + 1);
  for (const file of ["leaf.json", "up/secret", "pipe", "large"]) expect(publishedPackFile(data, "a", file)).toBeNull();
  expect(publishedPackFile(data, "c", "manifest.json")).toBeNull();
  linkSync(join(data, "packs", "a", "manifest.json"), join(data, "packs", "a", "again.json"));
  const again = publishedPackFile(data, "a", "again.json");
  expect(again?.length).toBe(2);
  again?.stream.destroy();
});
