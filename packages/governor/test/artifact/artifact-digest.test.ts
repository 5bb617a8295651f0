import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, onTestFinished, test } from "vitest";
import { artifactDigest } from "../../src/artifact/artifact-digest.ts";

function shards(texts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-artifact-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test("G-65 a file's digest is its SHA-256", () => {
  expect(artifactDigest(join(shards({ w: "weights" }), "w"))).toBe(digestOf(utf8("weights")));
});

test("G-65 the same tree elsewhere has the same digest, whenever it was made", () => {
  const texts = { "a/1": "one", "a/2": "two", b: "three" };
  expect(artifactDigest(shards(texts))).toBe(
    artifactDigest(shards(Object.fromEntries(Object.entries(texts).reverse()))),
  );
});

test("G-65 two shards that change places make another artifact", () => {
  const folder = shards({ "model-1.safetensors": "one", "model-2.safetensors": "two" });
  const before = artifactDigest(folder);
  renameSync(join(folder, "model-1.safetensors"), join(folder, "x"));
  renameSync(join(folder, "model-2.safetensors"), join(folder, "model-1.safetensors"));
  renameSync(join(folder, "x"), join(folder, "model-2.safetensors"));
  expect(artifactDigest(folder)).not.toBe(before);
});

test.each<[string, Record<string, string>]>([
  ["a byte", { "a/1": "onE", b: "three" }],
  ["a name", { "a/2": "one", b: "three" }],
  ["a folder", { "c/1": "one", b: "three" }],
  ["a file more", { "a/1": "one", b: "three", c: "" }],
  ["a file less", { "a/1": "one" }],
])("G-65 %s makes another artifact", (_, texts) => {
  expect(artifactDigest(shards(texts))).not.toBe(artifactDigest(shards({ "a/1": "one", b: "three" })));
});

test("G-65 what is not there, is empty, or leads elsewhere is none", () => {
  const folder = shards({ w: "weights" });
  expect(() => artifactDigest(join(folder, "nothing"))).toThrow(
    expect.objectContaining({ code: "SNAPSHOT_NOT_FOUND" }),
  );
  mkdirSync(join(folder, "empty"));
  expect(() => artifactDigest(join(folder, "empty"))).toThrow(expect.objectContaining({ code: "ARTIFACT_EMPTY" }));
  symlinkSync("/etc/hostname", join(folder, "link"));
  expect(() => artifactDigest(folder)).toThrow(expect.objectContaining({ code: "SNAPSHOT_UNFREEZABLE" }));
});
