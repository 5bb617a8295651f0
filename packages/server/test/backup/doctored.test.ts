import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RandomStream } from "@plimsoll/foundation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFolder, FileKeyRing, siteIn } from "@plimsoll/governor";
import { systemClock } from "@plimsoll/foundation/node";
import { shippedPolicy } from "@plimsoll/kernel";
import { TemporaryFolder } from "../kit/temporary-folder.ts";
import { ReleaseSite } from "../release/release-site.ts";
import {
  type ArchiveEntry,
  backup,
  contentsOf,
  entriesOf,
  forged,
  restore,
  restoredOrCode,
  writeArchive,
} from "./archive-kit.ts";

const folder = new TemporaryFolder();
const file = join(folder.path, "site.tar");
const whole = join(folder.path, "whole");

beforeAll(async () => {
  const data = join(folder.path, "site");
  {
    using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
    site.open("site", shippedPolicy);
    site.accredit("acme", 5, 0);
  }
  await backup(data, file, true);
  await restore(file, whole);
});
afterAll(() => folder[Symbol.dispose]());

let count = 0;
const fresh = (): string => join(folder.path, `try-${(count += 1)}`);

const REFUSED = /^(ARCHIVE_MALFORMED|ARCHIVE_DAMAGED|RESTORE_REFUSED)$/;

test("a flipped bit anywhere is found, or lies where an archive has nothing to say", { timeout: 120_000 }, async () => {
  const bytes = readFileSync(file);
  const random = RandomStream.from(1, "flipped");
  let refused = 0;
  for (let round = 0; round < 120; round += 1) {
    const altered = Buffer.from(bytes);
    const place = random.below(altered.length);
    altered[place] = (altered[place] ?? 0) ^ (1 << random.below(8));
    const [archive, data] = [fresh(), fresh()];
    writeFileSync(archive, altered);
    const code = await restoredOrCode(archive, data);
    if (code === "restored") expect(contentsOf(data), `byte ${place}`).toEqual(contentsOf(whole));
    else expect(code, `byte ${place}`).toMatch(REFUSED);
    if (code !== "restored") refused += 1;
  }
  expect(refused).toBeGreaterThan(40);
});

test("a truncated archive is refused, wherever it ends before its manifest does", { timeout: 120_000 }, async () => {
  const bytes = readFileSync(file);
  const random = RandomStream.from(2, "truncated");
  const end = bytes.lastIndexOf("}") + 1;
  for (let round = 0; round < 40; round += 1) {
    const [archive, data] = [fresh(), fresh()];
    writeFileSync(archive, bytes.subarray(0, random.below(end)));
    expect(await restoredOrCode(archive, data)).toMatch(REFUSED);
  }
});

test("no bytes, other bytes and a folder are no archive", async () => {
  const [empty, noise] = [fresh(), fresh()];
  writeFileSync(empty, "");
  writeFileSync(noise, Buffer.alloc(100_000, "plimsoll"));
  expect(await restoredOrCode(empty, fresh())).toBe("ARCHIVE_MALFORMED");
  expect(await restoredOrCode(noise, fresh())).toBe("ARCHIVE_DAMAGED");
  expect(await restoredOrCode(folder.path, fresh())).toBe("ARCHIVE_NOT_FOUND");
  expect(await restoredOrCode(fresh(), fresh())).toBe("ARCHIVE_NOT_FOUND");
});

const NAMES = [
  "../outside",
  "a/../../outside",
  "/tmp/plimsoll-outside",
  "a/./b",
  "..",
  ".",
  "a//b",
  "a/",
  "a\\..\\outside",
  "a\u2028/../../outside",
  "a\u2029/../../outside",
  "packs/a\u2028/../../../outside",
  "a\nb",
  `${"deep/".repeat(20)}x`,
  "x".repeat(300),
  "manifest.json",
  "ledger/ledger.log",
];

test.each(NAMES)("an archive with a file named %j more is refused, and nothing is written outside", async (name) => {
  const [archive, data] = [fresh(), fresh()];
  const entries = await entriesOf(file);
  const more: ArchiveEntry = { header: { name }, bytes: Buffer.from("outside") };
  await writeArchive(archive, [...entries.slice(0, -1), more, ...entries.slice(-1)]);
  const before = readdirSync(folder.path);
  expect(await restoredOrCode(archive, data)).toMatch(REFUSED);
  expect(readdirSync(folder.path)).toEqual(before);
  expect(existsSync("/tmp/plimsoll-outside")).toBe(false);
});

test.each(["symlink", "link", "directory", "fifo", "character-device"] as const)("a %s is no file", async (type) => {
  const [archive, data] = [fresh(), fresh()];
  const entries = await entriesOf(file);
  const more: ArchiveEntry = { header: { name: "gate", type, linkname: "/etc", size: 0 }, bytes: Buffer.alloc(0) };
  await writeArchive(archive, [more, ...entries]);
  expect(await restoredOrCode(archive, data)).toBe("ARCHIVE_MALFORMED");
});

test("a file behind the manifest, and a manifest that names other files, are refused", async () => {
  const entries = await entriesOf(file);
  const behind = fresh();
  await writeArchive(behind, [...entries, { header: { name: "gate/late.json" }, bytes: Buffer.from("{}") }]);
  expect(await restoredOrCode(behind, fresh())).toBe("ARCHIVE_MALFORMED");
  const without = fresh();
  await writeArchive(
    without,
    entries.filter(({ header }) => header.name !== "format.json"),
  );
  expect(await restoredOrCode(without, fresh())).toBe("ARCHIVE_DAMAGED");
  const more = fresh();
  await writeArchive(more, [{ header: { name: "gate/more.json" }, bytes: Buffer.from("{}") }, ...entries]);
  expect(await restoredOrCode(more, fresh())).toBe("ARCHIVE_DAMAGED");
});

/** Adds a file that the manifest agrees with. */
async function withFile(path: string, isWithKeys: boolean): Promise<string> {
  const [open, archive] = [fresh(), fresh()];
  await backup(join(folder.path, "site"), open, isWithKeys);
  const planted: ArchiveEntry = { header: { name: path }, bytes: Buffer.from("planted") };
  await forged(open, archive, (entry) => entry, [planted]);
  return archive;
}

test.each([
  "keys/issuer.pem",
  "keys/operator-1.pem",
  "model-signing/key.pem",
  "model-signing/deep/public.pem",
  "release/key.pem",
  "keys/deep/er.pem",
])("SVR-155 a private key %s in an archive that says it has none is refused", async (path) => {
  const archive = await withFile(path, false);
  expect(await restoredOrCode(archive, fresh())).toBe("ARCHIVE_MALFORMED");
});

test.each([
  "sites.json",
  "genesis.json",
  "hand-in/x.command.json",
  "controllers/run.json",
  "runs/run/output.log",
  "ledger/index.db",
  "ledger/torn-1",
  "before-format-1/x",
  "plimsoll.sh",
])("SVR-155 %s, which no backup holds, is refused with keys and without", async (path) => {
  for (const isWithKeys of [false, true])
    expect(await restoredOrCode(await withFile(path, isWithKeys), fresh())).toBe("ARCHIVE_MALFORMED");
});

const changed =
  (path: string, change: (bytes: Buffer) => Buffer | null) =>
  (entry: ArchiveEntry): ArchiveEntry | null => {
    if (entry.header.name !== path) return entry;
    const bytes = change(entry.bytes);
    return bytes === null ? null : { ...entry, bytes };
  };

const lastBatch = (log: Buffer): number => log.lastIndexOf("\nbatch ") + 1;

const FORGERIES: readonly (readonly [string, string, (bytes: Buffer) => Buffer | null])[] = [
  [
    "an altered entry",
    "ledger/ledger.log",
    (log) => Buffer.from(log.toString().replace('"headcount":5', '"headcount":9')),
  ],
  ["a log without its last decision", "ledger/ledger.log", (log) => log.subarray(0, lastBatch(log))],
  ["a torn end", "ledger/ledger.log", (log) => log.subarray(0, -5)],
  ["no log", "ledger/ledger.log", () => null],
  ["no key", "ledger/ledger.pub.pem", () => null],
  ["an empty log", "ledger/ledger.log", () => Buffer.alloc(0)],
];

test.each(FORGERIES)(
  "SVR-8 %s is refused by the verifier, though the manifest agrees with it",
  async (_name, path, change) => {
    const [archive, data] = [fresh(), fresh()];
    await forged(file, archive, changed(path, change));
    expect(await restoredOrCode(archive, data)).toBe("RESTORE_REFUSED");
  },
);

test("an archive of a later format is refused", async () => {
  const archive = fresh();
  await forged(
    file,
    archive,
    changed("format.json", () => Buffer.from('{"format":2}')),
  );
  expect(await restoredOrCode(archive, fresh())).toBe("DATA_TOO_NEW");
});

test(
  "SVR-8 a release store whose bytes were altered is refused, though the manifest agrees with them",
  { timeout: 60_000 },
  async () => {
    using site = new ReleaseSite();
    {
      using made = siteIn(site.data, new FileKeyRing(dataFolder(site.data).keys), systemClock);
      made.open("site", shippedPolicy);
    }
    await site.evaluate("g1");
    const whole = site.path("site.tar");
    await backup(site.data, whole);
    const names = (await entriesOf(whole)).map(({ header }) => header.name);
    const blob = names.find((name) => name.startsWith("release/blobs/")) ?? "";
    const log = "release/log/ledger.log";
    for (const [path, change] of [
      [blob, (bytes: Buffer) => Buffer.concat([bytes, Buffer.from(" ")])],
      [log, (bytes: Buffer) => bytes.subarray(0, -5)],
      [log, () => null],
      ["release/release.pub", () => null],
    ] as const) {
      const archive = fresh();
      await forged(whole, archive, changed(path, change));
      expect(await restoredOrCode(archive, fresh()), path).toBe(path === blob ? "ARCHIVE_DAMAGED" : "RESTORE_REFUSED");
    }
  },
);

test("a parent that is no folder is told of", async () => {
  const place = fresh();
  writeFileSync(place, "");
  await expect(restore(file, join(place, "data"))).rejects.toMatchObject({ code: "BACKUP_FAILED" });
  mkdirSync(fresh());
});
