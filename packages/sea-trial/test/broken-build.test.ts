import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** Under plain Node: module hooks do not reach what a test runner loads. */
function inNode(source: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const words = ["--conditions=@plimsoll/source", "--input-type=module-typescript", "--eval", source];
  return spawnSync(process.execPath, words, { encoding: "utf8", cwd: new URL("../../..", import.meta.url).pathname });
}

const IMPORT = `import { loadBroken } from "./packages/sea-trial/src/canary/broken-build.ts";`;

test("ST-50 a broken build is a module graph of its own: its trial runs over the broken line, and no other does", () => {
  const { stdout, stderr } = inNode(`${IMPORT}
    const of = async (name, patches) => (await loadBroken(name, patches)).runTrial({ seed: 1, minutes: 3, sites: 4, faults: [], checkers: [] });
    const patch = { file: "packages/governor/src/run/lease-keeper.ts", find: "RENEWALS_PER_TTL = 4", replace: "RENEWALS_PER_TTL = 8" };
    const [whole, broken, again] = [await of("whole", []), await of("broken", [patch]), await of("again", [])];
    console.log(JSON.stringify([whole.traceHash === again.traceHash, whole.facts["renewal.sent"], broken.facts["renewal.sent"]]));`);
  expect(stderr).toBe("");
  const [isSame, whole, broken] = JSON.parse(stdout) as [boolean, number, number];
  expect(isSame).toBe(true);
  expect(broken).toBeGreaterThan(1.4 * whole);
});

test("ST-50 a line that is not there once is no canary", () => {
  const patch = { file: "packages/governor/src/run/lease-keeper.ts", find: "no such line", replace: "" };
  const { status, stderr } = inNode(`${IMPORT} await loadBroken("none", [${JSON.stringify(patch)}]);`);
  expect(stderr).toContain("expected its line once, got it 0 times");
  expect(status).toBe(1);
});
