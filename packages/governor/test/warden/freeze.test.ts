import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, onTestFinished, test } from "vitest";
import { freezeSnapshot, verifyManifest } from "../../src/freeze/freeze-snapshot.ts";

function snapshot(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "plimsoll-freeze-"));
  onTestFinished(() => {
    execFileSync("chmod", ["-R", "u+w", root]);
    rmSync(root, { recursive: true });
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const FILES = { "weights.bin": "w", "tokenizer/vocab.json": "{}", "tokenizer/a": "" };
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("G-26 a tree is listed by path with the digest of every file, and nobody may write to it", () => {
  const root = snapshot(FILES);
  chmodSync(join(root, "weights.bin"), 0o776);
  expect(freezeSnapshot(root)).toEqual([
    { path: "tokenizer/a", bytes: 0, digest: digestOf(utf8("")) },
    { path: "tokenizer/vocab.json", bytes: 2, digest: digestOf(utf8("{}")) },
    { path: "weights.bin", bytes: 1, digest: digestOf(utf8("w")) },
  ]);
  expect(modeOf(join(root, "weights.bin"))).toBe(0o554);
  for (const path of ["", "tokenizer", "tokenizer/a"]) expect(modeOf(join(root, path)) & 0o222).toBe(0);
});

test("G-26 a single file is a snapshot, and freezing twice says the same", () => {
  const root = snapshot(FILES);
  const file = join(root, "weights.bin");
  expect(freezeSnapshot(file)).toEqual([{ path: "", bytes: 1, digest: digestOf(utf8("w")) }]);
  expect(freezeSnapshot(file)).toEqual(freezeSnapshot(file));
  expect(freezeSnapshot(root)).toEqual(freezeSnapshot(root));
});

test.each([
  ["a symbolic link", (root: string) => symlinkSync("/etc/passwd", join(root, "link"))],
  ["a link to a directory", (root: string) => symlinkSync("/etc", join(root, "tokenizer", "link"))],
  ["a named pipe", (root: string) => execFileSync("mkfifo", [join(root, "pipe")])],
])("G-27 %s is refused, and nothing is locked", (_kind, add) => {
  const root = snapshot(FILES);
  add(root);
  expect(() => freezeSnapshot(root)).toThrowError(expect.objectContaining({ code: "SNAPSHOT_UNFREEZABLE" }));
  expect(modeOf(join(root, "weights.bin")) & 0o200).toBe(0o200);
});

test("G-27 a snapshot that is itself a link, or not there, is refused", () => {
  const root = snapshot(FILES);
  symlinkSync(join(root, "tokenizer"), `${root}-link`);
  onTestFinished(() => rmSync(`${root}-link`));
  expect(() => freezeSnapshot(`${root}-link`)).toThrowError(expect.objectContaining({ code: "SNAPSHOT_UNFREEZABLE" }));
  expect(() => freezeSnapshot(join(root, "none"))).toThrowError(
    expect.objectContaining({ code: "SNAPSHOT_NOT_FOUND" }),
  );
});

test("G-28 every difference to the manifest is named", () => {
  const root = snapshot(FILES);
  const manifest = freezeSnapshot(root);
  expect(verifyManifest(root, manifest)).toEqual({ ok: true, value: null });
  execFileSync("chmod", ["-R", "u+w", root]);
  writeFileSync(join(root, "weights.bin"), "v");
  writeFileSync(join(root, "tokenizer", "b"), "");
  rmSync(join(root, "tokenizer", "a"));
  expect(verifyManifest(root, manifest)).toEqual({
    ok: false,
    error: [
      { path: "tokenizer/a", kind: "missing" },
      { path: "tokenizer/b", kind: "added" },
      { path: "weights.bin", kind: "changed" },
    ],
  });
});
