import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { APPARATUS, fullMaterial, NO_MATERIAL } from "../../test/report-fixture.ts";
import { ABLATIONS } from "../excision/ablations.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import type { FinalVerdict } from "../verdict/stage-reports.ts";
import type { PlayerData } from "./player-data.ts";
import { reportHtml } from "./report-html.ts";
import type { ReportMaterial } from "./report-material.ts";

let full: ReportMaterial;
let page: string;
beforeAll(() => {
  full = fullMaterial();
  page = reportHtml(full);
}, 120_000);

/** What lies between a tag and its end. */
const inside = (html: string, open: RegExp, close: string): string => {
  const begin = open.exec(html)!;
  const from = begin.index + begin[0].length;
  return html.slice(from, html.indexOf(close, from));
};
const scriptOf = (html: string): string => inside(html, /<script>/, "</script>");
const styleOf = (html: string): string => inside(html, /<style>/, "</style>");
const dataOf = (html: string): PlayerData =>
  JSON.parse(inside(html, /<script type="application\/json" id="player-data">/, "</script>"));
/** The page as it is read: no style, no script, no data, no tags. */
const textOf = (html: string): string =>
  html
    .replace(/<style>.*<\/style>/s, "")
    .replace(/<script.*?<\/script>/gs, "")
    .replace(/<wbr \/>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
const withBaseline = (seeds: readonly SeedRun[]): ReportMaterial => ({
  ...full,
  baseline: { ...full.baseline!, seeds },
});

describe("one file", () => {
  test("SV-190 the page names no address and loads nothing", () => {
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|<link|<iframe|<object/i);
    expect(page.startsWith("<!doctype html>")).toBe(true);
  });

  test("SV-190 the policy lets run what is there, by its hash, and nothing else", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll("&#39;", "'");
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(scriptOf(page))}`);
    expect(policy).toContain(`style-src ${hash(styleOf(page))}`);
    expect(policy).not.toContain("unsafe");
    expect(page).not.toMatch(/\son[a-z]+=|\sstyle=/);
  });

  test("SV-190 the script is a script, and makes no markup of any text", () => {
    expect(() => new Script(scriptOf(page))).not.toThrow();
    expect(scriptOf(page)).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/);
  });

  test("SV-190 the same material gives the same page", () => {
    expect(reportHtml(structuredClone(full))).toBe(page);
  });
});

describe("what people see", () => {
  test("SV-191 an accepted candidate: the verdict in words with every reason, and six stages that stand", () => {
    const { verdict, reasons, classification } = full.verdict!;
    expect(verdict).toBe("ACCEPT");
    const text = textOf(page);
    for (const words of [...reasons, classification, "✓ ACCEPT", "stayed the same law-bearing identity"])
      expect(text).toContain(words);
    expect(page.match(/<li class="good">/g)).toHaveLength(6);
    expect(text).not.toContain("not run yet");
    expect(text).not.toContain("✕ ACCEPT");
  });

  test("SV-191 the order: verdict, stages, map, identity, ablations, ladders, SPOF, calibration, metrics, freeze", () => {
    const ids = [...page.matchAll(/<h2 id="([a-z]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      "verdict",
      "stages",
      "map",
      "identity",
      "ablations",
      "ladders",
      "spof",
      "calibration",
      "metrics",
      "freeze",
    ]);
  });

  test("SV-191 nothing run: every part says so, and nothing looks fine", () => {
    const empty = reportHtml(NO_MATERIAL);
    expect(empty.match(/<li class="open">/g)).toHaveLength(6);
    expect(empty.match(/class="open-note"/g)).toHaveLength(8);
    expect(textOf(empty)).toContain("No verdict yet");
    expect(textOf(empty)).not.toMatch(/✓|ACCEPT|CALIBRATED|VERIFIED/);
    expect(empty).not.toContain('id="player-data"');
    const lists = { ...NO_MATERIAL, ablations: [], ladders: [], singlePoints: [] };
    expect(reportHtml(lists)).toBe(empty);
  });

  test.each([
    ["freeze", "freeze"],
    ["calibration", "calibration"],
    ["baseline", "metrics"],
    ["ablations", "ablations"],
    ["ladders", "ladders"],
    ["singlePoints", "spof"],
  ] as const)("SV-191 without %s, its own section says that it is not run yet", (part, id) => {
    const html = reportHtml({ ...full, [part]: null });
    expect(textOf(inside(html, new RegExp(`<h2 id="${id}">`), "</section>"))).toContain("not run yet");
    expect(html.match(/<li class="open">/g)).toHaveLength(1);
  });

  test("SV-191 a stage that was run in part is neither open nor fine, and what is missing is named", () => {
    const html = reportHtml({
      ...full,
      ablations: full.ablations!.slice(0, 3),
      ladders: full.ladders!.slice(1),
      singlePoints: full.singlePoints!.filter(({ necessity }) => necessity !== "traces"),
    });
    expect(html.match(/<li class="part">/g)).toHaveLength(3);
    expect(textOf(html)).toContain("D: without traces ○ not run yet");
    expect(textOf(html)).toContain("W1: traces ○ not run yet");
  });

  test("SV-191 a rejected candidate: every reason, and the stages that failed", () => {
    const verdict: FinalVerdict = {
      verdict: "REJECT",
      classification: "DISQUALIFIED / REDUNDANCY_DETECTED",
      reasons: ["ablation C_PERSISTENCE: 0 of 5 seeds collapse at REPAIR_B", 'single point S1: survives "a loss"'],
    };
    const [first, ...others] = full.ablations!;
    const survivor = { ...first!, collapsedAsExpected: { ...first!.collapsedAsExpected, count: 0 } };
    const html = reportHtml({
      ...full,
      verdict,
      ablations: [survivor, ...others],
      ladders: full.ladders!.map((ladder) => ({ ...ladder, threshold: null, thresholdPpm: null })),
      singlePoints: full.singlePoints!.map((each) => ({ ...each, verdict: "DISQUALIFIED / REDUNDANCY_DETECTED" })),
    });
    const text = textOf(html);
    for (const words of [...verdict.reasons, "✕ REJECT", "something survived", "3 of 4 collapse as specified"])
      expect(text).toContain(words);
    expect(html.match(/<li class="bad">/g)).toHaveLength(3);
    expect(text).toContain("no threshold, since no rung collapses every frozen seed");
  });

  test("SV-191 each ablation: both points, share with bounds rounded outwards, first halts, strict note, five seeds", () => {
    const section = inside(page, /<h2 id="ablations">/, "</section>");
    const text = textOf(section);
    expect(text).toContain("The point is Repair B all the same: a point names the repair that the run never gets");
    expect(text).toContain("C: without persistence at Repair B ✓ at Repair B 5 of 5 (100 %) 47.81–100 %");
    for (const { firstHalts, strictNote, frozenSeeds } of full.ablations!) {
      for (const halt of Object.keys(firstHalts)) expect(text).toContain(halt);
      if (strictNote !== null) expect(text).toContain(strictNote);
      expect(frozenSeeds).toHaveLength(5);
    }
    expect(section.match(/The frozen seeds, each by itself/g)!.length).toBeGreaterThanOrEqual(4);
  });

  test("SV-191 each ladder is drawn without the script, with its threshold and first failure marked on their rungs", () => {
    const drawn = [...page.matchAll(/<svg class="plot".*?<\/svg>/gs)].map(([svg]) => svg);
    expect(drawn).toHaveLength(4);
    const said = full.ladders!.find(({ thresholdPpm }) => thresholdPpm !== null && thresholdPpm > 1_000_000);
    expect(said?.name).toBe("W3_REFLECTION");
    expect(textOf(page).match(/of the baseline\)/g)).toHaveLength(3);
    for (const [index, { rungs, threshold, firstFailure }] of full.ladders!.entries()) {
      const svg = drawn[index]!;
      expect(svg.match(/<circle\s+class="success-point"/g)!.length).toBe(rungs.length + 1);
      expect(textOf(svg)).toContain(`threshold: ${threshold}`);
      expect(textOf(svg)).toContain(`first failure: ${firstFailure}`);
      const rungX = [...svg.matchAll(/<text class="tick" x="([\d.]+)" y="244"/g)].map(([, x]) => Number(x));
      const markX = Number(/<line class="threshold" x1="([\d.]+)"/.exec(svg)![1]);
      expect(markX).toBeCloseTo(rungX[rungs.findIndex(({ value }) => value === threshold)]! + 3, 1);
    }
  });

  test("SV-191 the metrics of each seed, also those that only follow from its record", () => {
    const text = textOf(inside(page, /<h2 id="metrics">/, "</section>"));
    expect(text).toContain("Refused by the gate: none. Halts: none.");
    expect(text).toContain("repair_epoch_by_episode epoch_0: 0–2, epoch_1: 3–4, epoch_2: 5–19");
    expect(text).toContain("patch_footprint A: rules 1, operations 1; B: rules 2, operations 2");
    expect(text).toContain("trace_citations_valid 2 of 2 (100 %)");
    expect(text).toMatch(/norm_state_size rules 10, bytes \d{4} /);
  });

  test("SV-191 the original's logs stand beside the candidate's as far as they agree", () => {
    const text = textOf(page);
    expect(text).toContain("seed 42, regime 0 004 005114225334335 18 steps 004 335224005114225 18 steps step 3");
    expect(text).toContain("seed 42, regime 1 004226 5334005114335 19 steps 004226 33335224005114225 23 steps step 6");
  });
});

describe("the episode map", () => {
  test("SV-192 its frames are the run: every path walked again by hand ends where the record says", () => {
    const { paths, seeds } = dataOf(page);
    const runs = full.baseline!.seeds;
    expect(seeds.map(({ seed }) => seed)).toEqual(runs.map(({ seed }) => seed));
    for (const [place, { episodes }] of seeds.entries()) {
      const run = runs[place]!;
      expect(episodes).toHaveLength(20);
      for (const [index, { path }] of episodes.entries()) {
        const frames = paths[path]!;
        expect(frames.map(({ cell }) => cell)).toEqual(walked(run.episodes[index]!.actions));
        expect(frames.at(-1)!.served).toBe(0b111);
      }
    }
  });

  test("SV-192 what is carried, stamped and served at each step of the episode of Contradiction A", () => {
    const { paths, seeds } = dataOf(page);
    const frames = paths[seeds[0]!.episodes[2]!.path]!;
    expect(full.baseline!.seeds[0]!.episodes[2]!.actions).toBe("00422633335224005114225");
    expect(frames.map(({ cargo }) => cargo || "-").join("")).toBe("---AAAAAAAA---BBB---CCC-");
    expect(frames.findIndex(({ stamped }) => stamped)).toBe(6);
    expect(frames.map(({ served }) => served)).toEqual([...zeros(11), 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 7]);
  });

  test("SV-192 each frame has its words, and the page begins with those of its first one", () => {
    const { paths, seeds, start } = dataOf(page);
    const { name, path } = seeds[0]!.episodes[start.episode]!;
    expect(name).toBe("Episode 2, regime 1");
    expect(paths[path]!.map(({ words }) => words.place)).toEqual(
      Array.from({ length: 24 }, (_, step) => `step ${step} of 23`),
    );
    expect(paths[path]![8]!.words).toMatchObject({ carries: "an item for zone A", stamp: "stamped" });
    expect(paths[path]!.at(-1)!.words.served).toBe("A, B, C");
    const { place, deed, carries, stamp, served } = paths[path]![start.step]!.words;
    const text = textOf(page);
    expect(text).toContain(`${name}: ${place}`);
    expect(text).toContain(`did ${deed} carries ${carries} stamp ${stamp} served ${served}`);
    expect(scriptOf(page)).not.toMatch(/an item for zone|not stamped|no zone yet|, regime /);
  });

  test("SV-192 a contradiction stands at its step, with its blocking rules and the gate's answer", () => {
    const { seeds, start } = dataOf(page);
    expect(start).toEqual({ seed: 0, episode: 2, step: 5 });
    for (const { notes } of seeds) {
      expect(notes.map(({ title, episode, step }) => [title, episode, step])).toEqual([
        ["Contradiction A", 2, 5],
        ["Contradiction B", 4, 5],
      ]);
      expect(notes[0]!.lines).toContain("Blocked by R6.");
      expect(notes[1]!.lines).toContain("Blocked by R7 and R8.");
      expect(notes[1]!.lines.at(-1)).toBe("The gate: accepted, the repair is law.");
    }
    expect(textOf(page)).toContain("Contradiction A The law asks for a stamp on what is carried.");
  });

  test("SV-192 all episodes of each seed can be opened, with regime and end in words", () => {
    const labels = [...page.matchAll(/aria-label="(Episode \d+, regime [^"]*)"/g)].map(([, label]) => label);
    expect(labels).toHaveLength(100);
    expect(labels[2]).toBe("Episode 2, regime 1, success in 23 steps, Contradiction A");
    expect(labels[19]).toBe("Episode 19, regime 2, success in 18 steps");
  });

  test("SV-192 a run that halted shows where, why, and an epoch that was never reached", () => {
    const persistence = ABLATIONS.find(({ name }) => name === "C_PERSISTENCE")!;
    const halted = runSeed({ ...candidateSetup(APPARATUS, 42), channels: persistence.channels(42) });
    const html = reportHtml(withBaseline([halted]));
    expect(dataOf(html).seeds[0]!.notes.at(-1)).toMatchObject({
      kind: "halt",
      episode: 3,
      step: 0,
      title: "HALT / NORMATIVE_CONTRADICTION_HALTED",
    });
    expect(html).toContain('aria-label="Episode 3, regime 1, halted at step 0: HALT / NORMATIVE_CONTRADICTION_HALTED');
    expect(textOf(html)).toContain("epoch_2 ○ never reached");
    expect(textOf(html)).toContain("42 (halted)");
  });

  test("SV-192 a record whose actions end otherwise than it says is shown as such", () => {
    const [run, ...others] = full.baseline!.seeds;
    const shortened = run!.episodes.map((each) => ({ ...each, actions: each.actions.slice(0, -1) }));
    expect(textOf(page)).not.toContain("does not agree");
    const html = reportHtml(withBaseline([{ ...run!, episodes: shortened }, ...others]));
    expect(html.match(/The record does not agree with the world/g)).toHaveLength(1);
  });

  test("SV-192 actions that are no actions are refused", () => {
    const [run] = full.baseline!.seeds;
    const broken = run!.episodes.map((each) => ({ ...each, actions: "0047" }));
    expect(() => reportHtml(withBaseline([{ ...run!, episodes: broken }]))).toThrow(
      expect.objectContaining({ code: "REPORT_ACTIONS_MALFORMED" }),
    );
  });

  test("SV-192 of many seeds those that went wrong come after the frozen ones, and the page says how many there are", () => {
    const [run] = full.baseline!.seeds;
    const fine = Array.from({ length: 40 }, (_, index) => ({ ...run!, seed: 2000 + index }));
    const failed = { ...run!, seed: 5000, episodes: run!.episodes.map((each) => ({ ...each, success: false })) };
    const html = reportHtml(withBaseline([...fine, failed, run!]));
    expect(dataOf(html).seeds.map(({ seed }) => seed)).toEqual([
      42,
      5000,
      ...Array.from({ length: 22 }, (_, i) => 2000 + i),
    ]);
    expect(textOf(html)).toContain("24 of 42 seeds can be played here");
  });
});

describe("epochs and repairs", () => {
  test("SV-193 the chain with each whole hash, and both repairs as law before and after", () => {
    const text = textOf(page);
    for (const epoch of full.baseline!.seeds.flatMap(({ epochs }) => epochs))
      expect(page).toContain(`data-copy="${epoch}"`);
    expect(text).toContain("before R6 : STAMP prohibited when REGIME_EQ(1) after");
    expect(text).toContain("after R6 : STAMP prohibited when REGIME_EQ(1) — unless AT_STAMP");
    expect(text).toContain("after R7 : DEPOSIT prohibited when REGIME_EQ(2) and AT_ZONE_A — unless CAN_DELIVER_A");
    expect(text).toContain("after R8 : DEPOSIT prohibited when REGIME_EQ(2) and AT_ZONE_B — unless CAN_DELIVER_B");
    expect(page).toContain("<ins>— unless AT_STAMP</ins>");
  });

  test("SV-193 a repair that builds on no epoch of the chain, or mends no rule of the law, is shown as such", () => {
    const [run] = full.baseline!.seeds;
    const [repairA] = run!.repairs;
    const astray = {
      ...repairA!,
      priorEpoch: "f".repeat(64),
      patches: [{ targetRuleId: "R77", op: "CHANGE_PRIORITY", newPriority: 3 }] as const,
    };
    const text = textOf(reportHtml(withBaseline([{ ...run!, repairs: [astray] }])));
    expect(text).toContain("an epoch that is not in the chain");
    expect(text).toContain("CHANGE_PRIORITY R77 3");
    expect(text).toContain("The law has no rule R77.");
    expect(text).toContain("no repair on record");
  });
});

describe("hostile text", () => {
  const HOSTILE = `"'><script>x</script><!--</textarea><img src=y onerror=z>&lt;\u2028</title>`;

  /** Every string, and every key that is data, made hostile; actions stay, since others are refused, and the name of what a patch does. */
  const poisoned = (value: unknown, key = ""): unknown => {
    if (typeof value === "string") return key === "actions" || value === "ADD_EXCEPTION" ? value : HOSTILE;
    if (Array.isArray(value)) return value.map((each) => poisoned(each, key));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([name, each]) => [
      key === "firstHalts" ? HOSTILE : name,
      poisoned(each, name),
    ]);
    return Object.fromEntries(entries);
  };

  test("SV-194 in every field it stays text: no tag, no attribute, no end of the data", () => {
    const html = reportHtml(poisoned(full) as ReportMaterial);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|<!--|<textarea|<\/title>.*<\/title>/s);
    // Between the quotes of an attribute it is text; outside of them there must be nothing of it.
    expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*onerror/);
    expect(html).not.toContain("\u2028</title>");
    expect(scriptOf(html)).toBe(scriptOf(page));
    expect(dataOf(html).seeds[0]!.notes[0]!.title).toBe(`Contradiction ${HOSTILE}`);
  });

  test("SV-194 what looks like markup but is data of a record is refused", () => {
    const reasons = [{ markup: "<script>x</script>" }] as unknown as string[];
    expect(() => reportHtml({ ...full, verdict: { ...full.verdict!, reasons } })).toThrow(TypeError);
  });
});

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

/** The cells of a walk over the 5 × 5 grid from the start, by moves north, south, east, west; other actions stay. */
function walked(actions: string): number[] {
  let [row, column] = [4, 2];
  const clamp = (place: number) => Math.min(4, Math.max(0, place));
  const cells = [22];
  for (const digit of actions) {
    const [down, right] = [[-1, 0], [1, 0], [0, 1], [0, -1]][Number(digit)] ?? [0, 0]; // prettier-ignore
    [row, column] = [clamp(row + down!), clamp(column + right!)];
    cells.push(row * 5 + column);
  }
  return cells;
}
