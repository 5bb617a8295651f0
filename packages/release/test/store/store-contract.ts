import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { integrity } from "../../src/record/integrity.ts";
import type { ReleaseStore } from "../../src/record/release-store.ts";
import { subjectKey } from "../../src/record/subject-key.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { EMPTY_STATE } from "../../src/state/release-state.ts";
import { artefactDraft, artefactVersions } from "../../src/state/store-artefact.ts";
import { evaluationDrafts, incident, NOON_MS, of, recordEvaluation, SUBJECT } from "./drafts.ts";

/** What every back end keeps. `open` gives a new, empty store. */
export function storeContract(open: () => ReleaseStore): void {
  test("RS-270 the drafts of one evaluation are appended together, with their places and their bodies", () => {
    using store = open();
    const records = store.append([incident("i-0"), ...evaluationDrafts({ evaluation: "evaluation-1" })], NOON_MS);
    expect(records.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(store.records()).toEqual(records);
    expect(store.records(2)).toEqual(records.slice(2));
    expect(records[1]).toMatchObject({ kind: "evaluation.opened", subject: subjectKey(SUBJECT), atMs: NOON_MS });
    const [first] = records;
    if (first === undefined) throw new Error("no record");
    expect(store.kept(first)).toEqual({ kind: "incident.reported", record: first, body: incident("i-0").body });
  });

  test("RS-270 an append of nothing adds nothing, and one that cannot be written adds none of its records", () => {
    using store = open();
    expect(store.append([], NOON_MS)).toEqual([]);
    const [good] = [incident("i-1")];
    const broken = { ...good, body: { id: "i", text: "half", atMs: 0.5 } } as typeof good;
    expect(() => store.append([good, broken] as never, NOON_MS)).toThrow(TypeError);
    expect(store.size).toBe(0);
  });

  test("RS-271 the time of the log never runs back, whatever the clock does", () => {
    using store = open();
    for (const atMs of [NOON_MS, NOON_MS - 5_000, NOON_MS + 1]) store.append([incident(`i-${atMs}`)], atMs);
    expect(store.records().map(({ at }) => at - NOON_MS)).toEqual([0, 0, 1]);
    expect(store.records().map(({ atMs }) => atMs - NOON_MS)).toEqual([0, -5_000, 1]);
  });

  test("RS-272 bytes are kept by their digest, once, and served as they are", () => {
    using store = open();
    const bytes = utf8("some bytes");
    expect(store.putBlobs([bytes, bytes])).toEqual([digestOf(bytes), digestOf(bytes)]);
    expect(store.putBlobs([bytes])).toEqual([digestOf(bytes)]);
    expect(new Uint8Array(store.blob(digestOf(bytes)))).toEqual(bytes);
    expect(store.holds(digestOf(bytes))).toBe(true);
    expect(store.holds(of("other"))).toBe(false);
    expect(() => store.blob(of("other"))).toThrow(expect.objectContaining({ code: "RELEASE_BLOB_MISSING" }));
  });

  test("RS-273 a redaction leaves a tombstone and a record, and the digest stays", () => {
    using store = open();
    const [digest] = store.putBlobs([utf8("a name that may not stay")]);
    if (digest === undefined) throw new Error("no digest");
    const record = store.redact({ digest, by: "operator-1", why: "a person asked for it" }, NOON_MS);
    expect(record).toMatchObject({ kind: "bytes.redacted" });
    expect(() => store.blob(digest)).toThrow(expect.objectContaining({ code: "RELEASE_BLOB_REDACTED" }));
    expect(store.holds(digest)).toBe(true);
    store.putBlobs([utf8("a name that may not stay")]);
    expect(() => store.blob(digest)).toThrow(expect.objectContaining({ code: "RELEASE_BLOB_REDACTED" }));
    expect(integrity(store)).toEqual([]);
  });

  test("RS-273 the body of a record cannot be redacted, nor what was never here", () => {
    using store = open();
    const [record] = store.append([incident("i-1")], NOON_MS);
    const by = { by: "operator-1", why: "no" };
    expect(() => store.redact({ digest: record?.body ?? of(""), ...by }, NOON_MS)).toThrow(
      expect.objectContaining({ code: "RELEASE_REDACTION_REFUSED" }),
    );
    expect(() => store.redact({ digest: of("never"), ...by }, NOON_MS)).toThrow(
      expect.objectContaining({ code: "RELEASE_BLOB_MISSING" }),
    );
    expect(store.size).toBe(1);
  });

  test("RS-274 an artefact has versions from 1, and the same content makes none", () => {
    using store = open();
    const write = (text: string): void => {
      const bytes = utf8(text);
      const [digest] = store.putBlobs([bytes]);
      const content = {
        id: "policy",
        digest: digest ?? of(""),
        bytes: bytes.length,
        mediaType: "text/plain",
        author: "a",
      };
      const draft = artefactDraft(caughtUp(EMPTY_STATE, store), content);
      if (draft !== null) store.append([draft], NOON_MS);
    };
    for (const text of ["one", "one", "two", "one"]) write(text);
    const versions = artefactVersions(caughtUp(EMPTY_STATE, store), "policy");
    expect(versions.map(({ version, previous, digest, sequence }) => [version, previous, digest, sequence])).toEqual([
      [1, null, digestOf(utf8("one")), 0],
      [2, 1, digestOf(utf8("two")), 1],
      [3, 2, digestOf(utf8("one")), 2],
    ]);
    expect(integrity(store)).toEqual([]);
  });

  test("RS-275 a whole store has no faults, and bytes that a record names and nobody kept are one", () => {
    using store = open();
    expect(integrity(store)).toEqual([]);
    recordEvaluation(store, { evaluation: "evaluation-1" });
    expect(integrity(store)).toEqual([]);
    store.append(evaluationDrafts({ evaluation: "evaluation-2" }), NOON_MS);
    expect(integrity(store)).toEqual([
      `Record 7 (evaluation.opened) names ${of("input of evaluation-2")}: RELEASE_BLOB_MISSING.`,
    ]);
  });

  test("RS-275 records that contradict one another are faults", () => {
    using store = open();
    recordEvaluation(store, { evaluation: "evaluation-1" });
    const decided = evaluationDrafts({ evaluation: "evaluation-1", colour: "RED" }).at(-1);
    const body = { override: "o-1", effect: "none" };
    store.append(
      [decided as never, { kind: "override.used", subject: SUBJECT, evaluation: "evaluation-9", body }],
      NOON_MS,
    );
    const faults = integrity(store).join("\n");
    expect(faults).toContain("evaluation-1 is decided twice");
    expect(faults).toContain("evaluation-9 was never opened");
    expect(faults).toContain("override o-1 was not published");
  });
}
