import { digestOfValue, type Digest } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { isContaminated } from "../../src/control/contamination.ts";
import { KEYS, TestSite, testPolicy, weights } from "../test-site.ts";

const data = (name: string): Digest => digestOfValue({ data: name });

/** Chunks of a numbered range. */
const chunks = (from: number, to: number): Digest[] =>
  Array.from({ length: to - from }, (_, index) => data(`chunk ${from + index}`));

function withLabs(): TestSite {
  const site = TestSite.opened(testPolicy);
  site.accredit("other", "0b0b0b0b0b0b0b0b");
  return site;
}

const manifest = (site: TestSite, name: string, list: Digest[], derivedFrom: string[] = [], lab = "acme") =>
  site.do({ type: "dataset.register", dataset: data(name), lab, chunks: list, derivedFrom: derivedFrom.map(data) }, [
    ...Object.values(KEYS),
    "0b0b0b0b0b0b0b0b",
  ]);

/** A run on the named data whose control is shown to be lost: the kill of its lineage. */
function killOn(site: TestSite, ...datasets: string[]): void {
  site.start({ run: "doomed", lineage: "doomed-line", basis: imported("d0"), datasets: datasets.map(data) });
  site.probe("doomed-set", weights("d0"), { uncontrolled: 200 }, "doomed");
  expect(site.state.lineages.get("doomed-line")?.killed).toBe(true);
}

const marked = (site: TestSite, ...names: string[]): boolean[] =>
  names.map((name) => isContaminated(site.state, data(name), "acme"));

describe("K-53 contamination", () => {
  test("K-53 an unregistered dataset is known by its digest alone", () => {
    const site = withLabs();
    manifest(site, "x", chunks(0, 100));
    killOn(site, "nameless");
    expect(marked(site, "nameless", "x")).toEqual([true, false]);
  });

  test("K-53 one chunk in a hundred of the smaller is enough, one in 101 is not", () => {
    const site = withLabs();
    manifest(site, "used", chunks(0, 1_000));
    manifest(site, "one-percent", [...chunks(0, 1), ...chunks(2_000, 2_099)]);
    manifest(site, "less", [...chunks(0, 1), ...chunks(3_000, 3_100)]);
    manifest(site, "apart", chunks(5_000, 5_010));
    manifest(site, "small", chunks(999, 1_009));
    killOn(site, "used");
    expect(marked(site, "used", "one-percent", "less", "apart", "small")).toEqual([true, true, false, false, true]);
  });

  test("K-53 what is derived is contaminated however far, and what overlaps with a derived one", () => {
    const site = withLabs();
    manifest(site, "used", chunks(0, 10));
    manifest(site, "tokens", chunks(100, 110), ["used"]);
    manifest(site, "shuffled", chunks(200, 210), ["tokens"]);
    manifest(site, "copy", [...chunks(205, 210), ...chunks(300, 310)]);
    manifest(site, "of-copy", chunks(400, 410), ["copy"]);
    manifest(site, "beside-copy", chunks(300, 310));
    killOn(site, "used");
    expect(marked(site, "tokens", "shuffled", "copy", "of-copy", "beside-copy")).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test("K-53 a dataset registered after the kill takes the mark over", () => {
    const site = withLabs();
    manifest(site, "used", chunks(0, 100));
    killOn(site, "used");
    manifest(site, "again", chunks(0, 50));
    manifest(site, "made-of-it", chunks(500, 550), ["used"]);
    manifest(site, "clean", chunks(700, 750));
    expect(marked(site, "again", "made-of-it", "clean")).toEqual([true, true, false]);
  });

  test("K-53 a manifest that comes after the mark shows what else it reaches", () => {
    const site = withLabs();
    manifest(site, "copy", chunks(0, 100));
    killOn(site, "nameless");
    expect(marked(site, "copy")).toEqual([false]);
    manifest(site, "nameless", chunks(0, 100));
    expect(marked(site, "copy")).toEqual([true]);
  });

  test("K-53 an auditor's signature on the bare digest reaches what its manifest reaches", () => {
    const site = withLabs();
    manifest(site, "copy", chunks(0, 100));
    killOn(site, "nameless");
    site.do({ type: "contamination.endorse", dataset: data("nameless") });
    manifest(site, "nameless", chunks(0, 100));
    expect(isContaminated(site.state, data("copy"), "other")).toBe(true);
  });

  test("K-53 the killed lab is bound at once, others after an auditor's signature on the dataset and all it reaches", () => {
    const site = withLabs();
    manifest(site, "used", chunks(0, 100));
    manifest(site, "derived", chunks(100, 200), ["used"]);
    killOn(site, "used");
    expect(isContaminated(site.state, data("used"), "other")).toBe(false);
    expect(site.do({ type: "contamination.endorse", dataset: data("apart") })).toBe("NOT_RADIOACTIVE");
    site.do({ type: "contamination.endorse", dataset: data("used") });
    expect(isContaminated(site.state, data("used"), "other")).toBe(true);
    expect(isContaminated(site.state, data("derived"), "other")).toBe(true);
    manifest(site, "late", chunks(0, 100), ["derived"], "other");
    expect(isContaminated(site.state, data("late"), "other")).toBe(true);
  });

  test("K-53 use after the mark has no power and no start", () => {
    const site = withLabs();
    site.start({ run: "user", lineage: "user-line", basis: imported("u0"), datasets: [data("used")] });
    site.probe("u-1", weights("u0"), {}, "user");
    site.probe("u-2", weights("u0"), {}, "user");
    expect(site.power("user").levelPpm).toBeGreaterThan(0);
    killOn(site, "used");
    expect(site.power("user")).toMatchObject({ levelPpm: 0, reasons: ["DATASET_RADIOACTIVE"] });
    expect(site.start({ run: "later", lineage: "user-line", basis: imported("u0"), datasets: [data("used")] })).toBe(
      "DATASET_RADIOACTIVE",
    );
  });

  test("K-53 other models trained on it before must pass a new window set within the evidence's time", () => {
    const site = withLabs();
    site.start({ run: "first", lineage: "user-line", basis: imported("u0"), datasets: [data("used")] });
    site.start({ run: "user", lineage: "user-line", basis: imported("u0") });
    killOn(site, "used");
    site.do({ type: "run.end", run: "first", reason: "finished" });
    site.at += testPolicy.evidenceTtlMs + 1;
    expect(site.power("user").reasons).toContain("RETEST_AFTER_KILL");
    site.probe("u-3", weights("u0"), {}, "user");
    expect(site.power("user").reasons).not.toContain("RETEST_AFTER_KILL");
  });

  test("K-53 sources must be registered, and a digest once", () => {
    const site = withLabs();
    expect(manifest(site, "x", chunks(0, 10), ["unknown"])).toBe("UNKNOWN_DATASET");
    expect(manifest(site, "x", chunks(0, 11))).toBe(null);
    expect(manifest(site, "x", chunks(0, 12))).toBe("DATASET_EXISTS");
  });
});

const imported = (name: string) => ({ kind: "weights", digest: weights(name), trainedFlop: "0" }) as const;

describe("K-54 scrub", () => {
  const scrub = (site: TestSite, after: string, before = "used") =>
    site.do({
      type: "dataset.scrub",
      dataset: data("used"),
      method: "dedup",
      before: data(before),
      after: data(after),
    });

  const killed = (): TestSite => {
    const site = withLabs();
    manifest(site, "used", chunks(0, 100));
    killOn(site, "used");
    return site;
  };

  test("K-54 a certificate clears the digest after the scrub; the bytes before it stay contaminated", () => {
    const site = killed();
    manifest(site, "clean", chunks(0, 90), ["used"]);
    expect(marked(site, "used", "clean")).toEqual([true, true]);
    expect(scrub(site, "clean")).toBe(null);
    expect(marked(site, "used", "clean")).toEqual([true, false]);
  });

  test("K-54 what is made of the scrubbed dataset is clean, what keeps a scrubbed-out chunk is not", () => {
    const site = killed();
    manifest(site, "clean", chunks(0, 90), ["used"]);
    scrub(site, "clean");
    manifest(site, "made-of-clean", chunks(0, 80), ["clean"]);
    manifest(site, "with-dirt", chunks(80, 100), ["clean"]);
    expect(marked(site, "made-of-clean", "with-dirt")).toEqual([false, true]);
  });

  test("K-54 refused: unregistered, not derived, nothing removed, another digest before, not contaminated", () => {
    const site = killed();
    manifest(site, "unrelated", chunks(900, 910));
    manifest(site, "same", chunks(0, 100), ["used"]);
    manifest(site, "clean", chunks(0, 90), ["used"]);
    expect(scrub(site, "nowhere")).toBe("UNKNOWN_DATASET");
    expect(scrub(site, "unrelated")).toBe("UNKNOWN_DATASET");
    expect(scrub(site, "same")).toBe("DATASET_RADIOACTIVE");
    expect(scrub(site, "clean", "same")).toBe("UNKNOWN_DATASET");
    expect(
      site.do({
        type: "dataset.scrub",
        dataset: data("unrelated"),
        method: "m",
        before: data("unrelated"),
        after: data("clean"),
      }),
    ).toBe("NOT_RADIOACTIVE");
    expect(marked(site, "same", "clean")).toEqual([true, true]);
  });

  test("K-54 a dataset of two contaminated sources needs a certificate for each", () => {
    const site = withLabs();
    manifest(site, "used", chunks(0, 100));
    manifest(site, "second", chunks(100, 200));
    killOn(site, "used", "second");
    manifest(site, "mix", [...chunks(0, 50), ...chunks(100, 150)], ["used", "second"]);
    scrub(site, "mix");
    expect(marked(site, "mix")).toEqual([true]);
    site.do({
      type: "dataset.scrub",
      dataset: data("second"),
      method: "m",
      before: data("second"),
      after: data("mix"),
    });
    expect(marked(site, "mix")).toEqual([false]);
  });

  test("K-54 an auditor must sign", () => {
    const site = killed();
    manifest(site, "clean", chunks(0, 90), ["used"]);
    const command = {
      type: "dataset.scrub",
      dataset: data("used"),
      method: "m",
      before: data("used"),
      after: data("clean"),
    } as const;
    expect(site.do(command, [KEYS.operatorA, KEYS.operatorB, KEYS.lab, KEYS.node])).toBe("SIGNER_NOT_ALLOWED");
  });
});
