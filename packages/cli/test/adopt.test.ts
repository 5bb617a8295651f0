import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { AccreditedSite, LAB, RUN, siteTemplate } from "./faults/accredited-site.ts";
import { eventually } from "./faults/eventually.ts";
import { entriesIn, ofKind } from "./faults/kept-ledger.ts";
import { killQuietly } from "./faults/governed-story.ts";

let template = "";
beforeAll(async () => {
  template = await siteTemplate();
  rmSync(`${template}/checkpoints/step-1`);
}, 60_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const TIMEOUT = { timeout: 120_000 };

/** Work that nobody governs. */
function found(): number {
  const child = spawn("sh", ["-c", "sleep 60 & sleep 60; :"], { detached: true, stdio: "ignore" });
  const pid = child.pid as number;
  onTestFinished(() => killQuietly(-pid));
  return pid;
}

const adopting = (pid: number, lab = LAB): string[] => [
  ...["adopt", "--pid", String(pid), "--data", "site", "--lab", lab, "--tier", "1", "--probe", "true", "--json"],
];

const stateOf = (pid: number): string => {
  try {
    return /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
};

test(
  "G-34 work that runs already becomes a run, is killed like one, and its exit code stays unknown",
  TIMEOUT,
  async () => {
    await using site = new AccreditedSite(template);
    const pid = found();
    const adopt = site.start(adopting(pid));
    await adopt.reached("started");
    expect(adopt.line("held"), adopt.stderr).toEqual({ type: "held", pid, processes: 3 });
    await eventually(() => stateOf(pid) === "S", 10_000, "a job that runs again");
    const kill = await site.plimsoll("kill", RUN, "--data", "site", "--json");
    // Its controller lives, and may read the order first.
    expect(kill.line("summary"), kill.stderr).toMatchObject({ confirmed: true, settled: true });
    expect(await adopt.finished(), adopt.stderr).toEqual({ code: 3, signal: null });
    expect(adopt.line("summary")).toMatchObject({ outcome: "killed", exitCode: null });
    expect(["", "Z"]).toContain(stateOf(pid));
  },
);

test("G-34 adopted work that ends by itself is settled, without a word on how", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const pid = found();
  const adopt = site.start(adopting(pid));
  await adopt.reached("started");
  killQuietly(pid);
  expect(await adopt.finished(), adopt.stderr).toEqual({ code: 0, signal: null });
  expect(adopt.line("summary")).toMatchObject({ outcome: "ended", exitCode: null, reason: "EXIT_UNKNOWN" });
  expect(ofKind(entriesIn(site.ledger), "run.ended").map(({ reason }) => reason)).toEqual(["lost"]);
});

test("G-34 where the start is refused the tree stays stopped, and is neither killed nor resumed", TIMEOUT, async () => {
  await using site = new AccreditedSite(template);
  const pid = found();
  const adopt = await site.plimsoll(...adopting(pid, "nobody"));
  expect(adopt.end?.code, adopt.stderr).toBe(3);
  expect(adopt.stderr).toMatch(/^UNKNOWN_LAB: /);
  expect(adopt.line("left-stopped")).toEqual({ type: "left-stopped", pid });
  expect(stateOf(pid)).toBe("T");
});
