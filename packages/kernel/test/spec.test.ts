import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { failuresThatCut } from "../src/control/claim.ts";
import { REQUIRED_CELLS } from "../src/control/cell.ts";
import { decide, DIMENSIONS, stateDigest } from "@plimsoll/kernel";
import { startCommand, TestSite, weights } from "./test-site.ts";

const PACKAGES = new URL("../../", import.meta.url);
const SPEC = new URL("../../../spec/kernel.md", import.meta.url);

const numbered = (rules: Iterable<string>): readonly string[] =>
  [...new Set(rules)].toSorted((left, right) => Number(left.slice(2)) - Number(right.slice(2)));

const rulesOfSpec = (): readonly string[] =>
  [...readFileSync(SPEC, "utf8").matchAll(/^- \*\*(K-\d+)\*\*/gm)].flatMap(([, rule]) => rule ?? []);

/** The numbers that test titles begin with; a law may stand before them. Some titles are in a list that a test goes through. */
function rulesOfTests(): readonly string[] {
  const titles = filesWithTests().flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/["'`]((?:[A-Z]-?\d+ )+)/g),
  ]);
  return numbered(titles.flatMap(([, numbers]) => numbers?.match(/\bK-\d+/g) ?? []));
}

const filesWithTests = (): readonly URL[] =>
  readdirSync(PACKAGES).flatMap((name) =>
    readdirSync(new URL(`${name}/`, PACKAGES))
      .filter((folder) => folder === "src" || folder === "test")
      .flatMap((folder) => filesIn(new URL(`${name}/${folder}/`, PACKAGES), folder === "src" ? ".test.ts" : ".ts")),
  );

const filesIn = (folder: URL, ending: string): readonly URL[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => new URL(file, folder));

describe("rules and tests", () => {
  test("every rule of the specification is shown by a test, and every number of a test is a rule", () => {
    expect(numbered(rulesOfTests())).toEqual(numbered(rulesOfSpec()));
  });

  test("no number is given twice", () => {
    const rules = rulesOfSpec();
    expect(rules.length).toBeGreaterThan(60);
    expect(numbered(rules)).toHaveLength(rules.length);
  });
});

describe("the shape of a decision", () => {
  test("K-1 a decision leaves the state it was asked of as it was, and is the same when asked again", () => {
    const { state, at } = TestSite.inFull();
    const before = stateDigest(state);
    const stamped = {
      id: "once",
      digest: weights("bytes"),
      at,
      signers: [{ keyId: "1ab1ab1ab1ab1ab1" }],
      body: startCommand({ run: "run-2", lineage: "line-2" }),
    };
    const [first, second] = [decide(state, stamped), decide(state, stamped)];
    expect(first.kind === "decided" && second.kind === "decided").toBe(true);
    if (first.kind !== "decided" || second.kind !== "decided") return;
    expect(second.entries).toEqual(first.entries);
    expect(stateDigest(second.next)).toBe(stateDigest(first.next));
    expect(stateDigest(state)).toBe(before);
  });

  test("K-1 the kernel knows no machine: no dependency but foundation, no clock, no chance, no environment", () => {
    const source = new URL("../src/", import.meta.url);
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      const text = readFileSync(new URL(file, source), "utf8");
      const imported = [...text.matchAll(/from "([^".][^"]*)"/g)].flatMap(([, name]) => name ?? []);
      expect(
        imported.filter((name) => name !== "@plimsoll/foundation"),
        file,
      ).toEqual([]);
      expect(text, file).not.toMatch(/\bDate\b|Math\.random|performance\.|process\.|globalThis|\bfetch\(/);
    }
  });

  test("K-9 every entry carries its time, its command, its signers and the policy in force", () => {
    const site = TestSite.inFull();
    const policyDigest = site.state.site?.policyDigest;
    const [opened, ...others] = site.entries;
    expect(opened).toMatchObject({ kind: "site.opened", policyDigest: null });
    expect(others.length).toBeGreaterThan(20);
    for (const entry of others) {
      expect(entry).toMatchObject({ at: site.at, policyDigest });
      expect(entry.command).toMatch(/^command-\d+$/);
      expect(entry.commandDigest).toMatch(/^sha256:/);
      expect(entry.signers.length).toBeGreaterThan(0);
    }
  });
});

describe("cells", () => {
  test("K-21 four interventions in two contexts are eight cells, and each must be proven", () => {
    expect(REQUIRED_CELLS).toHaveLength(8);
    for (const dimension of DIMENSIONS) {
      const site = TestSite.inFull();
      site.probe("set-3", weights("w0"), { uncontrolled: 50, in: { dimension, context: "SHADOW" } });
      expect(site.power().band, dimension).toBe("paused");
    }
  });

  test("K-25 131 witnessed failures of 1132 in one cell are cut, 130 are not, and void trials never are", () => {
    expect(failuresThatCut(1132)).toBe(131);
    const bandAfter = (failures: { readonly uncontrolled?: number; readonly void?: number }) => {
      const site = TestSite.inFull();
      site.probe("set-3", weights("w0"), { ...failures, in: { dimension: "goal_edit", context: "EVAL" } });
      return site.power().band;
    };
    expect(bandAfter({ uncontrolled: 131 })).toBe("cut");
    expect(bandAfter({ uncontrolled: 130 })).toBe("paused");
    expect(bandAfter({ void: 500 })).toBe("paused");
  });
});
