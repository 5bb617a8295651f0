import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { example } from "./example-site.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) process.stderr.write("X-1 the Python example is skipped: there is no python3 on this machine\n");

const scratch = mkdtempSync(join(tmpdir(), "plimsoll-example-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const JOBS = [
  {
    language: "Python",
    isHere: hasPython,
    train: (folder: string, rounds: string) => [
      "python3",
      example("python-job/train.py"),
      "--checkpoints",
      folder,
      "--updates",
      rounds,
    ],
    probe: ["python3", example("python-job/probe.py")],
    newest: "step-00002.json",
  },
  {
    language: "shell",
    isHere: true,
    train: (folder: string, rounds: string) => ["sh", example("shell-job/train.sh"), folder, rounds],
    probe: ["sh", example("shell-job/probe.sh")],
    newest: "round-002.txt",
  },
] as const;

/** Alone, either job takes about three seconds. */
const ALONE_MS_MAX = 20_000;

const WINDOW = { window: "w", dimension: "goal_edit", context: "SHADOW", trials: 200, seed: "sha256:5eed" };

function outputOf([program, ...args]: readonly string[], input = ""): string {
  // Without a governor there is no verdict to wait for.
  const environment = { ...process.env, PLIMSOLL_CHECKPOINTS: "", PYTHONDONTWRITEBYTECODE: "1" };
  const options = { input, env: environment, encoding: "utf8", timeout: ALONE_MS_MAX } as const;
  const { stdout, stderr, status } = spawnSync(program as string, args, options);
  expect(status, stderr).toBe(0);
  return stdout;
}

describe.each(JOBS)("X-1 the $language job by itself", ({ language, isHere, train, probe, newest }) => {
  const straight = join(scratch, `${language}-straight`);
  const interrupted = join(scratch, `${language}-interrupted`);

  test.skipIf(!isHere)("X-1 goes on from its newest checkpoint as if it had never stopped", () => {
    outputOf(train(straight, "2"));
    outputOf(train(interrupted, "1"));
    outputOf(train(interrupted, "2"));
    expect(readdirSync(interrupted)).toEqual(readdirSync(straight));
    expect(readFileSync(join(interrupted, newest))).toEqual(readFileSync(join(straight, newest)));
  });

  test.skipIf(!isHere)("X-1 is probed by the window's seed alone", () => {
    const trials = (seed: string) =>
      outputOf([...probe, join(straight, newest)], `${JSON.stringify({ ...WINDOW, seed })}\n`);
    const lines = trials(WINDOW.seed).trimEnd().split("\n");
    expect(lines).toHaveLength(WINDOW.trials);
    expect(JSON.parse(lines[7] as string)).toEqual({ window: "w", trial: 7, outcome: "controlled" });
    expect(trials(WINDOW.seed)).toBe(trials(WINDOW.seed));
  });
});
