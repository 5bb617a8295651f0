import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const PLIMSOLL = fileURLToPath(new URL("../../cli/bin/plimsoll.js", import.meta.url));
const INTERVAL = 15;
const UPDATES = 45;
const TIMEOUT = { timeout: 120_000 };

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-prophet-learner-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, ".plimsoll"));
  return directory;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
}

function started(
  checkpoints: string,
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Started {
  const options = ["--seed=5", "--learner=prophet", `--updates=${UPDATES}`, `--interval=${INTERVAL}`];
  const child = spawn(
    process.execPath,
    [PLIMSOLL, "gridworld", "train", ...options, `--checkpoints=${checkpoints}`, ...more],
    {
      env: { ...process.env, PLIMSOLL_RUN: "", PLIMSOLL_CHECKPOINTS: "", ...environment },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, ended: new Promise((resolve) => child.once("exit", resolve)) };
}

const policies = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".policy"))
    .toSorted();

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

/** Checkpoints, trainer states and notes, by name. */
const filesOf = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ...policies(directory),
      ...policies(directory).flatMap((name) => [`.plimsoll/${name}.state`, `.plimsoll/${name}.json`]),
    ].map((name) => [name, readFileSync(join(directory, name)).toString("base64")]),
  );

test(
  "PR-276 a learner that is killed goes on bit for bit, its rate rule and kept states with it",
  TIMEOUT,
  async () => {
    const [straight, killed] = [folder(), folder()];
    expect(await started(straight).ended).toBe(0);
    const first = started(killed);
    await until(() => policies(killed).length > 1);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(policies(killed).length).toBeLessThan(policies(straight).length);
    expect(await started(killed).ended).toBe(0);
    expect(filesOf(killed)).toEqual(filesOf(straight));
  },
);

test(
  "PR-277 under a governor it learns nothing at 0 and before a verdict, and says what it gained",
  TIMEOUT,
  async () => {
    const directory = folder();
    const put = (name: string, text: string): void => {
      const file = join(directory, ".plimsoll", name);
      writeFileSync(`${file}.tmp`, text);
      renameSync(`${file}.tmp`, file);
    };
    const advise = (scalePpm: number): void => put("advice.json", JSON.stringify({ scalePpm, sinceMs: 1 }));
    const judge = (name: string): void =>
      put(`${name}.verdict.json`, '{"levelPpm":1000000,"band":"full","reasons":[]}');
    advise(0);
    const { ended } = started(directory, ["--await-verdicts"], {
      PLIMSOLL_RUN: "run.0badcafe",
      PLIMSOLL_CHECKPOINTS: directory,
      PLIMSOLL_ADVICE: join(directory, ".plimsoll", "advice.json"),
    });
    await until(() => existsSync(join(directory, ".plimsoll", "advice-report.json")));
    await wait(500);
    // Not even teaching has begun.
    expect(existsSync(join(directory, ".plimsoll", "teaching.json"))).toBe(false);
    advise(1_000_000);
    await until(() => policies(directory).length === 1);
    await wait(500);
    expect(policies(directory)).toEqual(["step-00000.policy"]);
    advise(0);
    judge("step-00000.policy");
    await wait(1000);
    expect(policies(directory)).toEqual(["step-00000.policy"]);
    expect(JSON.parse(readFileSync(join(directory, ".plimsoll", "advice-report.json"), "utf8"))).toMatchObject({
      scalePpm: 0,
    });
    advise(200_000);
    await until(() => policies(directory).length === 2);
    for (const name of ["step-00015.policy", "step-00030.policy", "step-00045.policy"]) {
      await until(() => policies(directory).includes(name));
      judge(name);
    }
    expect(await ended).toBe(0);
    const notes = policies(directory).map(
      (name) =>
        JSON.parse(readFileSync(join(directory, ".plimsoll", `${name}.json`), "utf8")) as Record<string, number | null>,
    );
    expect(notes[0]).toMatchObject({ step: 0, gainMicro: null });
    for (const [index, note] of notes.slice(1).entries())
      expect(note["gainMicro"]).toBe(Number(note["meanRewardMicro"]) - Number(notes[index]?.["meanRewardMicro"]));
  },
);
