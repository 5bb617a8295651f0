import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { digestOf, digestOfValue, RerootingMap, utf8 } from "@plimsoll/foundation";
import { describe, expect, onTestFinished, test } from "vitest";
import { freezeSnapshot } from "../../src/freeze/freeze-snapshot.ts";
import { chattrFlag } from "../../src/freeze/immutable-flag.ts";
import { manifestText, parseManifest } from "../../src/freeze/manifest-file.ts";
import { writersInProc } from "../../src/freeze/snapshot-writers.ts";
import { thawSnapshot } from "../../src/freeze/thaw-snapshot.ts";
import { verifyManifest } from "../../src/freeze/verify-manifest.ts";
import { snapshotDigest } from "../../src/run/snapshot-digest.ts";
import { hasImmutableFlag, snapshot, UNWATCHED, unlock } from "./snapshot.ts";

const FILES = { "weights.bin": "w", "tokenizer/vocab.json": "{}", "tokenizer/a": "" };
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const code = (name: string) => expect.objectContaining({ code: name });

describe("G-26 freezing", () => {
  test("G-26 a tree is listed by path with the digest of every file, and nobody may write to it", () => {
    const root = snapshot(FILES);
    chmodSync(join(root, "weights.bin"), 0o776);
    expect(freezeSnapshot(root, UNWATCHED).manifest).toEqual([
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
    expect(freezeSnapshot(file, UNWATCHED).manifest).toEqual([{ path: "", bytes: 1, digest: digestOf(utf8("w")) }]);
    expect(freezeSnapshot(file, UNWATCHED)).toEqual(freezeSnapshot(file, UNWATCHED));
    expect(freezeSnapshot(root, UNWATCHED)).toEqual(freezeSnapshot(root, UNWATCHED));
  });

  test("G-26 the digest is the one by which the kernel knows the weights, empty folders and all", () => {
    const root = snapshot({ ...FILES, "a/b/c": "deep", "a.b": "beside", "a/b.c": "odd" });
    mkdirSync(join(root, "empty", "inner"), { recursive: true });
    expect(freezeSnapshot(root, UNWATCHED).digest).toBe(snapshotDigest(root));
    expect(freezeSnapshot(join(root, "weights.bin")).digest).toBe(snapshotDigest(join(root, "weights.bin")));
  });

  test("G-26 bytes are counted while they are read", () => {
    const root = snapshot({ big: "x".repeat(3_000_000), small: "y" });
    let bytes = 0;
    freezeSnapshot(root, { onBytes: (more) => (bytes += more) });
    expect(bytes).toBe(3_000_001);
  });
});

describe.runIf(hasImmutableFlag())("G-140 the immutable attribute", () => {
  test("G-140 not even root writes, renames, adds or removes", () => {
    const root = snapshot(FILES);
    const { locks } = freezeSnapshot(root, { ...UNWATCHED, immutable: chattrFlag });
    expect([...locks.keys()].toSorted()).toEqual(["", "tokenizer", ...Object.keys(FILES)].toSorted());
    expect([...new Set(locks.values())]).toEqual(["immutable"]);
    const weights = join(root, "weights.bin");
    expect(() => writeFileSync(weights, "v")).toThrow(/EPERM|EACCES/);
    expect(() => renameSync(weights, join(root, "moved"))).toThrow(/EPERM|EACCES/);
    expect(() => writeFileSync(join(root, "tokenizer", "new"), "")).toThrow(/EPERM|EACCES/);
    expect(() => rmSync(weights)).toThrow(/EPERM|EACCES/);
    expect(() => chmodSync(weights, 0o666)).toThrow(/EPERM|EACCES/);
  });

  test("G-140 freezing twice is no fault, and says the same", () => {
    const root = snapshot(FILES);
    expect(freezeSnapshot(root, { ...UNWATCHED, immutable: chattrFlag })).toEqual(
      freezeSnapshot(root, { ...UNWATCHED, immutable: chattrFlag }),
    );
  });
});

describe("G-140 what is not there is not claimed", () => {
  test("G-140 without the attribute a path is locked by its modes, and that is what is said", () => {
    const root = snapshot(FILES);
    expect([...new Set(freezeSnapshot(root, UNWATCHED).locks.values())]).toEqual(["modes"]);
    const refusing = { change: () => {}, held: (paths: readonly string[]) => new Set(paths.slice(0, 1)) };
    const locks = [...freezeSnapshot(root, { ...UNWATCHED, immutable: refusing }).locks.values()];
    expect(locks.filter((lock) => lock === "immutable")).toHaveLength(1);
  });

  test("G-140 no name speaks for another path: with blanks, with a dash in front, or over two lines", () => {
    const root = snapshot({ "-R": "", "c d": "", "----i---- x": "" });
    const liar = `a\n----i---------e------- ${join(root, "c d")}`;
    mkdirSync(join(root, liar, ".."), { recursive: true });
    writeFileSync(join(root, liar), "");
    const { locks } = freezeSnapshot(root, { ...UNWATCHED, immutable: { ...chattrFlag, change: () => {} } });
    expect([...new Set(locks.values())]).toEqual(["modes"]);
  });

  test("G-140 what may not be locked is told as such", () => {
    const root = snapshot({ "locked already": "" });
    chattrFlag.change([join(root, "locked already")], true);
    const unaware = { change: () => {}, held: () => new Set<string>() };
    if (chattrFlag.held([join(root, "locked already")]).size > 0)
      expect(() => freezeSnapshot(root, { ...UNWATCHED, immutable: unaware })).toThrowError(
        code("SNAPSHOT_NOT_LOCKED"),
      );
  });
});

describe("G-27 what cannot be locked", () => {
  test.each([
    ["a symbolic link", (root: string) => symlinkSync("/etc/passwd", join(root, "link"))],
    ["a link to a directory", (root: string) => symlinkSync("/etc", join(root, "tokenizer", "link"))],
    ["a named pipe", (root: string) => execFileSync("mkfifo", [join(root, "pipe")])],
  ])("G-27 %s is refused, and nothing is locked", (_kind, add) => {
    const root = snapshot(FILES);
    add(root);
    expect(() => freezeSnapshot(root, UNWATCHED)).toThrowError(code("SNAPSHOT_UNFREEZABLE"));
    expect(modeOf(join(root, "weights.bin")) & 0o200).toBe(0o200);
  });

  test("G-27 a snapshot that is itself a link, or not there, is refused", () => {
    const root = snapshot(FILES);
    symlinkSync(join(root, "tokenizer"), `${root}-link`);
    onTestFinished(() => rmSync(`${root}-link`));
    expect(() => freezeSnapshot(`${root}-link`)).toThrowError(code("SNAPSHOT_UNFREEZABLE"));
    expect(() => freezeSnapshot(join(root, "none"))).toThrowError(code("SNAPSHOT_NOT_FOUND"));
  });
});

describe("G-141 writers that came before the lock", () => {
  test("G-141 who has a file open for writing is named, and the lock stays", () => {
    const root = snapshot(FILES);
    const writer = openSync(join(root, "weights.bin"), "r+");
    try {
      expect(() => freezeSnapshot(root)).toThrowError(code("SNAPSHOT_STILL_WRITTEN"));
      expect(() => freezeSnapshot(root)).toThrowError(new RegExp(`process ${process.pid}.*weights.bin.*descriptor`));
      expect(modeOf(join(root, "weights.bin")) & 0o222).toBe(0);
    } finally {
      closeSync(writer);
    }
    expect(freezeSnapshot(root).manifest).toHaveLength(3);
  });

  test("G-141 a reader is no writer", () => {
    const root = snapshot(FILES);
    const reader = openSync(join(root, "weights.bin"), "r");
    try {
      expect(freezeSnapshot(root).manifest).toHaveLength(3);
    } finally {
      closeSync(reader);
    }
  });

  test("G-141 shared memory that outlived its descriptor is found", async () => {
    const root = snapshot({ "weights.bin": "w".repeat(4096) });
    const program = `
import mmap, os, sys
descriptor = os.open(sys.argv[1], os.O_RDWR)
memory = mmap.mmap(descriptor, 4096, mmap.MAP_SHARED)
os.closerange(3, 100)  # mmap keeps a descriptor of its own
print("mapped", flush=True)
sys.stdin.read()`;
    const mapper = spawn("python3", ["-c", program, join(root, "weights.bin")], { stdio: ["pipe", "pipe", "ignore"] });
    try {
      await new Promise((resolve) => mapper.stdout.once("data", resolve));
      expect(writersInProc(root, ["weights.bin"])).toEqual([{ pid: mapper.pid, path: "weights.bin", by: "mapping" }]);
      expect(() => freezeSnapshot(root)).toThrowError(code("SNAPSHOT_STILL_WRITTEN"));
    } finally {
      mapper.stdin.end();
      await new Promise((resolve) => mapper.once("exit", resolve));
    }
    expect(freezeSnapshot(root).manifest).toHaveLength(1);
  });

  test("G-141 a file that changes while it is read is no snapshot, even if its time is set back", () => {
    const root = snapshot({ "weights.bin": "w".repeat(2_000_000) });
    const file = join(root, "weights.bin");
    const { atime, mtime } = statSync(file);
    const meddle = () => {
      chmodSync(file, 0o644);
      writeFileSync(file, "v".repeat(2_000_000));
      utimesSync(file, atime, mtime);
    };
    expect(() => freezeSnapshot(root, { onBytes: meddle })).toThrowError(code("SNAPSHOT_STILL_WRITTEN"));
  });

  test("G-141 a file that is added while the others are read is no part of the snapshot", () => {
    const root = snapshot(FILES);
    const add = () => {
      chmodSync(root, 0o755);
      writeFileSync(join(root, "late"), "");
    };
    expect(() => freezeSnapshot(root, { onBytes: add })).toThrowError(code("SNAPSHOT_STILL_WRITTEN"));
  });
});

describe("G-28 verifying", () => {
  const frozen = (files: Readonly<Record<string, string>>) => {
    const root = snapshot(files);
    const { manifest } = freezeSnapshot(root, UNWATCHED);
    unlock(root);
    return { root, manifest };
  };

  test("G-28 every difference to the manifest is named", () => {
    const { root, manifest } = frozen(FILES);
    expect(verifyManifest(root, manifest)).toEqual({ ok: true, value: null });
    writeFileSync(join(root, "weights.bin"), "v");
    writeFileSync(join(root, "tokenizer", "b"), "new");
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

  test("G-28 two shards that were swapped are told as such, and so is a file that was renamed", () => {
    const { root, manifest } = frozen({ "shard-1": "one", "shard-2": "two", notes: "three" });
    renameSync(join(root, "shard-1"), join(root, "x"));
    renameSync(join(root, "shard-2"), join(root, "shard-1"));
    renameSync(join(root, "x"), join(root, "shard-2"));
    renameSync(join(root, "notes"), join(root, "annotations"));
    expect(verifyManifest(root, manifest)).toEqual({
      ok: false,
      error: [
        { path: "annotations", kind: "renamed", from: "notes" },
        { path: "shard-1", kind: "renamed", from: "shard-2" },
        { path: "shard-2", kind: "renamed", from: "shard-1" },
      ],
    });
  });

  test("G-28 a copy of what is still in its place is something added; a shard over another one is a change", () => {
    const { root, manifest } = frozen({ "shard-1": "one", "shard-2": "two" });
    writeFileSync(join(root, "copy"), "one");
    writeFileSync(join(root, "shard-2"), "one");
    expect(verifyManifest(root, manifest)).toEqual({
      ok: false,
      error: [
        { path: "copy", kind: "added" },
        { path: "shard-2", kind: "changed" },
      ],
    });
  });

  test("G-28 one changed bit is found though size and time are as they were", () => {
    const { root, manifest } = frozen({ "weights.bin": "w".repeat(1000) });
    const file = join(root, "weights.bin");
    const { atime, mtime } = statSync(file);
    const bytes = readFileSync(file);
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    utimesSync(file, atime, mtime);
    expect(verifyManifest(root, manifest)).toMatchObject({ ok: false, error: [{ kind: "changed" }] });
  });
});

describe("G-142 the manifest file", () => {
  test("G-142 is read as it was written", () => {
    const { digest, manifest } = freezeSnapshot(snapshot({ 'a "quoted" name': "", "b\nc": "x" }), UNWATCHED);
    expect(parseManifest(manifestText({ digest, files: manifest }))).toEqual({ digest, files: manifest });
  });

  test.each([
    ["no JSON", "weights"],
    ["another format", '{"format":"other","digest":"sha256:' + "0".repeat(64) + '","files":[]}'],
    ["a path that leads out", manifestWith("../weights")],
    ["an absolute path", manifestWith("/etc/passwd")],
    ["one place under two names", manifestWith("a/./b")],
    ["a path twice", manifestWith("a", "a")],
  ])("G-142 %s is MANIFEST_MALFORMED", (_what, text) => {
    expect(() => parseManifest(text)).toThrowError(code("MANIFEST_MALFORMED"));
  });
});

function manifestWith(...paths: string[]): string {
  const digest = digestOfValue("x");
  return manifestText({ digest, files: paths.map((path) => ({ path, bytes: 1, digest })) });
}

describe("G-143 thawing", () => {
  type State = Parameters<typeof thawSnapshot>[1];

  function ledgerOf(root: string, lineage: { killed: boolean; killEpoch: number; frozen: string[] } | null): State {
    const digest = snapshotDigest(root);
    const known = { checkpoints: RerootingMap.empty(), lineages: RerootingMap.empty() } as unknown as State;
    if (lineage === null) return known;
    return {
      checkpoints: known.checkpoints.set(digest, { lineage: "line" } as never),
      lineages: known.lineages.set("line", { ...lineage, lineage: "line" } as never),
    };
  }

  const RELEASED = { killed: false, killEpoch: 1, frozen: [] };

  test("G-143 released weights become writable for their owner", () => {
    const root = snapshot(FILES);
    const { digest } = freezeSnapshot(root, { ...UNWATCHED, immutable: chattrFlag });
    expect(thawSnapshot(root, ledgerOf(root, RELEASED), { immutable: chattrFlag })).toBe(digest);
    writeFileSync(join(root, "weights.bin"), "v");
    writeFileSync(join(root, "tokenizer", "new"), "");
    expect(modeOf(join(root, "weights.bin")) & 0o222).toBe(0o200);
  });

  test.each([
    ["weights that the ledger does not know", () => null],
    ["weights of a lineage that is held", () => ({ ...RELEASED, killed: true })],
    ["weights that no kill ever held", () => ({ ...RELEASED, killEpoch: 0 })],
    ["weights that the release left frozen", (digest: string) => ({ ...RELEASED, frozen: [digest] })],
  ])("G-143 %s stay locked", (_what, lineage) => {
    const root = snapshot(FILES);
    const { digest } = freezeSnapshot(root, UNWATCHED);
    expect(() => thawSnapshot(root, ledgerOf(root, lineage(digest)))).toThrowError(code("SNAPSHOT_FROZEN"));
    expect(modeOf(join(root, "weights.bin")) & 0o222).toBe(0);
  });

  test("G-143 other weights in the place of released ones are other weights", () => {
    const root = snapshot(FILES);
    const state = ledgerOf(root, RELEASED);
    writeFileSync(join(root, "weights.bin"), "v");
    freezeSnapshot(root, UNWATCHED);
    expect(() => thawSnapshot(root, state)).toThrowError(code("SNAPSHOT_FROZEN"));
  });
});
