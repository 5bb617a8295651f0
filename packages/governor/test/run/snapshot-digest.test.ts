import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { snapshotDigest } from "../../src/run/snapshot-digest.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-snapshot-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string): string => join(folder, name);

test("G-243 a pipe or a device in the place of weights keeps nobody waiting: it is refused", () => {
  execFileSync("mkfifo", [inFolder("pipe")]);
  mkdirSync(inFolder("weights"));
  execFileSync("mkfifo", [join(inFolder("weights"), "pipe")]);
  symlinkSync("/dev/zero", inFolder("endless"));
  for (const name of ["pipe", "weights", "endless"])
    expect(() => snapshotDigest(inFolder(name))).toThrow(expect.objectContaining({ code: "SNAPSHOT_UNFREEZABLE" }));
});

test("G-243 a folder is known by the names and bytes of what is in it", () => {
  mkdirSync(inFolder("model"));
  writeFileSync(join(inFolder("model"), "a"), "1");
  const before = snapshotDigest(inFolder("model"));
  writeFileSync(join(inFolder("model"), "b"), "");
  expect(snapshotDigest(inFolder("model"))).not.toBe(before);
});
