import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccreditedSite, RUN, runOf, siteTemplate } from "../faults/accredited-site.ts";
import { eventually } from "../faults/eventually.ts";
import { verified } from "../faults/kept-ledger.ts";
import { killQuietly } from "../faults/governed-story.ts";
import type { JsonLine, PlimsollProcess } from "../faults/plimsoll-process.ts";
import { jobOf } from "../faults/process-family.ts";

const SOURCE = [process.execPath, "--conditions=@plimsoll/source"];
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const INTERVAL = 600;
const STEPS = 6 * INTERVAL;
/** Proven to 0.99 on the first checkpoint, to 0.95 on the second, to neither on the third. */
const PROBE = [...SOURCE, program("probe-by-step.ts"), `${2 * INTERVAL}=20`, `${3 * INTERVAL}=70`].join(" ");
const JOB = [
  ...[process.execPath, program("../../bin/plimsoll.js"), "lab", "prophet", "run"],
  ...["--profile=classic", "--rate=fixed:0.01", "--no-monitor", "--no-baselines", "--log=steps.jsonl"],
  ...[`--steps=${STEPS}`, `--checkpoint-interval=${INTERVAL}`],
];
const COMMAND = runOf(["--probe", PROBE, "--retests", "1"], JOB);
const RATE = 0.01;
const TIMEOUT = { timeout: 240_000 };
const RUN_MS_MAX = 200_000;

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
  // A training from scratch.
  rmSync(`${template}/checkpoints/step-1`);
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const logOf = (site: AccreditedSite): string => {
  const file = site.path("steps.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

interface LoggedStep {
  readonly step: number;
  readonly rate: number;
}

const stepsIn = (log: string): LoggedStep[] =>
  log
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as LoggedStep);

const notesFile = (site: AccreditedSite, name: string): unknown =>
  JSON.parse(readFileSync(site.path("checkpoints", ".plimsoll", name), "utf8"));

const ofType = (run: PlimsollProcess, type: string): JsonLine[] => run.lines().filter((line) => line.type === type);

let straightLog = "";

test("PR-280 a Prophet run obeys power, advice and pause, and says what it gained", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const run = site.start(COMMAND);
  const { code } = await run.finished(RUN_MS_MAX);
  expect(run.line("summary"), run.stdout + run.stderr).toMatchObject({ outcome: "paused", band: "paused" });
  expect(code).toBe(3);

  // The rate in the trainer's own log is what the governor advised: a fifth from scratch, all of it once control is proven, a fifth again, nothing.
  straightLog = logOf(site);
  const steps = stepsIn(straightLog);
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 3 * INTERVAL }, (_, step) => step));
  const ratesOf = (part: number): number[] => [
    ...new Set(steps.slice(part * INTERVAL, (part + 1) * INTERVAL).map(({ rate }) => Number(rate.toPrecision(9)))),
  ];
  expect([0, 1, 2].map(ratesOf)).toEqual([[0.2 * RATE], [RATE], [0.2 * RATE]]);

  // Advice goes beside the power, never for it.
  expect(ofType(run, "power").map(({ levelPpm }) => levelPpm)).toEqual(expect.arrayContaining([200_000, 1_000_000, 0]));
  const advised = ofType(run, "advice").map(({ advisedScalePpm }) => advisedScalePpm);
  expect(advised[0]).toBe(200_000);
  expect(advised).toContain(1_000_000);
  expect(advised.at(-1)).toBe(0);
  expect(ofType(run, "advice").map(({ reportedScalePpm }) => reportedScalePpm)).toEqual(
    expect.arrayContaining([200_000, 1_000_000]),
  );
  expect(ofType(run, "advice-fault")).toEqual([]);
  expect(notesFile(site, "advice.json")).toMatchObject({ scalePpm: 0 });

  // Consumed FLOP go into O_r by the kernel; what it gained is the trainer's word, and shown.
  const checkpoints = ofType(run, "checkpoint");
  expect(checkpoints.map(({ name }) => name)).toEqual(
    [1, 2, 3].map((part) => `checkpoint_step_${String(part * INTERVAL).padStart(6, "0")}.safetensors`),
  );
  const notes = checkpoints.map(({ name }) => notesFile(site, `${String(name)}.json`) as Record<string, unknown>);
  for (const [index, { gainMicro }] of checkpoints.entries()) {
    expect(Number.isSafeInteger(gainMicro)).toBe(true);
    expect(notes[index]).toMatchObject({ step: (index + 1) * INTERVAL, gainMicro });
  }
  const flop = notes.map(({ trainedFlop }) => BigInt(String(trainedFlop)));
  expect(flop[1]).toBe(2n * (flop[0] ?? 0n));
  expect(ofType(run, "measurement").at(-1)?.["lockIn"]).toMatchObject({ verdict: expect.any(String) });
  await verified(site.ledger);
});

test("PR-281 a Prophet run that is killed goes on under its governor bit for bit", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const first = site.start(COMMAND);
  await first.reached("started");
  const status = site.plimsoll("governor", "status", "--data", "site", "--json");
  // Beyond the first checkpoint, and most often before the second.
  await eventually(() => logOf(site).split("\n").length > INTERVAL + 50, 60_000, "steps beyond a checkpoint");
  for (const { pid } of jobOf(RUN)) killQuietly(pid);
  const { code } = await first.finished(RUN_MS_MAX);
  expect(code, first.stdout).toBe(1);
  expect(first.line("summary"), first.stdout + first.stderr).toMatchObject({ code: "JOB_LOST" });
  expect(logOf(site)).not.toBe(straightLog);

  // What the trainer is advised, and says, is there for other processes of the site too.
  const shown = (await status).lines().find(({ run, purpose }) => run === RUN && purpose === "job");
  expect(shown?.["trainer"], (await status).stdout).toMatchObject({ advisedScalePpm: expect.any(Number) });

  const second = site.start(COMMAND);
  await second.finished(RUN_MS_MAX);
  expect(second.line("begin")).toMatchObject({ run: RUN, resumed: true });
  expect(second.line("summary"), second.stdout + second.stderr).toMatchObject({ outcome: "paused" });
  expect(logOf(site)).toBe(straightLog);
  await verified(site.ledger);
});
