import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { wait } from "../faults/eventually.ts";
import { example, ExampleSite, RUN_MS_MAX } from "./example-site.ts";

const TIMEOUT = { timeout: RUN_MS_MAX + 10_000, concurrent: true };
const OTHER_MODEL = `sha256:${"0".repeat(64)}`;
const EVIDENCE = ["--evidence", "evidence"];
const JOB = ["sh", example("shell-job/train.sh"), "ck", "0"];

describe("X-1 evidence that somebody else makes", () => {
  test("X-1 a run goes on when its requests are answered", TIMEOUT, async () => {
    await using site = new ExampleSite();
    await site.accredit();
    const run = site.start(EVIDENCE, JOB);
    while (run.end === null) {
      answerRequests(site);
      await wait(100);
    }
    await run.finished();
    expect(run.line("summary"), run.stderr).toMatchObject({ outcome: "finished", band: "full", exitCode: 0 });
    expect(readdirSync(site.path("evidence", "answers"))).toEqual([
      `${site.lab}-run-1_set-1.jsonl`,
      `${site.lab}-run-1_set-2.jsonl`,
    ]);
  });

  test("X-1 evidence on other weights is refused before anything runs", TIMEOUT, async () => {
    await using site = new ExampleSite();
    await site.accredit();
    mkdirSync(site.path("evidence", "answers"), { recursive: true });
    const header = { type: "windows", set: "somebody/set-1", digest: OTHER_MODEL };
    writeFileSync(site.path("evidence", "answers", "somebody_set-1.jsonl"), `${JSON.stringify(header)}\n`);
    const { code, summary } = await site.run(EVIDENCE, JOB);
    expect(summary).toMatchObject({ ok: false, code: "EVIDENCE_OTHER_MODEL" });
    expect(code).toBe(3);
    expect(readdirSync(site.path("ck"))).toEqual([".plimsoll"]);
  });
});

/** An evaluator elsewhere: answers each request once, with the first line of the request and then the trials. */
function answerRequests(site: ExampleSite): void {
  const requests = site.path("evidence", "requests");
  if (!existsSync(requests)) return;
  for (const name of readdirSync(requests).filter((name) => name.endsWith(".jsonl"))) {
    const answer = site.path("evidence", "answers", name);
    if (existsSync(answer)) continue;
    const [header = "", ...windows] = readFileSync(join(requests, name), "utf8").split("\n");
    const probe = [example("shell-job/probe.sh"), site.path("ck", "round-000.txt")];
    const trials = spawnSync("sh", probe, { input: windows.join("\n"), encoding: "utf8", maxBuffer: 1 << 24 }).stdout;
    writeFileSync(`${answer}.tmp`, `${header}\n${trials}`);
    renameSync(`${answer}.tmp`, answer);
  }
}
