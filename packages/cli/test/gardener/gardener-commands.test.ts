import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvHeader } from "@plimsoll/simulation";
import { type JsonLine, PlimsollProcess } from "../faults/plimsoll-process.ts";

const place = mkdtempSync(join(tmpdir(), "gardener-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const at = (name: string): string => join(place, name);
const text = (name: string): string => readFileSync(at(name), "utf8");

async function gardener(...args: readonly string[]) {
  await using told = new PlimsollProcess(["lab", "gardener", ...args], { cwd: place });
  const { code } = await told.finished();
  return { code, stdout: told.stdout, stderr: told.stderr, summary: told.lines().at(-1) as JsonLine };
}

let run: Awaited<ReturnType<typeof gardener>>;
beforeAll(async () => {
  run = await gardener("run", "--generations", "120", "--json");
}, 60_000);

describe("lab gardener run", () => {
  test("SIM-430 the seed's quickstart: resonetics_data.csv with its twelve columns, a description and a plot", () => {
    expect(run.code, run.stderr).toBe(0);
    const lines = text("resonetics_data.csv").split("\n");
    expect(lines[0]).toBe(csvHeader);
    expect(lines).toHaveLength(122);
    expect(lines.at(-1)).toBe("");
    expect(JSON.parse(text("resonetics_data.csv.json"))).toMatchObject({
      schema: "plimsoll.gardener.csv/1",
      profile: "classic",
      seed: 1,
      policy: "random",
      control: "none",
      generations: 120,
      interrupted: false,
    });
    expect(text("resonetics_data.svg")).toMatch(/^<svg /u);
  });

  test("SIM-432 the last line is the summary, and its verdicts count every generation once", () => {
    expect(run.summary).toMatchObject({
      type: "summary",
      ok: true,
      generations: 120,
      csv: "resonetics_data.csv",
      interrupted: false,
      control: "none",
    });
    const { creative, bubble, collapse } = run.summary.verdicts as Record<string, number>;
    expect(creative! + bubble! + collapse!).toBe(120);
  });

  test("SIM-430 replaces nothing without --force", async () => {
    const before = text("resonetics_data.csv");
    const again = await gardener("run", "--generations", "10", "--json");
    expect(again.code).toBe(3);
    expect(again.summary).toMatchObject({ ok: false, code: "FILE_EXISTS" });
    expect(text("resonetics_data.csv")).toBe(before);
  });

  test("SIM-430 says of a file in its way nothing of contents", async () => {
    const { summary } = await gardener("run", "--generations", "120", "--json");
    expect(summary.message).toContain('expected no file "resonetics_data.csv" yet');
  });

  test("SIM-438 where the file may grow no further the CSV ends with a whole line", async () => {
    const program = fileURLToPath(new URL("../../bin/plimsoll.js", import.meta.url));
    const args = `lab gardener run --generations 2000 --no-plot --out cut.csv`;
    const told = spawnSync("sh", ["-c", `ulimit -f 20; "${process.execPath}" "${program}" ${args}`], { cwd: place });
    expect({ code: told.status, stderr: String(told.stderr) }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^DISK_FULL: .*EFBIG.*\n$/) as string,
    });
    const cut = text("cut.csv");
    expect(cut.length).toBeGreaterThan(10_000);
    expect(cut.endsWith("\n")).toBe(true);
    expect((await gardener("plot", "cut.csv", "--out", "cut.svg")).code).toBe(0);
  });

  test("SIM-431 the same options give the same CSV", async () => {
    const again = await gardener("run", "--generations", "120", "--out", "again.csv", "--no-plot", "--json");
    expect(again.summary).toMatchObject({ plot: null, specDigest: run.summary.specDigest });
    expect(text("again.csv")).toBe(text("resonetics_data.csv"));
    expect(existsSync(at("again.svg"))).toBe(false);
    expect((await gardener("run", "--generations", "120", "--seed", "2", "--out", "other.csv")).code).toBe(0);
    expect(text("other.csv")).not.toBe(text("again.csv"));
  });

  test("SIM-431 an interrupted run leaves a whole CSV", async () => {
    await using told = new PlimsollProcess(
      ["lab", "gardener", "run", "--generations", "1000000", "--out", "long.csv", "--json"],
      { cwd: place },
    );
    for (let waited = 0; waited < 400 && (!existsSync(at("long.csv")) || text("long.csv") === ""); waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    told.signal("SIGINT");
    expect((await told.finished()).code, told.stderr).toBe(0);
    const summary = told.lines().at(-1)!;
    expect(summary).toMatchObject({ ok: true, interrupted: true });
    const lines = text("long.csv").split("\n");
    expect(lines.at(-1)).toBe("");
    expect(lines).toHaveLength((summary.generations as number) + 2);
    expect(lines.at(-2)!.split(",")).toHaveLength(12);
    expect((await gardener("plot", "long.csv", "--out", "long-again.svg")).code).toBe(0);
  });

  test("SIM-436 the layer runs where it is asked to, and by itself where it is proven", async () => {
    const rule = ["run", "--agents", "rule", "--generations", "60", "--no-plot", "--json"];
    const on = await gardener(...rule, "--controls", "on", "--out", "on.csv");
    const off = await gardener(...rule, "--controls", "off", "--out", "off.csv");
    expect((await gardener(...rule, "--out", "auto.csv")).summary.control).toBe("none");
    expect(on.summary.control).toBe("via-negativa");
    expect((on.summary.suppressions as Record<string, number>).damping).toBeGreaterThan(10);
    expect(off.summary).toMatchObject({ control: "none", suppressions: {} });
    expect(text("auto.csv")).toBe(text("off.csv"));
    expect(text("on.csv")).not.toBe(text("off.csv"));
  });
});

describe("lab gardener plot", () => {
  test("SIM-433 refuses a folder, a device and a folder as output by name", async () => {
    for (const input of [".", "/dev/zero"])
      expect((await gardener("plot", input, "--json")).summary).toMatchObject({ code: "FILE_NOT_READABLE" });
    const { summary } = await gardener("plot", "resonetics_data.csv", "--out", ".", "--json");
    expect(summary).toMatchObject({ code: "OUT_NOT_A_FILE" });
  });

  test("SIM-433 the plot of a CSV is the plot of its run, up to the CSV's decimals", async () => {
    const { code, summary } = await gardener("plot", "resonetics_data.csv", "--out", "drawn.svg", "--json");
    expect({ code, generations: summary.generations }).toEqual({ code: 0, generations: 120 });
    const points = (svg: string): readonly number[] =>
      [...svg.matchAll(/ d="([^"]+)"/gu)].flatMap(([, path]) => path!.match(/[\d.]+/gu)!.map(Number));
    const [drawn, own] = [points(text("drawn.svg")), points(text("resonetics_data.svg"))];
    expect(drawn).toHaveLength(2 * 5 * 120);
    // A tenth of a unit of the drawing, twice rounded.
    for (const [index, point] of drawn.entries()) expect(Math.abs(point - own[index]!)).toBeLessThan(0.3);
  });

  test.each([
    { what: "another header", change: (csv: string) => csv.replace("Gen,", "Generation,"), line: 1 },
    { what: "a missing field", change: (csv: string) => csv.replace(/^(2,\d+),/mu, "$1;"), line: 3 },
    { what: "a number in another form", change: (csv: string) => csv.replace(/^2,(\d+),/mu, "2,$1.5,"), line: 3 },
    { what: "a gap", change: (csv: string) => csv.replace(/^2,.*\n/mu, ""), line: 3 },
    { what: "an unknown verdict", change: (csv: string) => csv.replace("creative", "fine"), line: 2 },
    { what: "no line end", change: (csv: string) => csv.slice(0, -1), line: 121 },
    { what: "no generation", change: () => `${csvHeader}\n`, line: 2 },
  ])("SIM-433 refuses $what, and names the line", async ({ change, line }) => {
    writeFileSync(at("broken.csv"), change(text("resonetics_data.csv")));
    const { code, summary } = await gardener("plot", "broken.csv", "--json");
    expect(code).toBe(1);
    expect(summary).toMatchObject({ ok: false, code: "GARDENER_CSV_MALFORMED" });
    expect(summary.message).toContain(`in line ${line} of`);
    expect(existsSync(at("broken.svg"))).toBe(false);
  });
});

describe("lab gardener evolve and forecast", () => {
  test("SIM-435 bred agents are data that a run reads, and other files are refused", async () => {
    const bred = await gardener("evolve", "--rounds", "1", "--out", "agents.json", "--json");
    expect(bred.code, bred.stderr).toBe(0);
    expect(bred.summary).toMatchObject({ type: "summary", ok: true, rounds: 1, agents: "agents.json" });
    const file = JSON.parse(text("agents.json")) as { readonly genome: string };
    expect(file).toMatchObject({ schema: "plimsoll.gardener.agents/1", species: "linear", actions: 6 });
    for (const profile of ["classic", "calibrated"]) {
      const own = ["run", "--agents", "agents.json", "--profile", profile, "--generations", "20"];
      expect((await gardener(...own, "--out", `${profile}.csv`)).code).toBe(0);
    }
    for (const broken of ["{", JSON.stringify({ ...file, actions: 9 }), JSON.stringify({ ...file, genome: "AAAAA" })]) {
      writeFileSync(at("broken.json"), broken);
      const refused = await gardener("run", "--agents", "broken.json", "--out", "never.csv", "--json");
      expect(refused.summary).toMatchObject({ ok: false, code: "GARDENER_AGENTS_MALFORMED" });
      expect(existsSync(at("never.csv"))).toBe(false);
    }
  }, 60_000);
});
