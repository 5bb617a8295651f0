import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chanceOf, KILLED_CONFIG, killedRun, wholeRun } from "./killed-run.ts";

const place = mkdtempSync(join(tmpdir(), "prophet-kills-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const KILLS = 10;

/** `node --conditions=@plimsoll/source scripts/study/prophet-kills.ts` does it 200 times. */
test("PR-240 a run that is killed at any moment and goes on is the uninterrupted one bit for bit: log, checkpoint, summary", async () => {
  const config = join(place, "config.yaml");
  writeFileSync(config, KILLED_CONFIG);
  const folderOf = (name: string): string => {
    const folder = join(place, name);
    mkdirSync(folder);
    return folder;
  };
  const whole = await wholeRun(folderOf("whole"), config);
  expect(whole.summary["rewinds"]).toBeGreaterThan(0);
  const kills = Array.from({ length: KILLS }, (_, kill) => kill);
  const runs = [];
  // Two at a time, as a small machine has cores.
  for (let kill = 0; kill < KILLS; kill += 2)
    runs.push(
      ...(await Promise.all(
        kills
          .slice(kill, kill + 2)
          .map((each) => killedRun(folderOf(`kill-${each}`), config, whole, chanceOf(9, each))),
      )),
    );
  expect(runs.flatMap(({ differences }) => differences)).toEqual([]);
  // Else nothing was shown: most died before their end, and after their first checkpoint.
  expect(runs.filter(({ stepsAtDeath }) => stepsAtDeath !== null).length).toBeGreaterThanOrEqual(KILLS / 2);
  expect(runs.some(({ resumedAt }) => resumedAt > 0 && resumedAt < 1600)).toBe(true);
}, 120_000);
