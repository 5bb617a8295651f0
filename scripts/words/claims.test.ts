import { beforeAll, describe, expect, test } from "vitest";
import { ALLOWED } from "./allowed-claims.ts";
import { claimsIn, isUsed, type Source } from "./claims.ts";
import { helpTexts } from "./help-texts.ts";
import { apiText, demoReport, packTexts, sovereigntyReport } from "./made-texts.ts";
import { sayings } from "./source-literals.ts";
import { data, pages, programs } from "./sources.ts";

const words = (text: string, name = "page.md"): readonly string[] =>
  claimsIn({ name, text }, ALLOWED).map(({ word }) => word);

const said = (sources: readonly Source[]): readonly string[] =>
  sources
    .flatMap((source) => claimsIn(source, ALLOWED))
    .map(({ source, line, context }) => `${source}:${line} ${context}`);

describe("the scan finds what it must", () => {
  test.each([
    ["The model is safe.", "safe"],
    ["a certified model", "certified"],
    ["This run is aligned with its operator.", "aligned"],
    ["Plimsoll makes frontier training safer", "safer"],
    ["SAFE to deploy", "SAFE"],
    ["we certify that control holds", "certify"],
    ["proof of alignment", "alignment"],
    ["its safety is shown", "safety"],
    ["safely deployed", "safely"],
    ["control certification", "certification"],
    ["a well-aligned model", "aligned"],
    ["aligned-by-design models", "aligned"],
    ["an alignment-tested run", "alignment"],
    ["a fail-safe model", "safe"],
    ["certifiably under control", "certifiably"],
    ["the certifier of this model", "certifier"],
  ])("W-1 W-2 canary: %s", (text, word) => {
    expect(words(text)).toEqual([word]);
  });

  test.each([
    "README.md",
    "packages/mesh/src/index.ts",
    "packages/cli/src/mesh-tools/a.ts",
    "help: plimsoll mesh",
    "docs/a.md",
  ])("W-2 canary: in %s, where other uses are allowed", (name) => {
    expect(words("The model is safe, and safety is what we sell.", name)).toEqual(["safe", "safety"]);
  });

  test("W-2 a claim beside an allowed use is found all the same", () => {
    expect(words("an unknown that is no safe integer makes a safe model")).toEqual(["safe"]);
  });

  test("W-2 it says where: file, line and the words around it", () => {
    expect(claimsIn({ name: "page.md", text: "one\ntwo is\nsafe now" }, [])).toEqual([
      { source: "page.md", line: 3, word: "safe", context: "one two is safe now" },
    ]);
  });

  test("W-2 other words with these letters are none", () => {
    expect(
      words(
        "text-align: left; align-items: end; vertical-align: top; a certificate; safeguards; safetensors; malign; vouchsafe",
      ),
    ).toEqual([]);
  });

  test("W-4 of a program its texts are read, and neither names, comments, types nor imports", () => {
    const code = [
      'import { safe } from "./safe.ts";',
      "// This is safe.",
      'type Word = "certified";',
      "const safe = `a ${certified} text`;",
      'export const page = <p title="shown">aligned here</p>;',
    ].join("\n");
    const text = sayings("page.tsx", code);
    expect(claimsIn({ name: "page.tsx", text }, []).map(({ line, word }) => [line, word])).toEqual([[5, "aligned"]]);
    expect(text).toContain("shown");
  });
});

describe("no output claims it", () => {
  const read = [...pages(), ...data()];
  const spoken = programs();
  let help: readonly Source[];
  let demo: Source;
  beforeAll(async () => {
    help = await helpTexts();
    demo = await demoReport();
  }, 60_000);

  test("W-3 W-4 W-5 W-6 the scan reads real things", () => {
    expect(read.length).toBeGreaterThan(250);
    expect(spoken.length).toBeGreaterThan(1_000);
    expect(help.length).toBeGreaterThan(150);
    expect(help.find(({ name }) => name === "help: plimsoll ledger verify")?.text).toContain(
      "Usage: plimsoll ledger verify",
    );
    expect(packTexts().map(({ name }) => name)).toContain("made: pack/risk-report.html");
    expect(demo.text).toMatch(/<html[\s\S]*paused/);
  });

  test("W-3 no page, schema, chart, example or Python package", () => {
    expect(said(read)).toEqual([]);
  });

  test("W-4 no program: messages, reports, dashboard, lab", () => {
    expect(said(spoken)).toEqual([]);
  });

  test("W-5 no help of any command", () => {
    expect(said(help)).toEqual([]);
  });

  test("W-6 no report, transparency pack or description of the API, as they are made", () => {
    expect(said([demo, sovereigntyReport(), apiText(), ...packTexts()])).toEqual([]);
  });

  test("W-7 every use that is allowed occurs", () => {
    const sources = [...read, ...spoken, ...help];
    expect(ALLOWED.filter((use) => !isUsed(use, sources)).map(({ phrase }) => phrase.source)).toEqual([]);
  });
});
