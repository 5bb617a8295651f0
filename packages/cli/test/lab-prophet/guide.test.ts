import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveMonitor, TrainingStatus } from "@plimsoll/prophet/node";
import { CLASSIC } from "@plimsoll/prophet";
import { expect, test } from "vitest";
import { settingsFrom } from "../../src/prophet-tools/config/settings.ts";
import { prophetHere, temporaryFolder } from "./lab-prophet.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const guide = readFileSync(join(root, "docs/guides/train-with-prophet.md"), "utf8");
const folder = temporaryFolder();
const commands = [...guide.matchAll(/^\$ npx plimsoll lab prophet (.*)$/gm)].map(([, line]) => line!);
const FILES = /^(?:run\.jsonl|kept|kept\.csv)$/u;

test("PR-257 every command of the guide runs as it stands there", async () => {
  expect(commands.length).toBeGreaterThanOrEqual(5);
  for (const [at, line] of commands.entries()) {
    const words = line.split(" ").map((word) => (FILES.test(word) ? join(folder, word) : word));
    const isNamed = words.includes("--checkpoints") || words[0] !== "run";
    // The runs at fixed rates are what another test shows.
    const more =
      words[0] === "run" ? ["--no-baselines", ...(isNamed ? [] : ["--checkpoints", join(folder, `run-${at}`)])] : [];
    const told = await prophetHere(...words, ...more);
    expect(told, line).toMatchObject({ code: 0 });
  }
});

test("PR-257 the summary that is shown is that of the first command, rounded", async () => {
  const shown = JSON.parse(/^\{"type":"summary".*\}$/m.exec(guide)?.[0] ?? "") as Record<string, unknown>;
  const { summary } = await prophetHere(
    ...commands[0]!.split(" "),
    ...["--checkpoints", join(folder, "shown"), "--json"],
  );
  const rounded: unknown = JSON.parse(JSON.stringify(summary), (_, value: unknown) =>
    typeof value === "number" ? Number(value.toFixed(2)) : value,
  );
  expect(rounded).toEqual({ ...shown, checkpoint: expect.any(String), training: expect.any(String) });
});

test("PR-257 the guide names every metric, and none besides", async () => {
  const status = new TrainingStatus(CLASSIC, { stepsDone: 0, spikes: 0, rewinds: 0, drifts: 0 }, () => 0);
  await using monitor = await serveMonitor(status, { metricsPort: 0, healthPort: 0 });
  const text = await (await fetch(monitor.metricsUrl)).text();
  const served = [...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name!);
  const told = [...guide.matchAll(/`(prophet_\w+)`/gu)].map(([, name]) => name!);
  expect([...new Set(told)].toSorted()).toEqual(served.toSorted());
});

test("PR-257 every example is a configuration that holds", () => {
  const examples = readdirSync(join(root, "examples/prophet"));
  expect(examples).toContain("too-fast.yaml");
  const none = { training: {}, run: {} };
  for (const name of examples) {
    const config = join(root, "examples/prophet", name);
    expect(() => settingsFrom({ config, environment: none, flags: none })).not.toThrow();
    expect(guide).toContain(`examples/prophet/${name}`);
  }
});

test("PR-257 the example of the original is the profile classic", () => {
  const config = join(root, "examples/prophet/original.yaml");
  const none = { training: {}, run: {} };
  expect(settingsFrom({ config, environment: none, flags: none }).spec).toEqual(CLASSIC);
});
