import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccreditedSite, RUN, runOf, siteTemplate } from "../faults/accredited-site.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const TIMEOUT = { timeout: 90_000 };
const OUTPUT = `site/runs/${RUN}/output.log`;
const fails = (script: string) => runOf(["--probe", "true"], ["sh", "-c", script]);

describe("G-225 a job that fails says why", () => {
  test(
    "G-225 with the file of its output, the last line of it, and that its lab's credit is spent",
    TIMEOUT,
    async () => {
      await using site = new AccreditedSite(template);
      rmSync(site.path("checkpoints", "step-1"));
      const args = fails("echo begins; echo 'train: \u001b[31mno data' >&2; echo; exit 4");
      const told = await site.plimsoll(...args);
      expect(told.end).toEqual({ code: 1, signal: null });
      expect(told.line("summary")).toMatchObject({
        outcome: "failed",
        reason: "JOB_FAILED",
        exitCode: 4,
        output: OUTPUT,
        lastLine: String.raw`train: \u{1b}[31mno data`,
        fix: expect.stringContaining("training from scratch of the quarter"),
      });
      expect((await site.plimsoll(...args)).errorLines()).toEqual([expect.stringMatching(/^GENESIS_SPENT: /)]);
    },
  );

  test("G-225 a person reads it on the line that says that it failed", TIMEOUT, async () => {
    await using site = new AccreditedSite(template);
    rmSync(site.path("checkpoints", "step-1"));
    const told = await site.plimsoll(...fails("exit 5").filter((word) => word !== "--json"));
    const last = told.errorLines().at(-1);
    expect(last).toContain(`JOB_FAILED, exit code 5, got nothing in "${OUTPUT}"; mend the job`);
    expect(last).toContain("training from scratch of the quarter");
  });
});
