import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import fc from "fast-check";
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildPack } from "../../src/node/pack/build-pack.ts";
import { filesBelow } from "../../src/node/pack/pack-folder.ts";
import { verifyPack } from "../../src/node/pack/verify-pack.ts";
import { told } from "./fixtures.ts";
import { agreeing, codesOf, manifestOf, packOf, readText, verified, writeManifest } from "./pack-rig.ts";
import { blobOf, historyLog, KEY, singleLog, temporaryFolder, type ToldLog, writeLedger } from "./rig.ts";

const HISTORY = historyLog();
const EVALUATION = "evaluation-5";

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
}

test("RS-331 A63 A64 the loss of any one file is found", { timeout: 120_000 }, () => {
  using under = packOf(singleLog(told()), "evaluation-1");
  const found = filesBelow(under.pack).filter((path) => {
    const kept = readFileSync(join(under.pack, path));
    rmSync(join(under.pack, path));
    const { ok } = verified(under.pack);
    writeFileSync(join(under.pack, path), kept);
    return ok;
  });
  expect(found).toEqual([]);
  expect(verified(under.pack).ok).toBe(true);
});

test("RS-331 a flipped bit in any file is found", { timeout: 120_000 }, () => {
  using under = packOf(singleLog(told()), "evaluation-1");
  const missed = filesBelow(under.pack).filter((path, place) => {
    const kept = readFileSync(join(under.pack, path));
    writeFileSync(join(under.pack, path), flipped(kept, (place * 7_919) % kept.length));
    const { ok } = verified(under.pack);
    writeFileSync(join(under.pack, path), kept);
    return ok;
  });
  expect(missed).toEqual([]);
});

test("RS-331 any change of any one file is found: cut, grown, or a bit anywhere", { timeout: 120_000 }, () => {
  using under = packOf(singleLog(told()), "evaluation-1");
  const paths = filesBelow(under.pack);
  const changes = fc.record({
    path: fc.constantFrom(...paths),
    kind: fc.constantFrom("bit", "cut", "grown"),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(changes, ({ path, kind, share }) => {
      const kept = readFileSync(join(under.pack, path));
      const place = Math.floor(share * kept.length);
      const changed = {
        bit: flipped(kept, place),
        cut: kept.subarray(0, place),
        grown: Buffer.concat([kept, Buffer.from("\n")]),
      };
      writeFileSync(join(under.pack, path), changed[kind as keyof typeof changed]);
      const { ok } = verified(under.pack);
      writeFileSync(join(under.pack, path), kept);
      return !ok;
    }),
    { numRuns: 40 },
  );
});

test("RS-331 what does not belong there is found: a file more, an index beside the log, a link", () => {
  using under = packOf(HISTORY, EVALUATION);
  const extra = under.copy();
  writeFileSync(join(extra, "readme.txt"), "all is well");
  expect(codesOf(verified(extra))).toContain("PACK_FILE_EXTRA");
  const index = under.copy();
  writeFileSync(join(index, "log/index.db"), "");
  expect(codesOf(verified(index))).toEqual(expect.arrayContaining(["PACK_FILE_EXTRA", "PACK_LOG_DAMAGED"]));
  const link = under.copy();
  renameSync(join(link, "ssi-log.html"), join(under.folder, "elsewhere.html"));
  symlinkSync(join(under.folder, "elsewhere.html"), join(link, "ssi-log.html"));
  expect(verified(link).ok).toBe(false);
});

test("RS-330 a report that was edited by hand is found, also where the manifest agrees with it", () => {
  using under = packOf(HISTORY, "evaluation-1");
  expect(readText(under.pack, "risk-report.html")).toContain("RED");
  for (const path of [
    "risk-report.html",
    "risk-report.json",
    "frameworks/eu-code-model-report.json",
    "ml-bom.cdx.json",
    "sources.json",
  ]) {
    const copy = under.copy();
    writeFileSync(
      join(copy, path),
      readText(copy, path).replaceAll("RED", "GREEN").replaceAll("sha256:", "sha256:0").replace("1", "2"),
    );
    agreeing(copy);
    const verdict = verified(copy);
    expect(codesOf(verdict)).toContain("PACK_DOCUMENT_DIFFERS");
    expect(verdict.documents).toBe(path.startsWith("risk-report") ? 4 : 5);
  }
});

test("RS-330 A63 a document that was removed is found, also where the manifest does not name it", () => {
  using under = packOf(HISTORY, EVALUATION);
  for (const path of ["change-log.json", "ssi-log.html"]) {
    const copy = under.copy();
    rmSync(join(copy, path));
    agreeing(copy);
    const verdict = verified(copy);
    expect(verdict.documents).toBe(4);
    expect(codesOf(verdict)).toContain("PACK_FILE_MISSING");
  }
});

test("RS-331 a change says which file, what was expected and what is there", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  writeFileSync(join(pack, "sources.json"), "[]");
  const fault = verified(pack).faults.find(({ code }) => code === "PACK_FILE_CHANGED");
  const expected = manifestOf(under.pack).files.find(({ path }) => path === "sources.json")?.digest;
  expect(fault).toMatchObject({ place: "sources.json", expected, received: expect.stringMatching(/^sha256:/) });
});

test("RS-323 a proof of another record is found", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  const [one, other] = filesBelow(pack).filter((path) => path.startsWith("proofs/"));
  writeFileSync(join(pack, one ?? ""), readText(pack, other ?? ""));
  agreeing(pack);
  expect(codesOf(verified(pack))).toContain("PACK_PROOF_DIFFERS");
});

test("RS-332 A64 an evaluation that is left out of the index is found", () => {
  using under = packOf(HISTORY, EVALUATION);
  const copy = under.copy();
  const { evaluations } = manifestOf(copy);
  agreeing(copy, { evaluations: evaluations.filter(({ outcome }) => outcome !== "RED") });
  expect(codesOf(verified(copy))).toEqual(expect.arrayContaining(["PACK_INDEX_DIFFERS", "PACK_MANIFEST_DIFFERS"]));
  agreeing(copy, { evaluations: evaluations.map((each) => ({ ...each, outcome: "GREEN" as const })) });
  expect(codesOf(verified(copy))).toContain("PACK_INDEX_DIFFERS");
});

const without = ({ records, blobs }: ToldLog, sequence: number): ToldLog => ({
  records: records.filter((record) => record.sequence !== sequence),
  blobs,
});

/** The log of a pack replaced by another ledger, with a manifest that agrees. */
function withLog(pack: string, log: ToldLog, key = KEY): void {
  using temporary = temporaryFolder();
  const ledger = join(temporary.path, "log");
  writeLedger(ledger, log, key);
  for (const name of ["ledger.log", "checkpoint", "ledger.pub.pem", "ledger.vkey"])
    writeFileSync(join(pack, "log", name), readFileSync(join(ledger, name)));
  agreeing(pack);
}

test(
  "RS-332 A64 without any one entry of the log the pack does not verify, even signed again with its key",
  { timeout: 120_000 },
  () => {
    using under = packOf(HISTORY, EVALUATION);
    const pack = under.copy();
    const witnessed = readText(under.pack, "log/checkpoint");
    const last = HISTORY.records.length - 1;
    const places = HISTORY.records.map(({ sequence }) => sequence).filter((sequence) => sequence % 5 === 0);
    const missed = places.filter((sequence) => {
      withLog(pack, without(HISTORY, sequence));
      return sequence !== last && !codesOf(verified(pack)).includes("PACK_LOG_DAMAGED");
    });
    expect(missed).toEqual([]);
    // Without its last entry, and signed by the key's holder, it is a shorter log: only somebody else's note tells.
    withLog(pack, without(HISTORY, last));
    expect(codesOf(verified(pack, { witnessed }))).toContain("PACK_LOG_ROLLED_BACK");
    withLog(pack, HISTORY);
    expect(verified(pack).ok).toBe(true);
  },
);

test("RS-332 entries that changed places are found", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  const [first, second, ...rest] = HISTORY.records;
  withLog(pack, { ...HISTORY, records: [second, first, ...rest] as ToldLog["records"] });
  expect(codesOf(verified(pack))).toContain("PACK_LOG_DAMAGED");
});

test("RS-332 bodies that changed places are found", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  const [one, other] = filesBelow(pack).filter((path) => path.startsWith("bodies/"));
  const [first, second] = [readText(pack, one ?? ""), readText(pack, other ?? "")];
  writeFileSync(join(pack, one ?? ""), second);
  writeFileSync(join(pack, other ?? ""), first);
  agreeing(pack);
  expect(codesOf(verified(pack))).toContain("PACK_BODY_CHANGED");
});

test("RS-335 the decision of another evaluation in place of this one's is found", () => {
  using green = packOf(HISTORY, EVALUATION);
  using red = packOf(HISTORY, "evaluation-1");
  const pack = red.copy();
  const [of, other] = [manifestOf(red.pack).decision, manifestOf(green.pack).decision];
  writeFileSync(
    join(pack, `bodies/${of.digest.slice(7)}.json`),
    readText(green.pack, `bodies/${other.digest.slice(7)}.json`),
  );
  agreeing(pack, { decision: other });
  expect(codesOf(verified(pack))).toContain("PACK_BODY_CHANGED");
  const claimed = red.copy();
  agreeing(claimed, { decision: other });
  expect(codesOf(verified(claimed))).toEqual(["PACK_MANIFEST_DIFFERS"]);
});

test("RS-333 a log that another key signed is found by whoever has the key from elsewhere, and only so", () => {
  const other = signingKeyFromSeed(new Uint8Array(32).fill(9));
  using temporary = temporaryFolder();
  const ledger = join(temporary.path, "log");
  writeLedger(ledger, HISTORY, other);
  const directory = join(temporary.path, "pack");
  buildPack({ logFolder: ledger, blob: blobOf(HISTORY), evaluation: EVALUATION, redactions: [], directory });
  expect(codesOf(verified(directory))).toEqual(["PACK_LOG_KEY"]);
  expect(verifyPack(directory)).toMatchObject({ ok: true, key: "own" });
});

test("RS-333 a log beside another key's file is not signed", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  writeFileSync(join(pack, "log/ledger.pub.pem"), signingKeyFromSeed(new Uint8Array(32).fill(9)).publicKey.toPem());
  agreeing(pack);
  expect(codesOf(verified(pack))).toEqual(["PACK_LOG_DAMAGED"]);
});

test("RS-334 a log cut off at an older checkpoint is found by a witnessed one, and by nothing else", () => {
  using whole = packOf(HISTORY, EVALUATION);
  const shorter = { ...HISTORY, records: HISTORY.records.slice(0, 98) };
  using cut = packOf(shorter, "evaluation-3");
  const witnessed = readText(whole.pack, "log/checkpoint");
  expect(verified(cut.pack).ok).toBe(true);
  expect(codesOf(verified(cut.pack, { witnessed }))).toEqual(["PACK_LOG_ROLLED_BACK"]);
  expect(verified(whole.pack, { witnessed }).ok).toBe(true);
  const older = readText(cut.pack, "log/checkpoint");
  expect(verified(whole.pack, { witnessed: older }).ok).toBe(true);
  const branched = {
    ...HISTORY,
    records: HISTORY.records.map((record, place) => (place === 97 ? { ...record, atMs: 1 } : record)),
  };
  using other = packOf(branched, EVALUATION);
  expect(codesOf(verified(other.pack, { witnessed: older }))).toEqual(["PACK_LOG_ROLLED_BACK"]);
  expect(codesOf(verified(whole.pack, { witnessed: "a note" }))).toEqual(["PACK_LOG_ROLLED_BACK"]);
});

test("RS-330 another program and other forms of frameworks are named, and the pack does not hold", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  agreeing(pack, { program: { name: "@plimsoll/release", version: "9.9.9" } });
  expect(codesOf(verified(pack))).toContain("PACK_PROGRAM_DIFFERS");
  agreeing(pack, { program: manifestOf(under.pack).program, frameworks: manifestOf(under.pack).policy });
  expect(codesOf(verified(pack))).toContain("PACK_FRAMEWORKS_DIFFER");
});

test("RS-336 nothing in the folder makes the check throw", () => {
  using temporary = temporaryFolder();
  expect(codesOf(verified(temporary.path))).toEqual(["PACK_MANIFEST_MALFORMED"]);
  expect(codesOf(verified(join(temporary.path, "nowhere")))).toEqual(["PACK_UNREADABLE"]);
  writeFileSync(join(temporary.path, "manifest.json"), "[".repeat(100_000));
  expect(verified(temporary.path).ok).toBe(false);
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  const manifest = manifestOf(pack);
  writeManifest(pack, { ...manifest, evaluation: "evaluation-9" });
  expect(codesOf(verified(pack))).toContain("PACK_UNREADABLE");
  for (const path of ["policy.json", "log/ledger.log", "log/ledger.pub.pem", manifest.files[3]?.path ?? ""]) {
    const copy = under.copy();
    writeFileSync(join(copy, path), "null");
    agreeing(copy);
    expect(verified(copy).ok, path).toBe(false);
  }
});

test("RS-339 one thing that is wrong is one fault, also where two checks see it; a folder that is not there is one line", () => {
  using under = packOf(HISTORY, EVALUATION);
  const pack = under.copy();
  rmSync(join(pack, "ssi-log.html"));
  writeFileSync(join(pack, "more.txt"), "all is well");
  const { faults } = verified(pack);
  const seen = faults.map(({ code, place }) => `${code} ${place}`);
  expect(seen.toSorted()).toEqual(["PACK_FILE_EXTRA more.txt", "PACK_FILE_MISSING ssi-log.html"]);
  const nowhere = join(under.folder, "nowhere");
  expect(verified(nowhere).faults).toEqual([
    {
      code: "PACK_UNREADABLE",
      place: nowhere,
      expected: "a folder with a pack that can be read",
      received: "no such folder",
    },
  ]);
  expect(verified(join(pack, "more.txt")).faults[0]?.received).toBe("a file");
});
