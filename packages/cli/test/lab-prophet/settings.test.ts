import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLASSIC, PLAIN_LOSS, PROFILES } from "@plimsoll/prophet";
import { describe, expect, test } from "vitest";
import { csvColumn } from "../../src/prophet-tools/config/csv-column.ts";
import { environmentLayer } from "../../src/prophet-tools/config/environment-layer.ts";
import { type Settings, settingsFrom } from "../../src/prophet-tools/config/settings.ts";
import { flagsLayer, rateFlag, type RunFlags, streamFlag } from "../../src/prophet-tools/run/run-flags.ts";
import { temporaryFolder } from "./lab-prophet.ts";

const folder = temporaryFolder();
let files = 0;
const NO_FLAGS: RunFlags = { kernel: true, monitor: true, baselines: true };

function file(text: string, name = `file-${(files += 1)}`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const settings = (config?: string, environment = {}, flags: Partial<RunFlags> = {}): Settings =>
  settingsFrom({ config, environment: environmentLayer(environment), flags: flagsLayer({ ...NO_FLAGS, ...flags }) });

describe("where settings come from", () => {
  test("PR-250 with nothing said it is the profile classic", () => {
    expect(settings()).toEqual({ profile: "classic", spec: CLASSIC, series: null, run: {} });
  });

  test("PR-250 each source goes before the one below: defaults, file, environment, flags", () => {
    const config = file(
      "training: { seed: 1, steps: 11, rate: { schedule: { rate: 0.01 } } }\nrun: { metricsPort: 1, healthPort: 2 }\n",
    );
    const environment = { PROPHET_SEED: "2", PROPHET_BASE_LR: "0.02", METRICS_PORT: "10", HEALTH_PORT: "" };
    const flags = { seed: 3, rate: rateFlag("0.03"), metricsPort: 100 };
    const chosen = (each: Settings) => [
      each.spec.seed,
      each.spec.steps,
      each.spec.rate.schedule,
      each.run.metricsPort,
      each.run.healthPort,
    ];
    const boost = (rate: number) => ({ kind: "boost", rate });
    expect(chosen(settings(config))).toEqual([1, 11, boost(0.01), 1, 2]);
    expect(chosen(settings(config, environment))).toEqual([2, 11, boost(0.02), 10, 2]);
    expect(chosen(settings(config, environment, flags))).toEqual([3, 11, boost(0.03), 100, 2]);
  });

  test("PR-250 PLIMSOLL_SEED goes before the original's PROPHET_SEED", () => {
    expect(settings(undefined, { PLIMSOLL_SEED: "5", PROPHET_SEED: "6" }).spec.seed).toBe(5);
  });

  test("PR-250 flags say what the original's say, and the stream and schedule besides", () => {
    const { spec } = settings(
      undefined,
      {},
      { kernel: false, batchSize: 4, stream: streamFlag("drifting"), rate: rateFlag("fixed:0.05") },
    );
    expect(spec).toMatchObject({
      loss: PLAIN_LOSS,
      task: { rows: 4 },
      rate: { schedule: { kind: "fixed", rate: 0.05 } },
    });
    expect(spec.stream).toEqual(PROFILES.foresight.stream);
  });

  test("PR-251 a file may choose the profile, lay parts over it, and replace what is of another kind or a list", () => {
    const config =
      file(`{"profile": "foresight", "training": {"task": {"rows": 8}, "rate": {"schedule": {"kind": "fixed", "rate": 1}},
      "worker": {"layers": [{"kind": "dense", "outputs": 1}]}}}`);
    const { spec, profile } = settings(config);
    expect(profile).toBe("foresight");
    expect(spec.task).toEqual({ ...PROFILES.foresight.task, rows: 8 });
    expect(spec.rate.schedule).toEqual({ kind: "fixed", rate: 1 });
    expect(spec.worker).toEqual({ ...PROFILES.foresight.worker, layers: [{ kind: "dense", outputs: 1 }] });
    expect(settings(config, {}, { profile: "classic" }).profile).toBe("classic");
  });
});

describe("a wrong configuration", () => {
  test.each([
    ["an unknown section", "training:\n  seed: 1\nmonitoring:\n  metrics_port: 1\n", "line 3", "monitoring"],
    ["an unknown field", "# mine\nrun:\n  log: a.csv\n  colour: red\n", "line 4", "run.colour"],
    [
      "an unknown field of the training",
      "training:\n  optimizer:\n    beta3: 1\n",
      "line 3",
      "training.optimizer.beta3",
    ],
    ["a value out of its range", "training:\n  seed: 1\n  steps: 0\n", "line 3", "training.steps"],
    ["another type", "run:\n  monitor: perhaps\n", "line 2", "run.monitor"],
    ["an unknown kind", "training:\n  stream:\n    kind: tides\n", "line 2", "training.stream"],
    [
      "a fault in a list",
      "training:\n  worker:\n    layers:\n      - { kind: tanh }\n      - { kind: dense, outputs: 0 }\n",
      "line 5",
      "training.worker.layers.1.outputs",
    ],
    ["an unknown profile", "profile: brave\n", "line 1", "profile"],
    ["broken YAML", "run:\n  log: [a\n", "line", "YAML"],
    ["a field twice", "run:\n  log: a\n  log: b\n", "line 3", "YAML"],
    ["a list", "- 1\n", "line 1", "fields by name"],
    ["data without a column", "run: {}\ndata:\n  file: a.csv\n", "line 2", "file and column"],
    ["an unknown tag", "run: !!js/function 1\n", "line 1", "YAML"],
  ])("PR-252 %s is an error that names line and field, and never a warning", (_, text, line, field) => {
    const refusal = (() => {
      try {
        return settings(file(text));
      } catch (fault) {
        return fault;
      }
    })();
    expect(refusal).toMatchObject({ code: "PROPHET_CONFIG" });
    expect(String(refusal)).toContain(line);
    expect(String(refusal)).toContain(field);
  });

  test("PR-252 one that grows from its aliases, or is no file, is refused", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"])
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
    expect(() => settings(file(bomb.join("\n")))).toThrow(expect.objectContaining({ code: "PROPHET_CONFIG" }) as Error);
    expect(() => settings(folder)).toThrow(expect.objectContaining({ code: "FILE_NOT_READABLE" }) as Error);
  });

  test.each([
    ["holds itself", "&a [*a]", "got a list;"],
    ["is a text of another kind", "secret words", "got a string;"],
    ["is too long for one", Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join("\n"), "bytes"],
  ])("PR-252 one that %s is refused soon, and not repeated", (_, text, told) => {
    expect(() => settings(file(text))).toThrow(
      expect.objectContaining({ code: "PROPHET_CONFIG", message: expect.stringContaining(told) as string }) as Error,
    );
  });

  test.each([
    { PROPHET_SEED: "many" },
    { PLIMSOLL_SEED: "-1" },
    { PROPHET_BASE_LR: "0" },
    { METRICS_PORT: "65536" },
    { HEALTH_PORT: " 80" },
  ])("PR-253 %o in the environment is refused by name", (environment) => {
    expect(() => settings(undefined, environment)).toThrow(
      expect.objectContaining({
        code: "PROPHET_ENVIRONMENT",
        message: expect.stringContaining(Object.keys(environment)[0]!) as string,
      }) as Error,
    );
  });
});

describe("a column of a CSV", () => {
  const csv = file('time,"value, kWh",note\n0,1.5,"a ""b"""\n1,-2e-3,\n\n2,3,x\n', "load.csv");

  test("PR-254 is named by its name or place, with quotes and empty lines; its length is the run's where none is asked for", () => {
    expect([...csvColumn({ file: csv, column: "value, kWh" })]).toEqual([1.5, -0.002, 3]);
    expect([...csvColumn({ file: csv, column: "2" })]).toEqual([1.5, -0.002, 3]);
    expect([...csvColumn({ file: file("4\n5\n"), column: "1" })]).toEqual([4, 5]);
    const stream = streamFlag(`csv:${csv}:time`);
    expect(settings(undefined, {}, { stream })).toMatchObject({ spec: { steps: 3, stream: { kind: "series" } } });
    expect(settings(undefined, {}, { stream, steps: 2 }).spec.steps).toBe(2);
    expect(settings(file(`data: { file: ${JSON.stringify(csv)}, column: time }`)).spec.steps).toBe(3);
  });

  test.each([
    ["a column that is not there", "price", "line 1"],
    ["a column beyond the last", "4", "line 1"],
    ["a field that is no number", "note", "line 2"],
  ])("PR-254 %s is refused, with its line", (_, column, line) => {
    expect(() => csvColumn({ file: csv, column })).toThrow(
      expect.objectContaining({ code: "PROPHET_SERIES", message: expect.stringContaining(line) as string }) as Error,
    );
  });

  test("PR-254 more steps than rows, and a series that nobody brings, are refused", () => {
    const series = expect.objectContaining({ code: "PROPHET_SERIES" }) as Error;
    expect(() => settings(undefined, {}, { stream: streamFlag(`csv:${csv}:time`), steps: 4 })).toThrow(series);
    expect(() => settings(file("training: { stream: { kind: series } }"))).toThrow(series);
    expect(() => csvColumn({ file: file("a,b\n"), column: "a" })).toThrow(series);
  });

  test.each(["csv:", "csv:file", "tides"])("PR-254 the stream %s is no stream", (text) => {
    expect(() => streamFlag(text)).toThrow();
  });

  test.each(["fast", "0", "fixed:", ":1", "2000"])("PR-250 the rate %s is no rate", (text) => {
    expect(() => rateFlag(text)).toThrow();
  });
});
