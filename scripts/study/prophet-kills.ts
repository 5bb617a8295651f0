// Kills a Prophet run with SIGKILL at moments by chance, lets it go on, and counts how often it is the uninterrupted run bit for bit.
// Run: node --conditions=@plimsoll/source scripts/study/prophet-kills.ts [kills] [seed]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chanceOf, KILLED_CONFIG, killedRun, wholeRun } from "../../packages/cli/test/lab-prophet/killed-run.ts";

const [kills, seed] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1)];
const place = mkdtempSync(join(tmpdir(), "prophet-kills-"));
try {
  process.exitCode = await killAll();
} finally {
  rmSync(place, { recursive: true, force: true });
}

async function killAll(): Promise<number> {
  const config = join(place, "config.yaml");
  writeFileSync(config, KILLED_CONFIG);
  const whole = await wholeRun(folderOf("whole"), config);
  const deaths: number[] = [];
  const resumes: number[] = [];
  let [identical, tried] = [0, 0];
  // A run that was done before its kill came shows nothing, and is not counted.
  for (; deaths.length < kills; tried += 1) {
    const folder = folderOf(`kill-${tried}`);
    const { stepsAtDeath, resumedAt, differences } = await killedRun(folder, config, whole, chanceOf(seed, tried));
    rmSync(folder, { recursive: true });
    if (stepsAtDeath === null) continue;
    deaths.push(stepsAtDeath);
    resumes.push(resumedAt);
    if (differences.length === 0) identical += 1;
    else process.stdout.write(`kill ${tried}: ${differences.join(", ")} differ\n`);
    process.stderr.write(`${deaths.length} of ${kills}: went on from step ${resumedAt}\n`);
  }
  const distinct = new Set(resumes).size;
  process.stdout.write(
    `${identical} of ${kills} identical; went on from ${distinct} different steps, ${Math.min(...resumes)} to ${Math.max(...resumes)}\n`,
  );
  return identical === kills ? 0 : 1;
}

function folderOf(name: string): string {
  const folder = join(place, name);
  mkdirSync(folder);
  return folder;
}
