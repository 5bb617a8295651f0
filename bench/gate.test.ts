import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const HISTORY = fileURLToPath(new URL("history.jsonl", import.meta.url));
const GATE = fileURLToPath(new URL("gate.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bench-gate-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The recorded history with one more run of the sovereignty bench, so many times as good as its last. */
function judgedAfter(times: number, ...flags: readonly string[]) {
  const file = join(folder, `${times}.jsonl`);
  copyFileSync(HISTORY, file);
  const line = readFileSync(HISTORY, "utf8")
    .split("\n")
    .findLast((text) => text.includes('"bench":"sovereignty"'));
  const scaled = (line ?? "").replaceAll(
    /("timesPeer":\{"median":)([\d.]+)/g,
    (_, before: string, median: string) => `${before}${Number(median) * times}`,
  );
  appendFileSync(file, `${scaled}\n`);
  const { status, stdout } = spawnSync(process.execPath, [GATE, "--history", file, ...flags], { encoding: "utf8" });
  return { status, stdout };
}

describe("npm run bench:gate", () => {
  it("fails the recorded history once a run with a third of the ratio is added, and names it", () => {
    const { status, stdout } = judgedAfter(1 / 3);
    expect(stdout).toContain("| sovereignty | published world, step, a second | the same in Python |");
    expect(status).toBe(1);
  });

  it("does not fail for a run that is as good as the last one, or better", () => {
    for (const times of [1, 3]) {
      const { stdout } = judgedAfter(times, "--json");
      const { rows } = JSON.parse(stdout) as { rows: readonly { bench: string; verdict: string }[] };
      const verdicts = rows.filter(({ bench }) => bench === "sovereignty").map(({ verdict }) => verdict);
      expect(new Set(verdicts)).toEqual(new Set(["held"]));
    }
  });

  it("tells a history that is not there from one without a regression", () => {
    const { status, stderr } = spawnSync(process.execPath, [GATE, "--history", join(folder, "none")], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining("HISTORY_MISSING")]);
  });
});
