import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, onTestFinished, test } from "vitest";
import { noImmutableFlag } from "../../src/freeze/immutable-flag.ts";
import { CheckpointDirectory, notesFolder } from "../../src/run/checkpoint-directory.ts";
import { EvidenceFolder } from "../../src/run/evidence-folder.ts";

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-hostile-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Nobody ever writes to it: whoever waits for it waits for ever. */
const pipeAt = (path: string): void => void execFileSync("mkfifo", [path]);

/** Two links to the folder that they are in: a walk that follows them has 2^40 ways. */
function ringAt(path: string): void {
  mkdirSync(path);
  for (const name of ["a", "b"]) symlinkSync(path, join(path, name));
}

const checkpointsIn = (directory: string): CheckpointDirectory =>
  new CheckpointDirectory(directory, async () => {}, noImmutableFlag);

const HEAD = "weights";
const HEAD_DIGEST = digestOf(utf8(HEAD));

const TRAPS: readonly (readonly [string, (path: string) => void])[] = [
  ["a pipe", pipeAt],
  ["a folder with a pipe in it", (path) => (mkdirSync(path), pipeAt(join(path, "pipe")))],
  ["a ring of links", ringAt],
  ["a folder with a link to a device", (path) => (mkdirSync(path), symlinkSync("/dev/zero", join(path, "shard")))],
];

test.each(TRAPS)("G-243 %s is no checkpoint, and holds up nobody who looks for another", (_name, plant) => {
  const directory = folder();
  const source = checkpointsIn(directory);
  writeFileSync(join(directory, "step-1"), HEAD);
  plant(join(directory, "step-2"));
  expect(source.find(HEAD_DIGEST)).toMatchObject({ name: "step-1", digest: HEAD_DIGEST });
  expect(() => source.newest()).toThrowError(expect.objectContaining({ code: "SNAPSHOT_UNFREEZABLE" }));
});

test("G-243 a link in the folder of checkpoints is nobody's business, and is not what a kill freezes", () => {
  const directory = folder();
  const source = checkpointsIn(directory);
  writeFileSync(join(directory, "step-1"), HEAD);
  symlinkSync(join(directory, "step-1"), join(directory, "step-9"));
  symlinkSync("/dev/zero", join(directory, "zero"));
  expect(source.newest()).toMatchObject({ name: "step-1" });
  expect(source.find(HEAD_DIGEST)).toMatchObject({ name: "step-1" });
});

test("G-243 notes that are a pipe, a link or without bounds are no notes", () => {
  const directory = folder();
  const source = checkpointsIn(directory);
  writeFileSync(join(directory, "step-1"), HEAD);
  const notes = join(notesFolder(directory), "step-1.json");
  for (const plant of [
    () => pipeAt(notes),
    () => symlinkSync("/dev/zero", notes),
    () => writeFileSync(notes, `${" ".repeat(100_000)}{}`),
  ]) {
    plant();
    expect(() => source.newest()).toThrowError(expect.objectContaining({ code: "CHECKPOINT_NOTES_MALFORMED" }));
    rmSync(notes);
  }
});

test.each([
  ["a pipe", pipeAt],
  ["a link", (path: string) => symlinkSync("/dev/zero", path)],
])("G-243 an answer that is %s is none, and is not waited for", (_name, plant) => {
  const directory = folder();
  mkdirSync(join(directory, "answers"));
  plant(join(directory, "answers", "run_set-1.jsonl"));
  const open = () => new EvidenceFolder({ directory, wait: async () => {}, isKnown: () => true });
  expect(open).toThrowError(expect.objectContaining({ code: "EVIDENCE_MALFORMED" }));
});

test.each<[string, (notes: string) => void]>([
  [
    "a folder in the place of the manifest",
    (notes) => mkdirSync(join(notes, "step-1.manifest.json", "deep"), { recursive: true }),
  ],
  ["a file in the place of the notes", (notes) => (rmSync(notes, { recursive: true }), writeFileSync(notes, "mine"))],
  ["a note that is none", (notes) => writeFileSync(join(notes, "step-1.json"), "{half")],
  ["a link in the place of the notes", (notes) => (rmSync(notes, { recursive: true }), symlinkSync("/nowhere", notes))],
])("G-229 %s does not come between a kill and its end", (_name, plant) => {
  const directory = folder();
  const source = checkpointsIn(directory);
  writeFileSync(join(directory, "step-1"), HEAD);
  plant(notesFolder(directory));
  source.freeze(HEAD_DIGEST);
  expect(JSON.parse(readFileSync(join(notesFolder(directory), "step-1.manifest.json"), "utf8"))).toMatchObject({
    digest: HEAD_DIGEST,
  });
});
