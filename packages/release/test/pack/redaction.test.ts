import { canonicalJson, type CanonicalValue, type Digest } from "@plimsoll/foundation";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow } from "../../src/node/pack/pack-folder.ts";
import { NEVER_WITHHELD, type Redaction } from "../../src/pack/redaction.ts";
import type { RecordKind } from "../../src/record/record.ts";
import { told } from "./fixtures.ts";
import { agreeing, codesOf, manifestOf, packOf, readText, verified } from "./pack-rig.ts";
import { singleLog } from "./rig.ts";

const LOG = singleLog(told({ override: "override-1" }));
const EVALUATION = "evaluation-1";

const sequenceOf = (kind: RecordKind): number => LOG.records.find((record) => record.kind === kind)?.sequence ?? -1;
const bodyOf = (kind: RecordKind): Digest => LOG.records[sequenceOf(kind)]?.body as Digest;
const hiding = (kind: RecordKind, pointer = ""): Redaction => ({
  record: sequenceOf(kind),
  pointer,
  reason: "trade secret",
});

const wholeText = (directory: string): string =>
  filesBelow(directory)
    .map((path) => readFileSync(join(directory, path), "utf8"))
    .join("\n");

test("RS-324 a whole body is withheld by its digest: it is in no file, and the pack still verifies", () => {
  using under = packOf(LOG, EVALUATION, [hiding("claims.judged")]);
  expect(wholeText(under.pack)).not.toContain("Claim 1");
  expect(manifestOf(under.pack).redactions).toEqual([{ ...hiding("claims.judged"), digest: bodyOf("claims.judged") }]);
  expect(verified(under.pack)).toMatchObject({ ok: true, documents: 5, withheld: 1, unchecked: [] });
});

test("RS-324 the input is withheld by its digest, and with it all that only it tells", () => {
  using under = packOf(LOG, EVALUATION, [hiding("evaluation.opened", "/input")]);
  expect(wholeText(under.pack)).not.toContain("Recall of recipes");
  expect(readText(under.pack, "risk-report.html")).toContain("The whole input is withheld (<code>sha256:");
  expect(verified(under.pack)).toMatchObject({ ok: true, withheld: 1 });
});

test("RS-324 RS-325 a part is withheld in a copy for readers that nothing vouches for, and no document is made of it", () => {
  const dissent = hiding("arbitration.made", "/mission/dissent/0/text");
  using under = packOf(LOG, EVALUATION, [dissent]);
  const text = wholeText(under.pack);
  expect(text).not.toContain("The test set is narrow");
  const place = `redacted/${dissent.record}.json`;
  const copy = JSON.parse(readText(under.pack, place)) as {
    mission: { statement: string; dissent: { text: unknown }[] };
  };
  expect(copy.mission.statement).toBe("Help small farms read the weather.");
  expect(copy.mission.dissent[0]?.text).toEqual({
    reason: "trade secret",
    withheld: manifestOf(under.pack).redactions[0]?.digest,
  });
  expect(verified(under.pack)).toMatchObject({ ok: true, unchecked: [place], withheld: 1 });
  expect(readText(under.pack, "arbitration-transcript.html")).not.toContain("Help small farms");
});

test("RS-324 a copy without what the manifest says is withheld in it does not hold", () => {
  const dissent = hiding("arbitration.made", "/mission/dissent/0/text");
  using under = packOf(LOG, EVALUATION, [dissent]);
  const place = `redacted/${dissent.record}.json`;
  const pack = under.copy();
  writeFileSync(join(pack, place), readText(pack, place).replace("trade secret", "no reason"));
  agreeing(pack);
  expect(codesOf(verified(pack))).toContain("PACK_REDACTION_FORBIDDEN");
  rmSync(join(pack, place));
  agreeing(pack);
  expect(verified(pack).ok).toBe(false);
});

test.each([...NEVER_WITHHELD].filter((kind) => sequenceOf(kind) >= 0))("RS-324 %s is never withheld", (kind) => {
  expect(() => packOf(LOG, EVALUATION, [hiding(kind)])).toThrow(
    expect.objectContaining({ code: "PACK_REDACTION_REFUSED" }),
  );
  expect(() => packOf(LOG, EVALUATION, [hiding(kind, "/reasons")])).toThrow(
    expect.objectContaining({ code: "PACK_REDACTION_REFUSED" }),
  );
});

test("RS-324 a decision that somebody withheld afterwards is found", () => {
  using under = packOf(LOG, EVALUATION);
  const pack = under.copy();
  const { record, digest } = manifestOf(pack).decision;
  rmSync(join(pack, `bodies/${digest.slice(7)}.json`));
  agreeing(pack, { redactions: [{ record, pointer: "", reason: "it was Red", digest }] });
  expect(codesOf(verified(pack))).toContain("PACK_REDACTION_FORBIDDEN");
});

test("RS-324 a withheld body with another digest than the log's is found", () => {
  using under = packOf(LOG, EVALUATION, [hiding("claims.judged")]);
  const pack = under.copy();
  agreeing(pack, { redactions: [{ ...hiding("claims.judged"), digest: bodyOf("search.made") }] });
  expect(codesOf(verified(pack))).toContain("PACK_REDACTION_FORBIDDEN");
});

test.each([
  ["a record that is not there", [{ record: 999, pointer: "", reason: "x" }]],
  ["a place that is not there", [hiding("claims.judged", "/nothing/here")]],
  ["the whole and a part of it", [hiding("claims.judged"), hiding("claims.judged", "/claims/0")]],
  ["a part and a part of that", [hiding("claims.judged", "/claims/0"), hiding("claims.judged", "/claims/0/text")]],
  ["one place twice", [hiding("claims.judged", "/claims/0"), hiding("claims.judged", "/claims/0")]],
  ["an input where there is none", [hiding("claims.judged", "/input")]],
])("RS-324 refused: %s", (_name, redactions) => {
  expect(() => packOf(LOG, EVALUATION, redactions)).toThrow(
    expect.objectContaining({ code: "PACK_REDACTION_REFUSED" }),
  );
});

test("RS-324 parts of one body, escaped steps among them, are taken out and nothing else", () => {
  using under = packOf(LOG, EVALUATION, [
    hiding("claims.judged", "/claims/1/text"),
    hiding("claims.judged", "/claims/0/links"),
  ]);
  const copy = JSON.parse(readText(under.pack, `redacted/${sequenceOf("claims.judged")}.json`)) as {
    claims: { text: unknown; links: unknown }[];
  };
  expect(copy.claims[0]).toMatchObject({
    text: "Claim 0: at most 4 of 100 trials succeed.",
    links: { reason: "trade secret" },
  });
  expect(copy.claims[1]).toMatchObject({ text: { reason: "trade secret" } });
  expect(canonicalJson(copy as unknown as CanonicalValue)).toBe(
    readText(under.pack, `redacted/${sequenceOf("claims.judged")}.json`),
  );
});

test("RS-324 the rest of such a copy is not vouched for: a change of it is not found, and the verdict names the copy", () => {
  const dissent = hiding("arbitration.made", "/mission/dissent/0/text");
  using under = packOf(LOG, EVALUATION, [dissent]);
  const pack = under.copy();
  const place = `redacted/${dissent.record}.json`;
  writeFileSync(join(pack, place), readText(pack, place).replace("small farms", "large farms"));
  agreeing(pack);
  expect(verified(pack)).toMatchObject({ ok: true, unchecked: [place] });
});
