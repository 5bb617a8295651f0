import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { onnxOf, openPolicy } from "@plimsoll/simulation";
import { learningCurve } from "../../src/cluster-tools/train/learning-curve.ts";
import { refuseFilesOfOthers } from "../../src/cluster-tools/train/own-files.ts";
import { logText, type LogRow } from "../../src/cluster-tools/train/training-log.ts";
import type { TrainingPlan } from "../../src/cluster-tools/train/training-plan.ts";
import { readState, stateText, type TrainingState } from "../../src/cluster-tools/train/training-state.ts";
import { PlimsollProcess } from "../faults/plimsoll-process.ts";
import { cluster, smallPlan, smallTraining, temporaryFolder } from "./lab-cluster.ts";

const folder = temporaryFolder();
const SMALL = ["--environments", "8", "--rollout", "8", "--minibatches", "2", "--hidden", "8"];
const train = (...args: readonly string[]) => cluster(folder, "train", ...SMALL, ...args);
const openIn = (name: string) => openPolicy(JSON.parse(readFileSync(join(folder, name), "utf8")));

const asText = (state: Parameters<typeof stateText>[0]): string => {
  const path = join(folder, "kept.state.json");
  writeFileSync(path, stateText(state));
  return path;
};

describe("SIM-371 plimsoll lab cluster train", () => {
  test("SIM-371 writes policy, ONNX, log, curve and state; the same options give the same bytes", async () => {
    const args = ["--steps", "300", "--json", "--onnx", "a.onnx", "--log", "a.csv"];
    const { code, summary, lines } = await train("--out", "a.json", ...args);
    expect(code).toBe(0);
    expect(lines.filter(({ type }) => type === "update").length).toBe(5);
    const { policy } = openIn("a.json");
    expect(summary).toMatchObject({
      ok: true,
      profile: "hard",
      seed: 1,
      memory: true,
      updates: 5,
      steps: 320,
      isWhole: true,
      digest: policy.digest,
    });
    expect(summary["heldOut"]).toMatchObject({
      episodes: 512,
      mean: expect.any(Number) as number,
      h1Mean: expect.any(Number) as number,
    });
    const files = ["a.onnx", "a.csv", "a.svg", "a.state.json"];
    for (const file of files) expect(existsSync(join(folder, file)), file).toBe(true);
    const log = readFileSync(join(folder, "a.csv"), "utf8").trimEnd().split("\n");
    expect(log[0]).toMatch(/^update,steps,episodes,mean_return,mean_length,entropy,/);
    expect(log.length).toBe(6);
    expect(log.every((line) => line.split(",").length === log[0]!.split(",").length)).toBe(true);
    const first = ["a.json", ...files].map((file) => readFileSync(join(folder, file)));
    expect((await train("--out", "a.json", ...args, "--force")).code).toBe(0);
    expect(["a.json", ...files].map((file) => readFileSync(join(folder, file)))).toEqual(first);
  });

  test("SIM-372 what is in the way is told before the training, and stays", async () => {
    writeFileSync(join(folder, "mine.json"), "mine");
    const refused = await train("--steps", "1000000000", "--out", "mine.json", "--json");
    expect(refused).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
    expect(readFileSync(join(folder, "mine.json"), "utf8")).toBe("mine");
  });

  test("SIM-373 Ctrl-C ends early, keeps a valid policy and a state to go on from", async () => {
    await using told = new PlimsollProcess(["lab", "cluster", "train", ...SMALL, "--out", "c.json", "--json"], {
      cwd: folder,
    });
    await told.reached("update");
    told.signal("SIGINT");
    expect(await told.finished()).toMatchObject({ code: 0 });
    const summary = told.lines().at(-1)!;
    expect(summary).toMatchObject({
      type: "summary",
      ok: true,
      isWhole: false,
      digest: openIn("c.json").policy.digest,
    });
    const state = readState(join(folder, "c.state.json"));
    expect(state.trainer.updates).toBe(summary["updates"]);
    const steps = String(((summary["updates"] as number) + 2) * 64);
    const more = await cluster(
      folder,
      "train",
      "--resume",
      "c.state.json",
      "--steps",
      steps,
      "--out",
      "c.json",
      "--json",
    );
    expect(more).toMatchObject({ code: 0, summary: { updates: (summary["updates"] as number) + 2, isWhole: true } });
  });
});

test("SIM-373 a training that ended early prints the command that goes on, with all its files", async () => {
  const files = ["--out", "h.json", "--onnx", "h.onnx", "--log", "h.csv"];
  await using told = new PlimsollProcess(["lab", "cluster", "train", ...SMALL, "--checkpoint-every", "1", ...files], {
    cwd: folder,
  });
  await expect.poll(() => existsSync(join(folder, "h.state.json")), { timeout: 20_000 }).toBe(true);
  told.signal("SIGINT");
  expect(await told.finished()).toMatchObject({ code: 0 });
  expect(told.stdout).toContain(`plimsoll lab cluster train --resume h.state.json ${files.join(" ")}\n`);
}, 40_000);

describe("SIM-353 whoever goes on replaces what the training left, and nothing else", () => {
  const TITLE = "a curve";
  const drawn = (log: readonly LogRow[]): string => learningCurve(TITLE, log);

  /** Leaves all files of a training under a name. */
  async function left(name: string, plan: TrainingPlan): Promise<TrainingState> {
    const { policy, state } = await smallTraining(plan);
    const files = {
      json: JSON.stringify(policy),
      "state.json": stateText(state),
      onnx: onnxOf(openPolicy(policy)),
      csv: logText(state.log),
      svg: drawn(state.log),
    };
    for (const [kind, content] of Object.entries(files)) writeFileSync(join(folder, `${name}.${kind}`), content);
    return state;
  }

  /** Goes on with `own`. */
  const refuse = (from: TrainingState, changes: Readonly<Record<string, string>> = {}): void => {
    const names = { state: "own.state.json", out: "own.json", onnx: "own.onnx", log: "own.csv", curve: "own.svg" };
    const paths = Object.entries({ ...names, ...changes }).map(([kind, name]) => [kind, join(folder, name)]);
    const outputs = Object.fromEntries(paths) as Record<keyof typeof names, string>;
    const stateBesideOut = outputs.out.replace(/json$/, "state.json");
    refuseFilesOfOthers({ ...outputs, resume: join(folder, "own.state.json"), stateBesideOut, drawn }, from);
  };

  test("SIM-353 files of another seed, plan or content are refused; its own, and those that are not there, are not", async () => {
    const plan = smallPlan(true);
    const from = await left("own", plan);
    await left("seed", { ...plan, seed: 2 });
    await left("world", { ...plan, profile: "bursty" });
    await left("rate", { ...plan, options: { ...plan.options, learningRate: 0.1 } });
    writeFileSync(join(folder, "mine"), "mine");
    refuse(from);
    refuse(from, { out: "new.json", onnx: "new.onnx", log: "new.csv", curve: "new.svg", state: "new.state.json" });
    const others = { out: ".json", onnx: ".onnx", log: ".csv", curve: ".svg", state: ".state.json" };
    // In so short a training no episode ends: all curves are the same.
    const { curve: _, ...told } = others;
    const named = Object.entries(told).flatMap(([kind, ending]) =>
      ["seed", "world", "rate"].map((name) => [kind, `${name}${ending}`] as const),
    );
    const foreign = [...named, ...Object.keys(others).map((kind) => [kind, "mine"] as const)];
    for (const [kind, name] of foreign)
      expect(() => refuse(from, { [kind]: name }), `${kind} ${name}`).toThrow(
        expect.objectContaining({ code: "FILE_EXISTS", message: expect.stringContaining(name) as string }) as Error,
      );
  });

  test("SIM-353 the command refuses them with 3, and --force replaces them", async () => {
    await left("own", smallPlan(true));
    await left("seed", smallPlan(true, 2));
    const goOn = (...args: readonly string[]) =>
      cluster(folder, "train", "--resume", "own.state.json", "--steps", "192", "--json", ...args);
    const before = readFileSync(join(folder, "seed.json"));
    expect(await goOn("--out", "seed.json")).toMatchObject({ code: 3, summary: { code: "FILE_EXISTS" } });
    expect(readFileSync(join(folder, "seed.json"))).toEqual(before);
    expect((await goOn("--out", "own.json", "--onnx", "own.onnx")).code).toBe(0);
    expect((await goOn("--out", "seed.json", "--force")).code).toBe(0);
    expect(readFileSync(join(folder, "seed.json"))).not.toEqual(before);
  });
});

describe("SIM-374 a training goes on from its state", () => {
  test.each([true, false])("SIM-374 bit for bit, by way of the file; with memory %s", async (memory) => {
    const plan = smallPlan(memory);
    const whole = await smallTraining(plan, { updates: 4 });
    const half = await smallTraining(plan, { updates: 2 });
    const rest = await smallTraining(plan, { updates: 4, from: readState(asText(half.state)) });
    expect(rest.policy).toEqual(whole.policy);
    expect(rest.state).toEqual(whole.state);
    expect(rest.state.log.length).toBe(4);
  });

  test("SIM-374 a checkpoint is a whole state", async () => {
    const plan = smallPlan(true);
    const checkpoints: string[] = [];
    const half = await smallTraining(plan, {
      checkpointEvery: 1,
      onCheckpoint: (state) => checkpoints.push(stateText(state)),
    });
    expect(checkpoints.length).toBe(2);
    expect(checkpoints[1]).toBe(stateText(half.state));
    const from = readState(asText(half.state));
    expect(from.trainer.parameters).toEqual(half.state.trainer.parameters);
    const same = await smallTraining(plan, { updates: 2, from });
    expect(same.policy).toEqual(half.policy);
    expect((await smallTraining(plan, { updates: 3, from })).state.trainer.updates).toBe(3);
  });

  test("SIM-374 a state that was changed, or is none, is refused", async () => {
    const { state } = await smallTraining(smallPlan(false));
    const path = join(folder, "changed.state.json");
    for (const text of [stateText(state).replace('"updates":2', '"updates":3'), "{}", "no"]) {
      writeFileSync(path, text);
      expect(() => readState(path), text.slice(0, 20)).toThrow(
        expect.objectContaining({ code: "CLUSTER_TRAINING_STATE" }),
      );
    }
  });

  test.each([
    [["--seed", "3"], "--seed"],
    [["--no-memory"], "--no-memory"],
    [["--steps", "100000"], "learning rate is 0"],
    [["--steps", "64"], "so many are done"],
  ])("SIM-374 resumed with %j it says what the state decides", async (args, word) => {
    const plan = smallPlan(true);
    const { state } = await smallTraining({ ...plan, options: { ...plan.options, annealUpdates: 4 } });
    writeFileSync(join(folder, "d.state.json"), stateText(state));
    const told = await cluster(folder, "train", "--resume", "d.state.json", "--out", "d.json", "--json", ...args);
    expect(told.summary).toMatchObject({ ok: false, code: "CLUSTER_TRAINING_DIFFERS" });
    expect(told.summary["message"]).toContain(word);
    expect(existsSync(join(folder, "d.json"))).toBe(false);
  });
});

test("SIM-371 a learning curve is drawn of nothing, of one update and of a thousand", () => {
  const row = (update: number) => [
    update,
    64 * update,
    1,
    update % 7 === 0 ? null : Math.sin(update),
    10,
    1.7,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  for (const count of [0, 1, 1_000]) {
    const rows = Array.from({ length: count }, (_, update) => row(update + 1));
    const svg = learningCurve("a <title>", rows);
    expect(svg).toContain("a &lt;title&gt;");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect([...svg.matchAll(/<path/g)].length).toBe(count === 0 ? 0 : 2);
    expect(logText(rows).trimEnd().split("\n").length).toBe(count + 1);
  }
});
