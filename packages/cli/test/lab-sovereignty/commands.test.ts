import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { FROZEN_SEEDS } from "@plimsoll/sovereignty";
import { type Ended, type JsonLine, PlimsollProcess } from "../faults/plimsoll-process.ts";
import { copyOf, freshPlaces } from "./canned-experiment.ts";

const fresh = freshPlaces();

interface Told extends Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly JsonLine[];
  readonly summary: JsonLine;
}

/** Runs `plimsoll lab sovereignty …` as a user does. */
async function lab(...args: readonly string[]): Promise<Told> {
  await using told = new PlimsollProcess(["lab", "sovereignty", ...args]);
  const end = await told.finished();
  const lines = told.lines();
  return { ...end, stdout: told.stdout, stderr: told.stderr, lines, summary: lines.at(-1)! };
}

const VERBS = ["freeze", "calibrate", "run", "ablate", "weaken", "spof", "report", "replay"];

let whole = "";
let run: Told;
beforeAll(async () => {
  whole = fresh();
  run = await lab("run", "--seeds", "42", "--folder", whole, "--json");
}, 60_000);

describe("SV-180 plimsoll lab sovereignty run", () => {
  test("SV-180 simply works in a fresh place, and its last line is the summary", () => {
    expect(run.code, run.stderr).toBe(0);
    expect(run.summary).toEqual({
      type: "summary",
      seeds: [
        {
          seed: 42,
          episodes: 20,
          successes: 20,
          repairs: [
            { name: "A", episode: 2 },
            { name: "B", episode: 4 },
          ],
          epochs: Array.from({ length: 3 }, () => expect.stringMatching(/^[0-9a-f]{64}$/) as string),
          halt: null,
        },
      ],
      verdict: "ACCEPT",
      reasons: [expect.stringContaining("stages ablate, weaken and spof are still to come") as string],
      freezeDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
    expect(Object.keys(run.summary)).toEqual(["type", "seeds", "verdict", "reasons", "freezeDigest"]);
  });

  test("SV-188 standard output is JSON alone; the stages that were walked are told on standard error", () => {
    expect(
      run.stdout
        .trimEnd()
        .split("\n")
        .every((line) => line.startsWith("{")),
    ).toBe(true);
    expect(run.stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^plimsoll: freeze: 15 artefacts, sha256:/),
      "plimsoll: calibrate: CALIBRATED",
      "plimsoll: run: VERIFIED",
    ]);
  });

  test("SV-180 without --seeds it tells of the five frozen ones; others are run beside them", async () => {
    const usual = await lab("run", "--folder", whole, "--json");
    expect((usual.summary["seeds"] as { readonly seed: number }[]).map(({ seed }) => seed)).toEqual(FROZEN_SEEDS);
    const before = readFileSync(join(whole, "baseline.json"), "utf8");
    const other = await lab("run", "--folder", whole, "--seeds", "7,42,7", "--json");
    expect(other).toMatchObject({
      code: 0,
      summary: { seeds: [{ seed: 7, successes: 20 }, { seed: 42 }], verdict: "ACCEPT" },
    });
    expect(other.stderr).toBe("plimsoll: run: VERIFIED (already done, same result)\n");
    expect(readFileSync(join(whole, "baseline.json"), "utf8")).toBe(before);
    expect(existsSync(join(whole, "traces/baseline-seed-7.jsonl"))).toBe(false);
  });

  test("SV-180 for people there is a table", async () => {
    const told = await lab("run", "--folder", whole);
    expect(told.stdout).toMatch(/^seed {2}episodes {2}successes {2}repairs/);
    expect(told.stdout).toContain("A in episode 2, B in episode 4");
    expect(told.stdout).toMatch(/\nACCEPT: the baseline is verified on 5 seeds/);
    const judged = `Judged on the seeds of the protocol, ${FROZEN_SEEDS.join(", ")}, `;
    expect(told.stdout).not.toContain(judged);
    expect((await lab("run", "--folder", whole, "--seeds", "7")).stdout).toContain(judged);
  });
});

describe("SV-181 the stages behind it", () => {
  let folder = "";
  beforeAll(() => {
    folder = copyOf(whole, fresh());
  });

  test("SV-181 ablate: a line for each ablation, and all of them in the summary", async () => {
    const { code, lines, summary } = await lab("ablate", "--seeds", "6", "--folder", folder, "--json");
    const ablations = lines.filter(({ type }) => type === "ablation");
    expect(code).toBe(0);
    expect(ablations.map(({ name, collapsed, collapsePoint }) => ({ name, collapsed, collapsePoint }))).toEqual([
      { name: "A_SEMANTIC", collapsed: true, collapsePoint: "TASK" },
      { name: "B_REFLECTION", collapsed: true, collapsePoint: "REPAIR_A" },
      { name: "C_PERSISTENCE", collapsed: true, collapsePoint: "REPAIR_B" },
      { name: "D_TRACE", collapsed: true, collapsePoint: "IMMEDIATE" },
    ]);
    expect(summary).toMatchObject({ type: "summary", seeds: 6, how: "done" });
    expect(summary["ablations"]).toEqual(ablations.map(({ type: _type, ...ablation }) => ablation));
    expect(lines.filter(({ type }) => type === "frozenSeed")).toHaveLength(4 * FROZEN_SEEDS.length);
  });

  test("SV-182 weaken: a line for each rung, and the thresholds in the summary", async () => {
    const { code, lines, summary } = await lab("weaken", "--folder", folder, "--json");
    expect(code).toBe(0);
    const ladders = summary["ladders"] as {
      readonly name: string;
      readonly rungs: number[];
      readonly threshold: number;
    }[];
    expect(ladders.map(({ name }) => name)).toEqual(["W1_TRACES", "W2_SEMANTICS", "W3_REFLECTION", "W4_PERSISTENCE"]);
    for (const { rungs, threshold } of ladders) expect(rungs).toContain(threshold);
    expect(lines.filter(({ type }) => type === "rung")).toHaveLength(ladders.flatMap(({ rungs }) => rungs).length);
  });

  test("SV-182 spof: a line for each fault, and the explicit verdict", async () => {
    const { code, lines, summary } = await lab("spof", "--folder", folder, "--json");
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      verdict: "ACCEPT",
      classification: "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED",
      singlePoints: lines.filter(({ type }) => type === "singlePoint").map(({ type: _type, ...point }) => point),
    });
    expect(await lab("run", "--seeds", "42", "--folder", folder, "--json")).toMatchObject({
      summary: { verdict: "ACCEPT", reasons: summary["reasons"] },
    });
  });

  test("SV-154 report: one page beside the records", async () => {
    const { code, summary } = await lab("report", "--folder", folder, "--json");
    const file = join(folder, "report.html");
    expect(code).toBe(0);
    expect(summary).toMatchObject({ file, verdict: "ACCEPT", bytes: readFileSync(file).length });
    expect(readFileSync(file, "utf8")).toContain(summary["freezeDigest"] as string);
  });

  test("SV-155 replay: byte-identical, and 1 where a byte differs", async () => {
    const told = await lab("replay", folder, "--json");
    expect(told).toMatchObject({ code: 0, summary: { ok: true, identical: true, ledger: true, freezeMatches: true } });
    const copy = copyOf(folder, fresh());
    const text = readFileSync(join(copy, "baseline.json"), "utf8");
    writeFileSync(join(copy, "baseline.json"), text.replace('"success":true', '"success":false'));
    const tampered = await lab("replay", copy);
    expect(tampered.code).toBe(1);
    expect(tampered.stdout).toContain(
      'baseline.json at "/report/seeds/0/episodes/0/success": recorded false, replayed true\n',
    );
    expect(tampered.stdout.trimEnd().split("\n").at(-1)).toBe("NOT the same");
  });

  test("SV-155 replay: a log that was asked for and is not there, and a trace that is not there, are 1", async () => {
    const copy = copyOf(whole, fresh());
    const key = join(whole, "ledger/ledger.vkey");
    expect(await lab("replay", copy, "--key", key, "--json")).toMatchObject({ code: 0, summary: { ledger: true } });
    rmSync(join(copy, "ledger"), { recursive: true });
    expect(await lab("replay", copy, "--json")).toMatchObject({ code: 0, summary: { ok: true, ledger: null } });
    expect(await lab("replay", copy, "--key", key, "--json")).toMatchObject({
      code: 1,
      summary: { ok: false, identical: true, ledger: false },
    });
    rmSync(join(copy, "traces"), { recursive: true });
    const told = await lab("replay", copy);
    expect(told.code).toBe(1);
    expect(told.stdout.match(/MISSING/g)).toHaveLength(FROZEN_SEEDS.length);
  });
});

test("SV-151 seeds that are named first are told beside the frozen five, which are listed apart", async () => {
  const folder = copyOf(whole, fresh());
  const { code, lines, summary } = await lab("ablate", "--seeds", "7,", "--folder", folder, "--json");
  expect(code).toBe(0);
  expect(summary).toMatchObject({ ok: true, seeds: 1, how: "beside" });
  expect(lines.filter(({ type }) => type === "frozenSeed")).toHaveLength(4 * FROZEN_SEEDS.length);
  const record = JSON.parse(readFileSync(join(folder, "ablations.json"), "utf8")) as { readonly seeds: number[] };
  expect(record.seeds).toEqual(FROZEN_SEEDS);
});

test("SV-154 report --out names a file in a folder that is there, or nothing is done", async () => {
  const folder = fresh();
  const told = await lab("report", "--folder", folder, "--out", whole, "--json");
  expect(told).toMatchObject({ code: 1, summary: { code: "OUT_NOT_A_FILE" } });
  expect(existsSync(`${whole}.tmp`)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

describe("SV-185 what may not be claimed is one line and exit code 3", () => {
  test("SV-185 out of order", async () => {
    const folder = fresh();
    await lab("freeze", "--folder", folder);
    const told = await lab("ablate", "--folder", folder, "--json");
    expect(told).toMatchObject({
      code: 3,
      summary: {
        type: "summary",
        ok: false,
        code: "INVALID_RUN / PROTOCOL_ORDER_VIOLATION",
        fix: `do that first: plimsoll lab sovereignty calibrate --folder ${folder}`,
      },
    });
    expect(told.stderr).toMatch(/^INVALID_RUN \/ PROTOCOL_ORDER_VIOLATION: expected .+\n$/);
    expect(readdirSync(folder).toSorted()).toEqual(["freeze.json", "keys", "ledger"]);
  });

  test("SV-185 records that cannot be read are a fault, with exit code 1", async () => {
    expect(await lab("replay", fresh(), "--json")).toMatchObject({ code: 1, summary: { code: "RECORD_NOT_FOUND" } });
  });
});

describe("SV-149 a process that is killed", () => {
  test.each([250, 600, 1_000, 1_600])(
    "SV-149 after %i ms: whatever is there is whole, and the protocol goes on",
    async (ms) => {
      const folder = fresh();
      {
        await using victim = new PlimsollProcess(["lab", "sovereignty", "spof", "--seeds", "40", "--folder", folder]);
        await wait(ms);
        victim.signal("SIGKILL");
        await victim.finished();
      }
      const records = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
      for (const file of records) JSON.parse(readFileSync(join(folder, file), "utf8"));
      expect((await lab("spof", "--folder", folder)).code).toBe(0);
      expect(existsSync(join(folder, "walk.txt"))).toBe(false);
      for (const verb of ["freeze", "calibrate"]) expect((await lab(verb, "--folder", folder)).code).toBe(0);
      expect(await lab("replay", folder, "--json")).toMatchObject({
        code: 0,
        summary: { identical: true, ledger: true },
      });
    },
  );
});

describe("SV-184 help and usage", () => {
  test.each(VERBS)("SV-184 %s --help has an example", async (verb) => {
    const told = await lab(verb, "--help");
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(new RegExp(`Examples:\n {2}plimsoll lab sovereignty ${verb}`));
  });

  test.each([
    [["run", "--seeds", "x"], "expected whole numbers from 0 to 4294967295"],
    [["run", "--seeds", "4294967296"], "expected whole numbers"],
    [["ablate", "--seeds", "0"], "expected how many seeds"],
    [["ablate", "--seeds", "1.5"], "expected how many seeds"],
    [["ablate", "--seeds", "a,b"], "such as 42,7,8"],
    [["run", "--folder", ""], "expected the name of a folder"],
    [["replay", ""], "expected the name of a folder"],
    [["spof", "--sites", "x"], "unknown option"],
  ])("SV-183 %j is a mistake of usage", async (args, said) => {
    const told = await lab(...args);
    expect(told).toMatchObject({ code: 2, stdout: "" });
    expect(told.stderr).toContain(said);
  });
});
