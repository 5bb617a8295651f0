import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { addedBy } from "../guards/told.ts";
import { KEYS, TestSite, testPolicy, weights } from "../test-site.ts";

const data = (name: string): Digest => digestOfValue({ data: name });
const chunks = (name: string, from: number, to: number): readonly Digest[] =>
  Array.from({ length: to - from }, (_, place) => digestOfValue({ name, chunk: from + place }));
const OTHER = "1ab1ab1ab1ab1ab2";

const register = (site: TestSite, name: string, list: readonly Digest[], derivedFrom: readonly string[] = []) =>
  site.do({
    type: "dataset.register",
    dataset: data(name),
    lab: "acme",
    chunks: list,
    derivedFrom: derivedFrom.map(data),
  });

const ONE = chunks("one", 0, 1_000);
const TWO = chunks("two", 0, 1_000);
/** 0.6 % of one, 0.6 % of two: 1.2 % of both. */
const MIX = [...ONE.slice(0, 6), ...TWO.slice(0, 6), ...chunks("own", 0, 988)];

/** A kill of a run that trained on one and two, of which only the named are registered before. */
function killedOn(...registered: readonly ("one" | "two")[]): TestSite {
  const site = TestSite.opened(testPolicy);
  for (const name of registered) register(site, name, name === "one" ? ONE : TWO);
  kill(site, "line-1", ["one", "two"]);
  return site;
}

function kill(site: TestSite, lineage: string, datasets: readonly string[]): void {
  const basis = { kind: "weights", digest: weights(lineage), trainedFlop: "0" } as const;
  site.start({ run: `run of ${lineage}`.replaceAll(" ", "-"), lineage, basis, datasets: datasets.map(data) });
  site.probe(`cut-${lineage}`, weights(lineage), { uncontrolled: 200 }, `run-of-${lineage}`);
}

const marksOn = (site: TestSite, name: string) =>
  (site.state.radioactive.get(data(name))?.marks ?? []).map(({ lineage }) => lineage);

describe("K-53 a little of each of many", () => {
  test("K-53 what shares 1 % with all together is contaminated before the kill and after it", () => {
    const before = TestSite.opened(testPolicy);
    register(before, "one", ONE);
    register(before, "two", TWO);
    register(before, "mix", MIX);
    kill(before, "line-1", ["one", "two"]);
    const after = killedOn("one", "two");
    register(after, "mix", MIX);
    expect(marksOn(before, "mix")).toEqual(["line-1"]);
    expect(marksOn(after, "mix")).toEqual(["line-1"]);
  });

  test("K-53 a manifest that comes after the mark completes what all together reach, and what is derived from that", () => {
    const site = killedOn("one");
    register(site, "mix", MIX);
    register(site, "of mix", chunks("of mix", 0, 10), ["mix"]);
    register(site, "less", [...ONE.slice(0, 5), ...TWO.slice(0, 4), ...chunks("less", 0, 991)]);
    expect(marksOn(site, "mix")).toEqual([]);
    register(site, "two", TWO);
    expect(["mix", "of mix", "less"].map((name) => marksOn(site, name))).toEqual([["line-1"], ["line-1"], []]);
  });

  test("K-53 a manifest that comes after the mark marks anew nothing that its kill has marked", () => {
    const site = killedOn("one");
    register(site, "marked", [...ONE.slice(0, 10), ...TWO.slice(0, 9), ...chunks("marked", 0, 981)]);
    const marks = site.state.radioactive.get(data("marked"))?.marks;
    site.at += 1_000;
    register(site, "two", TWO);
    expect(site.state.radioactive.get(data("marked"))?.marks).toEqual(marks);
  });

  test("K-53 a small manifest that comes after the mark reaches what shares 1 % with it alone", () => {
    const site = killedOn("two");
    register(site, "mix", [...ONE.slice(0, 1), ...chunks("own", 0, 199)]);
    register(site, "one", ONE.slice(0, 50));
    expect(marksOn(site, "mix")).toEqual(["line-1"]);
  });

  test("K-53 a manifest that comes after the mark marks each that it reaches once", () => {
    const site = killedOn("one");
    register(site, "copy", TWO);
    register(site, "of copy", TWO.slice(0, 6), ["copy"]);
    const added = addedBy(site, () => register(site, "two", TWO));
    const marked = added.flatMap((entry) => (entry.kind === "data.contaminated" ? [entry.dataset] : []));
    expect(marked).toEqual([data("copy"), data("of copy")].toSorted());
  });

  test("K-53 a manifest that comes after the mark leaves alone what it shares nothing with", () => {
    const site = killedOn("one");
    const later = chunks("later", 0, 990);
    register(site, "aside", [...ONE.slice(0, 6), ...later.slice(0, 6), ...chunks("aside", 0, 988)]);
    register(site, "later", [...ONE.slice(0, 10), ...later]);
    register(site, "two", TWO);
    expect(["later", "aside"].map((name) => marksOn(site, name))).toEqual([["line-1"], []]);
  });

  test("K-53 less than that of all together is not", () => {
    const site = killedOn("one", "two");
    register(site, "mix", [...ONE.slice(0, 5), ...TWO.slice(0, 4), ...chunks("own", 0, 991)]);
    expect(marksOn(site, "mix")).toEqual([]);
    expect(site.state.radioactive.size).toBe(2);
  });

  test("K-53 what two kills marked counts for each by itself", () => {
    const site = TestSite.opened(testPolicy);
    register(site, "one", ONE);
    register(site, "two", TWO);
    kill(site, "line-1", ["one"]);
    site.accredit("other", OTHER);
    const basis = { kind: "weights", digest: weights("x0"), trainedFlop: "0" } as const;
    const start = {
      type: "run.start",
      run: "run-x",
      lab: "other",
      lineage: "line-x",
      tier: 1,
      domain: "general",
    } as const;
    const rest = { basis, datasets: [data("two")], flopPerSecondMax: "1" };
    expect(site.do({ ...start, ...rest }, [...Object.values(KEYS), OTHER])).toBeNull();
    site.probe("cut-x", weights("x0"), { uncontrolled: 200 }, "run-x");
    register(site, "mix", MIX);
    expect(marksOn(site, "two")).toEqual(["line-x"]);
    expect(marksOn(site, "mix")).toEqual([]);
  });

  test("K-53 what shares 1 % with one of them is contaminated, however much else the kill marked", () => {
    const site = TestSite.opened(testPolicy);
    register(site, "small", ONE.slice(0, 50));
    register(site, "two", TWO);
    kill(site, "line-1", ["small", "two"]);
    register(site, "mix", [...ONE.slice(0, 1), ...chunks("own", 0, 199)]);
    expect(marksOn(site, "mix")).toEqual(["line-1"]);
  });

  test("K-53 a signature on what it shares nothing with does not", () => {
    const site = TestSite.opened(testPolicy);
    register(site, "one", ONE);
    register(site, "two", TWO);
    register(site, "three", chunks("three", 0, 10));
    kill(site, "line-1", ["one", "two", "three"]);
    site.do({ type: "contamination.endorse", dataset: data("three") });
    register(site, "mix", MIX);
    expect(site.state.radioactive.get(data("mix"))?.marks).toMatchObject([{ lineage: "line-1", endorsed: false }]);
  });

  test("K-53 an auditor's signature on what it shares with comes along", () => {
    const site = killedOn("one", "two");
    site.do({ type: "contamination.endorse", dataset: data("two") });
    register(site, "mix", MIX);
    expect(site.state.radioactive.get(data("mix"))?.marks).toMatchObject([{ lineage: "line-1", endorsed: true }]);
  });

  test("K-54 chunks that a certificate kept do not count", () => {
    const site = killedOn("one", "two");
    register(site, "one-clean", ONE.slice(0, 999), ["one"]);
    const certificate = { method: "removed", before: data("one"), after: data("one-clean") };
    expect(site.do({ type: "dataset.scrub", dataset: data("one"), ...certificate })).toBeNull();
    register(site, "mix", MIX);
    expect(marksOn(site, "mix")).toEqual([]);
    register(site, "more", [...ONE.slice(0, 6), ...TWO.slice(0, 10), ...chunks("own", 0, 984)]);
    expect(marksOn(site, "more")).toEqual(["line-1"]);
  });
});
