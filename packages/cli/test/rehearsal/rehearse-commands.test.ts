import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { digestOfTexts } from "@plimsoll/foundation";
import { dataFolder, FileKeyRing, siteIn } from "@plimsoll/governor";
import { CONTEXTS, DIMENSIONS, starterPolicy } from "@plimsoll/kernel";
import { addLabRehearse } from "../../src/commands/lab-rehearse.ts";

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "plimsoll-rehearse-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Runs `plimsoll lab rehearse …` in this process. */
async function rehearse(...args: readonly string[]): Promise<Told> {
  let [code, stdout, stderr] = [0, "", ""];
  const program = new Command().exitOverride();
  addLabRehearse(program.command("lab"), (exit) => (code = exit));
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true)),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true)),
  ];
  try {
    await program.parseAsync(["lab", "rehearse", ...args], { from: "user" });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const isJson = args.includes("--json");
  const lines = isJson
    ? stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Told["lines"][number])
    : [];
  return { code, stdout, stderr, lines };
}

/** A fleet that is over in a second or two. */
const SMALL = ["--hours", "6", "--clusters", "1", "--flop-per-second", "1000000", "--trained-flop", "1000000000000"];

describe("SIM-349 plimsoll lab rehearse", () => {
  test("SIM-349 prints a table for each scenario and policy, and ends with 0 where every promise is kept", async () => {
    const file = join(folder, "strict.json");
    writeFileSync(file, JSON.stringify({ ...starterPolicy, name: "strict", evidenceTtlMs: 3_600_000 }));
    const told = await rehearse(...SMALL, "--policy", file, "--against", "starter", "--scenario", "calm");
    expect(told.code).toBe(0);
    for (const row of ["strict ", "starter ", "no governor "]) expect(told.stdout).toContain(`\n  ${row}`);
    expect(told.stdout).toMatch(/every promise was kept\n$/);
    expect(told.stderr).toBe("");
  });

  test("SIM-349 --json is JSON lines alone, the last a summary with every scenario", async () => {
    const { lines, code } = await rehearse(...SMALL, "--scenario", "calm", "--scenario", "controller-dead", "--json");
    expect(code).toBe(0);
    expect(lines.map(({ type }) => type)).toEqual(["rehearsal", "ungoverned", "rehearsal", "ungoverned", "summary"]);
    const summary = lines.at(-1) as { ok: boolean; scenarios: Record<string, { ok: boolean; policy: object }> };
    expect(summary).toMatchObject({ ok: true, policy: "starter", against: null, files: [] });
    expect(Object.keys(summary.scenarios)).toEqual(["calm", "controller-dead"]);
    expect(summary.scenarios["calm"]?.policy).toMatchObject({ unpaidSeconds: 0, kills: 0, steps: 36 });
  });

  test("SIM-349 the canary ends with 3 and says which promise was broken", async () => {
    const { code, lines } = await rehearse(...SMALL, "--scenario", "canary-deaf-nodes", "--json");
    expect(code).toBe(3);
    expect(lines.at(-1)).toMatchObject({
      ok: false,
      scenarios: { "canary-deaf-nodes": { ok: false, broken: ["no-compute-without-a-lease"] } },
    });
  });

  test("SIM-349 a policy that is none and a scenario that is none are refused before anything is played", async () => {
    const file = join(folder, "broken.json");
    writeFileSync(file, JSON.stringify({ ...starterPolicy, leaseTtlMs: 3 }));
    await expect(rehearse(...SMALL, "--policy", file)).rejects.toMatchObject({ code: "POLICY_MALFORMED" });
    await expect(rehearse(...SMALL, "--scenario", "doom")).rejects.toMatchObject({ code: "commander.invalidArgument" });
  });
});

describe("SIM-350 the report", () => {
  test("SIM-350 --out holds a timeline for each policy, the samples and one page without scripts or addresses", async () => {
    const out = join(folder, "report");
    await rehearse(...SMALL, "--against", "shipped", "--scenario", "controller-dead", "--out", out);
    expect(readdirSync(out).toSorted()).toEqual([
      "controller-dead-against.svg",
      "controller-dead.svg",
      "report.html",
      "samples.jsonl",
    ]);
    const svg = readFileSync(join(out, "controller-dead.svg"), "utf8");
    expect(svg).toContain("controller dead</text>");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    const page = readFileSync(join(out, "report.html"), "utf8");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    const samples = readFileSync(join(out, "samples.jsonl"), "utf8").trim().split("\n");
    expect(samples).toHaveLength(2 * 6);
    expect(JSON.parse(samples[0] ?? "")).toMatchObject({ scenario: "controller-dead", policy: "starter", jobs: 1 });
  });

  test("SIM-352 policies of one name are told apart by what the command line says", async () => {
    const [one, other] = ["one.json", "other.json"].map((name) => join(folder, name)) as [string, string];
    for (const [file, evidenceTtlMs] of [
      [one, 3_600_000],
      [other, 7_200_000],
    ] as const)
      writeFileSync(file, JSON.stringify({ ...starterPolicy, name: "same", evidenceTtlMs }));
    const { lines } = await rehearse(...SMALL, "--policy", one, "--against", other, "--scenario", "calm", "--json");
    expect(lines.filter(({ type }) => type === "rehearsal").map(({ policy }) => policy)).toEqual([one, other]);
    expect(lines.at(-1)).toMatchObject({ policy: one, against: other });
    const same = await rehearse(...SMALL, "--policy", one, "--against", one, "--scenario", "calm", "--json");
    expect(same.lines.at(-1)).toMatchObject({ policy: one, against: `${one} (against)` });
  });

  test("SIM-350 a file, an older report and a device are refused before anything is played", async () => {
    const out = join(folder, "older");
    const play = (...args: readonly string[]) => rehearse(...SMALL, "--scenario", "calm", ...args);
    writeFileSync(join(folder, "file"), "mine");
    await expect(play("--out", join(folder, "file"))).rejects.toMatchObject({ code: "OUT_NOT_A_FOLDER" });
    await expect(play("--policy", "/dev/zero")).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
    expect((await play("--out", out)).code).toBe(0);
    writeFileSync(join(out, "report.html"), "mine");
    // Days of a fleet, which would take minutes.
    const long = ["--hours", "1800", "--clusters", "64", "--out", out];
    await expect(rehearse(...long)).rejects.toMatchObject({ code: "FILE_EXISTS" });
    expect(readFileSync(join(out, "report.html"), "utf8")).toBe("mine");
    expect((await play("--out", out, "--force")).code).toBe(0);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("<!doctype html>");
  });

  test("SIM-350 a folder that cannot be written is named", async () => {
    const out = join(folder, "strict.json", "below");
    await expect(rehearse(...SMALL, "--scenario", "calm", "--out", out)).rejects.toMatchObject({
      code: "DIRECTORY_NOT_WRITABLE",
    });
  });
});

describe("SIM-347 plimsoll lab rehearse warn", () => {
  test("SIM-347 tells for every monitor and metric how early it warned and how often for nothing", async () => {
    const { code, lines } = await rehearse("warn", ...SMALL, "--seeds", "2", "--json");
    expect(code).toBe(0);
    expect(lines).toHaveLength(2 * 3 + 1);
    for (const line of lines.slice(0, -1)) expect(line).toMatchObject({ type: "warning", calm: 2 });
    // Six samples teach nobody anything: unknown, and not calm.
    for (const line of lines.slice(0, -1)) expect(line).toMatchObject({ blind: 2, falseAlarms: 0 });
  });
});

/** A real site with one run: proven, leased, renewed late, and then without evidence. */
function realSite(directory: string): void {
  let nowMs = 1_791_244_800_000;
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  using site = siteIn(directory, new FileKeyRing(dataFolder(directory).keys), clock);
  site.open("real", starterPolicy);
  site.accredit("acme", 4, 0);
  const head = digestOfTexts(["weights"]);
  site.must("start", {
    type: "run.start",
    run: "run-1",
    lab: "acme",
    lineage: "line-1",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: head, trainedFlop: "1000" },
    datasets: [],
    flopPerSecondMax: "1000",
  });
  for (const set of ["set-1", "set-2"]) {
    nowMs += 60_000;
    const probeSet = digestOfTexts([set]);
    site.must(`r:${set}`, {
      type: "windows.register",
      set,
      subject: { kind: "run", run: "run-1" },
      digest: head,
      probeSet,
      categories: 2,
      pairing: "stochastic",
    });
    site.must(`d:${set}`, { type: "windows.draw", set, pulse: probeSet });
    for (const dimension of DIMENSIONS)
      for (const context of CONTEXTS)
        site.must(`t:${set}/${dimension}/${context}`, {
          type: "trials.record",
          set,
          dimension,
          context,
          controlled: starterPolicy.trialsPerWindow,
          uncontrolled: 0,
          void: 0,
          actions: [starterPolicy.trialsPerWindow, 0],
          transcript: probeSet,
        });
    site.must(`c:${set}`, { type: "windows.close", set });
  }
  site.must("lease", { type: "lease.request", lease: "lease-1", run: "run-1", node: "node-1" });
  for (const waitMs of [1_250, 1_250, 1_250, 4_000]) {
    nowMs += waitMs;
    site.must(`tick:${nowMs}`, { type: "tick", holders: ["lease-1"] });
  }
  nowMs += 2 * starterPolicy.evidenceTtlMs;
  site.must(`tick:${nowMs}`, { type: "tick", holders: [] });
}

describe("SIM-348 plimsoll lab rehearse watch", () => {
  test("SIM-348 reads power, renewals and verdict of a real site from its ledger", async () => {
    const data = join(folder, "site");
    realSite(data);
    const { lines, code } = await rehearse("watch", "--data", data, "--every-seconds", "3600", "--json");
    expect(code).toBe(0);
    const samples = lines.slice(0, -1);
    expect(samples).toHaveLength(2 * 24 + 1);
    expect(samples[0]).toMatchObject({ type: "sample", jobs: 1, full: 1, leases: 1, grantedPpm: 1_000_000, falls: 0 });
    // One of four renewals came after 4 s, of a lease that lives 5 s.
    expect(samples[0]).toMatchObject({ lateRenewalsPpm: 250_000, refusals: null, loadPpm: null });
    expect(samples.at(-1)).toMatchObject({ none: 1, grantedPpm: 0, falls: 1 });
    expect(lines.at(-1)).toMatchObject({ type: "summary", ok: true, samples: 49, classicVerdict: "creative" });
    const timeline = await rehearse("watch", "--data", data, "--out", join(folder, "watched"));
    expect(timeline.stdout).toContain("cumulative-sum on power-withheld: ");
    expect(readFileSync(join(folder, "watched", "fleet.svg"), "utf8")).not.toMatch(/NaN|undefined/);
  });

  test("SIM-348 a folder without a site is none", async () => {
    await expect(rehearse("watch", "--data", join(folder, "nothing"))).rejects.toMatchObject({
      code: "SITE_NOT_FOUND",
    });
  });
});
