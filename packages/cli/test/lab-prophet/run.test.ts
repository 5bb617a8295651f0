import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROFILES, createTrainer } from "@plimsoll/prophet";
import { PlimsollProcess } from "../faults/plimsoll-process.ts";
import { lastNumberedFolder, nextNumberedFolder } from "../../src/prophet-tools/run/numbered-folder.ts";
import { prophet, prophetHere, SILENT, temporaryFolder } from "./lab-prophet.ts";

const folder = temporaryFolder();
const place = (name: string): string => {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
};
const QUIET = ["--no-monitor", "--no-baselines", "--json"];

describe("lab prophet run", () => {
  test("PR-241 the last line is the summary: the run, its baselines in the same measure, the risk, and where it is kept", async () => {
    const { code, lines, summary, stderr } = await prophet(place("summary"), [
      "run",
      "--steps",
      "300",
      "--seed",
      "3",
      "--no-monitor",
      "--json",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines.every(({ type }) => ["begin", "checkpoint", "progress", "summary"].includes(type))).toBe(true);
    const trainer = createTrainer({ ...PROFILES.classic, steps: 300, seed: 3 });
    const records = Array.from({ length: 300 }, () => trainer.step(1));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const { stream } = trainer.parts;
    const values = records.map(({ step }) => stream.valueAt(step));
    expect(summary).toMatchObject({
      ok: true,
      steps: 300,
      finalError: mean(records.map(({ error }) => error)),
      baselines: {
        zero: expect.closeTo(mean(values.map((value) => value ** 2)), 12) as number,
        repeatLast: expect.closeTo(mean(values.map((value, at) => (value - (values[at - 1] ?? 0)) ** 2)), 12) as number,
      },
      spikes: trainer.counts.spikes,
      rewinds: 0,
      checkpoint: "prophet-runs/001/checkpoint_final.safetensors",
      interrupted: false,
    });
    const { bestFixed } = summary["baselines"] as { readonly bestFixed: number };
    const fixed = createTrainer({
      ...trainer.spec,
      risk: null,
      rate: { schedule: { kind: "fixed", rate: summary["bestFixedRate"] as number }, guard: null },
    });
    expect(bestFixed).toBeCloseTo(mean(records.map(() => fixed.step(1).error)), 12);
    expect(existsSync(join(folder, "summary", summary["checkpoint"] as string))).toBe(true);
  });

  test("PR-242 a second run into a folder is refused with the way out; --resume goes on; nothing is done twice", async () => {
    const cwd = place("twice");
    const args = ["run", "--steps", "120", "--checkpoints", join(cwd, "ck"), "--log", join(cwd, "run.csv"), ...QUIET];
    const first = await prophetHere(...args);
    const again = await prophetHere(...args);
    expect(again.code).toBe(3);
    expect(again.stderr).toMatch(/^PROPHET_CHECKPOINTS_EXIST: .*--resume/u);
    const resumed = await prophetHere(...args, "--resume");
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.lines.map(({ type }) => type)).toEqual(["begin", "summary"]);
    expect(resumed.summary).toEqual(first.summary);
    expect(readFileSync(join(cwd, "run.csv"), "utf8").split("\n")).toHaveLength(122);
  });

  test("PR-242 a run that names no folder has the next number, and --resume the last one that got anywhere", async () => {
    const room = join(folder, "numbers");
    expect([1, 2, 3].map(() => nextNumberedFolder(room))).toEqual(
      ["001", "002", "003"].map((name) => join(room, name)),
    );
    expect(() => lastNumberedFolder(room)).toThrow(
      expect.objectContaining({ code: "PROPHET_NOTHING_TO_RESUME" }) as Error,
    );
    writeFileSync(join(room, "002/checkpoint_step_000500.safetensors"), "");
    expect(lastNumberedFolder(room)).toBe(join(room, "002"));
    expect(() => lastNumberedFolder(join(room, "none"))).toThrow(/--checkpoints/u);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "PR-243 %s ends a run with a last checkpoint and exit 0",
    async (signal) => {
      const cwd = place(signal);
      const args = ["lab", "prophet", "run", "--steps", "100000000", "--log", "run.jsonl", ...QUIET];
      await using run = new PlimsollProcess(args, { cwd, environment: SILENT });
      await run.reached("checkpoint");
      run.signal(signal);
      expect(await run.finished()).toEqual({ code: 0, signal: null });
      const summary = run.line("summary")!;
      expect(summary).toMatchObject({ ok: true, interrupted: true });
      expect(readFileSync(join(cwd, "run.jsonl"), "utf8").split("\n")).toHaveLength(1 + (summary["steps"] as number));
      expect(readdirSync(join(cwd, "prophet-runs/001"))).toContain("checkpoint_final.safetensors");
    },
  );

  test("PR-244 metrics and health are there while it runs, and a port in use ends it before its first step and uses up no number", async () => {
    const cwd = place("monitor");
    const args = ["run", "--steps", "100000000", "--metrics-port", "0", "--health-port", "0", "--live", "0", "--json"];
    await using run = new PlimsollProcess(["lab", "prophet", ...args], { cwd, environment: SILENT });
    await run.reached("progress");
    const { metricsUrl, healthUrl } = run.line("begin") as unknown as Record<"metricsUrl" | "healthUrl", string>;
    const steps = /^prophet_training_steps_total (\d+)$/mu.exec(await (await fetch(metricsUrl)).text());
    expect(Number(steps?.[1])).toBeGreaterThan(0);
    expect(await (await fetch(new URL("/readyz", healthUrl))).text()).toBe("READY\n");

    const live = run.line("live")!["url"] as string;
    expect(await (await fetch(live)).text()).toContain("<title>Prophet</title>");
    expect(await (await fetch(new URL("state.json", live))).json()).toMatchObject({
      phase: "running",
      steps: 100000000,
    });
    expect(await (await fetch(new URL("plot.svg", live))).text()).toMatch(/^<svg .*Learning rate/su);
    for (const name of ["live.css", "live.js", "icon.svg"]) expect((await fetch(new URL(name, live))).status).toBe(200);

    const { port } = new URL(metricsUrl);
    const short = [
      "run",
      "--steps",
      "10",
      "--health-port",
      "0",
      "--checkpoints",
      join(cwd, "ck"),
      "--log",
      join(cwd, "none.jsonl"),
      "--json",
    ];
    const second = await prophetHere(...short, "--metrics-port", port);
    expect(second).toMatchObject({ code: 1, summary: { ok: false, code: "PROPHET_PORT_IN_USE" } });
    expect(existsSync(join(cwd, "none.jsonl"))).toBe(false);
    const unnamed = await prophet(cwd, ["run", "--steps", "10", "--health-port", "0", "--metrics-port", port]);
    expect(unnamed.stderr).toMatch(/^PROPHET_PORT_IN_USE: /u);
    expect(readdirSync(join(cwd, "prophet-runs"))).toEqual(["001"]);
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const takenPort = String((taken.address() as AddressInfo).port);
    const third = await prophetHere("run", "--steps", "10", "--live", takenPort, ...QUIET);
    expect(third.summary).toMatchObject({ ok: false, code: "PORT_IN_USE" });
    taken.close();
  });

  test("PR-245 people are told in a table, and asked nothing of standard error where nobody watches", async () => {
    const { code, stdout, stderr } = await prophet(place("people"), ["run", "--steps", "60", "--no-monitor"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^Prophet, profile classic, seed 42: 60 of 60 steps\n +mean squared error\nthis run +[\d.]+\nbest fixed rate, [\d.]+ +[\d.]+\nthe value before +[\d.]+\nzero +[\d.]+\n/u,
    );
  });

  test.each([
    ["a broken configuration", ["--config", "HERE/bad.yaml"], 2, "PROPHET_CONFIG"],
    ["a configuration that is not there", ["--config", "HERE/no.yaml"], 1, "FILE_NOT_FOUND"],
    ["an unknown schedule", ["--rate", "tides:0.1"], 2, "PROPHET_SPEC"],
    ["a CSV that is not there", ["--stream", "csv:HERE/no.csv:1"], 1, "FILE_NOT_FOUND"],
    ["a log that is there", ["--log", "HERE/bad.yaml"], 3, "PROPHET_LOG_EXISTS"],
  ])("PR-246 %s ends it before anything is written, with its code", async (_, args, code, name) => {
    const cwd = place(`faults-${name}-${args[0]}`);
    writeFileSync(join(cwd, "bad.yaml"), "training:\n  steps: none\n");
    const here = args.map((word) => word.replace("HERE", cwd));
    const told = await prophetHere("run", "--steps", "10", "--checkpoints", join(cwd, "ck"), ...here, ...QUIET);
    expect(told.code).toBe(code);
    expect(told.summary).toMatchObject({ ok: false, code: name });
    expect(told.stderr.split("\n")).toHaveLength(2);
  });

  test("PR-246 a governed run that is told another folder than its governor's is refused", async () => {
    const cwd = place("elsewhere");
    const environment = { PLIMSOLL_RUN: "acme-run-1", PLIMSOLL_CHECKPOINTS: join(cwd, "told") };
    const told = await prophet(cwd, ["run", "--steps", "10", "--checkpoints", "own", ...QUIET], environment);
    expect(told).toMatchObject({ code: 2, summary: { ok: false, code: "PROPHET_CONFIG" } });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("PR-243 a governed run ends at SIGTERM while a checkpoint waits for its verdict", async () => {
    const cwd = place("unjudged");
    const environment = { ...SILENT, PLIMSOLL_RUN: "acme-run-1", PLIMSOLL_CHECKPOINTS: join(cwd, "told") };
    await using run = new PlimsollProcess(["lab", "prophet", "run", "--steps", "10", ...QUIET], { cwd, environment });
    await run.reached("checkpoint");
    run.signal("SIGTERM");
    expect(await run.finished()).toMatchObject({ code: 0 });
  });

  test("PR-246 a damaged newest checkpoint is named, and the one before is gone on from", async () => {
    const cwd = place("damaged");
    const args = ["run", "--steps", "100", "--checkpoints", join(cwd, "ck"), "--checkpoint-interval", "40", ...QUIET];
    const whole = await prophetHere(...args);
    const names = readdirSync(join(cwd, "ck")).filter((name) => /final|000100/u.test(name));
    for (const name of names) writeFileSync(join(cwd, "ck", name), "broken");
    const resumed = await prophetHere(...args, "--resume");
    expect(resumed.lines.filter(({ type }) => type === "damaged").map((line) => line["name"])).toEqual(
      expect.arrayContaining(names),
    );
    expect(resumed.lines.find(({ type }) => type === "begin")).toMatchObject({ step: 80 });
    expect(resumed.summary).toEqual(whole.summary);
  });
});

describe("lab prophet plot", () => {
  test("PR-256 draws a log beside it, and replaces nothing without --force", async () => {
    const cwd = place("plot");
    const log = join(cwd, "run.jsonl");
    await prophetHere("run", "--steps", "100", "--checkpoints", join(cwd, "ck"), "--log", log, ...QUIET);
    const drawn = await prophetHere("plot", log, "--json");
    expect(drawn.summary).toMatchObject({ ok: true, steps: 100, plot: join(cwd, "run.svg") });
    expect(readFileSync(join(cwd, "run.svg"), "utf8")).toMatch(/^<svg /u);
    expect((await prophetHere("plot", log, "--title", "other")).code).toBe(3);
    expect((await prophetHere("plot", log, "--title", "other", "--force")).code).toBe(0);
    expect((await prophetHere("plot", join(cwd, "no.jsonl"))).stderr).toMatch(/^FILE_NOT_FOUND/u);
  });
});
