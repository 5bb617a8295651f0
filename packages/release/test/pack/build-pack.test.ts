import { checkProof } from "@plimsoll/ledger";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildPack } from "../../src/node/pack/build-pack.ts";
import { filesBelow } from "../../src/node/pack/pack-folder.ts";
import { PACK_PROGRAM } from "../../src/pack/manifest.ts";
import { recordLine } from "../../src/record/record-line.ts";
import { packBuilt, told } from "./fixtures.ts";
import { manifestOf, packOf, readText, verified } from "./pack-rig.ts";
import { blobOf, historyLog, KEY, logOf, singleLog } from "./rig.ts";

const HISTORY = historyLog();
const EVALUATION = "evaluation-5";

const bytesOf = (directory: string): ReadonlyMap<string, string> =>
  new Map(filesBelow(directory).map((path) => [path, readFileSync(join(directory, path), "base64")]));

test("RS-320 A63 a pack has the five documents, both ways, with manifest, reports, ML-BOM, log, bodies and proofs", () => {
  using under = packOf(HISTORY, EVALUATION);
  const files = filesBelow(under.pack);
  for (const name of ["risk-report", "ssi-log", "void-audit", "arbitration-transcript", "change-log"])
    expect(files).toEqual(expect.arrayContaining([`${name}.json`, `${name}.html`]));
  expect(files.filter((path) => path.startsWith("log/"))).toEqual([
    "log/checkpoint",
    "log/ledger.log",
    "log/ledger.pub.pem",
    "log/ledger.vkey",
  ]);
  expect(files.filter((path) => path.startsWith("frameworks/")).length).toBe(10);
  expect(files).toEqual(expect.arrayContaining(["manifest.json", "ml-bom.cdx.json", "sources.json", "policy.json"]));
  expect(verified(under.pack)).toMatchObject({ ok: true, documents: 5, faults: [], key: "given", withheld: 0 });
});

test("RS-320 A63 two builders of one log write the same bytes, wherever they stand", () => {
  using one = packOf(HISTORY, EVALUATION);
  using other = packOf(HISTORY, EVALUATION);
  expect(bytesOf(one.pack)).toEqual(bytesOf(other.pack));
  expect(one.built.manifest).toBe(other.built.manifest);
});

test("RS-320 A63 what a writer has begun behind the last checkpoint is in no pack", () => {
  using under = packOf(HISTORY, EVALUATION);
  const ledger = join(under.folder, "copied-log");
  cpSync(join(under.folder, "log"), ledger, { recursive: true });
  writeFileSync(
    join(ledger, "ledger.log"),
    Buffer.concat([readFileSync(join(ledger, "ledger.log")), Buffer.from("batch 1")]),
  );
  const directory = join(under.folder, "again");
  buildPack({ logFolder: ledger, blob: blobOf(HISTORY), evaluation: EVALUATION, redactions: [], directory });
  expect(bytesOf(directory)).toEqual(bytesOf(under.pack));
});

test("RS-320 A63 a pack that was built and recorded is built again to the same bytes", () => {
  const of = told({ evaluation: EVALUATION });
  using before = packOf(HISTORY, EVALUATION);
  const { records, blobs } = logOf([[packBuilt(of)], [packBuilt(of)]], []);
  const placed = records.map((record, place) => ({ ...record, sequence: HISTORY.records.length + place }));
  const longer = { records: [...HISTORY.records, ...placed], blobs: new Map([...HISTORY.blobs, ...blobs]) };
  // One write for all before, one for each record of a pack: as a store writes them.
  using after = packOf(longer, EVALUATION);
  expect(bytesOf(after.pack)).toEqual(bytesOf(before.pack));
  expect(verified(after.pack).ok).toBe(true);
});

test("RS-310 A64 the manifest lists every evaluation of the subject with its colour", () => {
  using under = packOf(HISTORY, EVALUATION);
  const manifest = manifestOf(under.pack);
  expect(
    manifest.evaluations.map(({ evaluation, outcome, isWithdrawn }) => [evaluation, outcome, isWithdrawn]),
  ).toEqual([
    ["evaluation-1", "RED", false],
    ["evaluation-2", "aborted", false],
    ["evaluation-3", "GREEN", true],
    ["evaluation-5", "GREEN", false],
  ]);
  expect(manifest.log.records).toBe(HISTORY.records.length);
});

test("RS-322 bodies about other subjects are not in the pack; their headers are in its log", () => {
  using under = packOf(HISTORY, EVALUATION);
  const other = HISTORY.records.filter(({ evaluation }) => evaluation === "evaluation-4");
  const shown = new Set(
    HISTORY.records.filter(({ evaluation }) => evaluation !== "evaluation-4").map(({ body }) => body),
  );
  const hidden = other.filter(({ body }) => !shown.has(body));
  expect(hidden.length).toBeGreaterThan(2);
  const files = new Set(filesBelow(under.pack));
  expect(hidden.filter(({ body }) => files.has(`bodies/${body.slice(7)}.json`))).toEqual([]);
  const log = readText(under.pack, "log/ledger.log");
  for (const record of other) expect(log).toContain(recordLine(record));
});

test("RS-323 the opening and the decision are proven to stand in the log, for any reader of C2SP proofs", () => {
  using under = packOf(HISTORY, EVALUATION);
  const proofs = filesBelow(under.pack).filter((path) => path.startsWith("proofs/"));
  expect(proofs.length).toBe(2);
  const leaves = new Map<string, Buffer>();
  for (let from = 0; from < HISTORY.records.length; from += 7) {
    const batch = HISTORY.records.slice(from, from + 7);
    const leaf = Buffer.from(batch.map((record) => recordLine(record)).join("\n"));
    for (const { sequence } of batch) leaves.set(`proofs/${sequence}.tlog-proof`, leaf);
  }
  for (const path of proofs) {
    const proof = readText(under.pack, path);
    const logKey = readText(under.pack, "log/ledger.vkey").trim();
    expect(checkProof({ proof, leaf: leaves.get(path) ?? Buffer.of(0), logKey }).ok).toBe(true);
    expect(checkProof({ proof, leaf: Buffer.from("{}"), logKey }).ok).toBe(false);
  }
});

test("RS-321 a folder that is not empty is left alone, unless it is this very pack", () => {
  using under = packOf(HISTORY, EVALUATION);
  const again = { logFolder: join(under.folder, "log"), blob: blobOf(HISTORY), evaluation: EVALUATION, redactions: [] };
  expect(buildPack({ ...again, directory: under.pack })).toEqual(under.built);
  const other = { ...again, evaluation: "evaluation-3", directory: under.pack };
  expect(() => buildPack(other)).toThrow(expect.objectContaining({ code: "PACK_DIRECTORY_NOT_EMPTY" }));
  expect(verified(under.pack).ok).toBe(true);
  const empty = join(under.folder, "empty");
  mkdirSync(empty);
  expect(buildPack({ ...again, directory: empty }).manifest).toBe(under.built.manifest);
});

test("RS-320 a build that fails leaves nothing behind", () => {
  using under = packOf(HISTORY, EVALUATION);
  const directory = join(under.folder, "new");
  const lost = (): never => {
    throw new Error("the disk is gone");
  };
  const before = readdirSync(under.folder).toSorted();
  const build = () =>
    buildPack({ logFolder: join(under.folder, "log"), blob: lost, evaluation: EVALUATION, redactions: [], directory });
  expect(build).toThrow("the disk is gone");
  expect(existsSync(directory)).toBe(false);
  expect(readdirSync(under.folder).toSorted()).toEqual(before);
});

test("RS-320 bytes that are not those of their digest stop the build", () => {
  using under = packOf(HISTORY, EVALUATION);
  const other = Buffer.from("{}");
  const build = () =>
    buildPack({
      logFolder: join(under.folder, "log"),
      blob: () => other,
      evaluation: EVALUATION,
      redactions: [],
      directory: join(under.folder, "new"),
    });
  expect(build).toThrow(expect.objectContaining({ code: "PACK_BODY_CHANGED" }));
});

test("RS-320 an evaluation without a decision, or of another log, has no pack", () => {
  using under = packOf(singleLog(told()), "evaluation-1");
  const of = (evaluation: string) => () =>
    buildPack({
      logFolder: join(under.folder, "log"),
      blob: blobOf(HISTORY),
      evaluation,
      redactions: [],
      directory: join(under.folder, "new"),
    });
  expect(of("evaluation-9")).toThrow(expect.objectContaining({ code: "PACK_EVALUATION_UNKNOWN" }));
  expect(() => packOf(HISTORY, "evaluation-2")).toThrow(expect.objectContaining({ code: "PACK_DECISION_MISSING" }));
});

test("RS-330 the program that the manifest names is this package", () => {
  const { name, version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  expect(PACK_PROGRAM).toEqual({ name, version });
  expect(KEY.keyId.length).toBe(16);
});

test("RS-337 a pack of 500 claims and 200 sources is built within 5 s", () => {
  const log = singleLog(told({ claims: 500, links: 4, sources: 200 }));
  using under = packOf(log, "evaluation-1");
  const directory = join(under.folder, "timed");
  const startedMs = performance.now();
  buildPack({
    logFolder: join(under.folder, "log"),
    blob: blobOf(log),
    evaluation: "evaluation-1",
    redactions: [],
    directory,
  });
  const buildMs = Math.round(performance.now() - startedMs);
  const beganMs = performance.now();
  const verdict = verified(directory);
  const verifyMs = Math.round(performance.now() - beganMs);
  process.stdout.write(
    `pack of 500 claims, 2000 links, 200 sources: built in ${buildMs} ms, verified in ${verifyMs} ms\n`,
  );
  expect(verdict.ok).toBe(true);
  expect(buildMs).toBeLessThan(5_000);
});
