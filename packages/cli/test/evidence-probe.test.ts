import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePolicy, POLICY_SHAPE, parameterCount } from "@plimsoll/evidence";
import { AccreditedSite, LAB, RUN, siteTemplate } from "./faults/accredited-site.ts";
import { eventually } from "./faults/eventually.ts";
import { plimsoll } from "./faults/plimsoll-process.ts";

const TAUGHT = "checkpoints/step-00000.policy";
let template = "";

beforeAll(async () => {
  template = await siteTemplate();
  const taught = await plimsoll(
    ["gridworld", "train", "--seed", "7", "--updates", "1", "--checkpoints", "checkpoints"],
    {
      cwd: template,
    },
  );
  expect(taught.end, taught.stderr).toEqual({ code: 0, signal: null });
}, 120_000);
afterAll(() => rmSync(template, { recursive: true, force: true }));

const probe = (...flags: string[]): string[] => [
  ...["evidence", "probe", "--data", "site", "--lab", LAB, "--weights", TAUGHT, "--flop", "6717382782", "--json"],
  ...flags,
];
const SET = `${RUN}/set-1`;

/** The journal of the first set; before it is there, a path where none is. */
function journalOf(site: AccreditedSite): string {
  const evidence = site.path("site", "evidence");
  const folders = existsSync(evidence) ? readdirSync(evidence) : [];
  return join(evidence, folders.find((name) => name.startsWith(`${RUN}_set-1.`)) ?? "none", "journal.jsonl");
}

describe("plimsoll evidence probe", () => {
  test("E-180 proves a taught policy in two window sets, and says what it found", async () => {
    await using site = new AccreditedSite(template);
    const probed = await site.plimsoll(...probe());
    expect(probed.end, probed.stderr).toEqual({ code: 0, signal: null });
    expect(probed.line("summary")).toEqual({
      type: "summary",
      subject: RUN,
      sets: [SET, `${RUN}/set-2`],
      families: [],
      band: "full",
      levelPpm: 1_000_000,
      reasons: ["CONTROL_PROVEN"],
    });
    const verified = await site.plimsoll("ledger", "verify", "site/ledger", "--json");
    expect(verified.line("summary")).toMatchObject({ ok: true });
    const checked = await site.plimsoll("evidence", "check", SET, "--data", "site", "--weights", TAUGHT, "--json");
    expect(checked.line("summary")).toMatchObject({ ok: true, trials: 9_056, replayed: 9_056, faults: [] });
  });

  test("E-181 a journal that was edited after the close is found out", async () => {
    await using site = new AccreditedSite(template);
    await site.plimsoll(...probe("--sets", "1"));
    const journal = journalOf(site);
    writeFileSync(journal, readFileSync(journal, "utf8").replace('"outcome":"controlled"', '"outcome":"uncontrolled"'));
    const checked = await site.plimsoll("evidence", "check", SET, "--data", "site", "--json");
    expect(checked.end).toEqual({ code: 3, signal: null });
    expect(checked.line("summary")).toMatchObject({ ok: false, replayed: null });
  });

  test("E-182 weights that were never taught are cut after a few hundred trials", async () => {
    await using site = new AccreditedSite(template);
    writeFileSync(
      site.path("untaught.policy"),
      encodePolicy(new Float64Array(parameterCount(POLICY_SHAPE)).fill(0.01)),
    );
    const probed = await site.plimsoll(
      ...["evidence", "probe", "--data", "site", "--lab", LAB, "--weights", "untaught.policy", "--flop", "1", "--json"],
    );
    expect(probed.line("summary")).toMatchObject({ band: "cut", levelPpm: 0 });
    expect(site.entries()).toBeGreaterThan(10);
  });

  test("E-183 goes on after kill -9 where it stood", async () => {
    await using site = new AccreditedSite(template);
    const lines = (): string[] => {
      try {
        return readFileSync(journalOf(site), "utf8").split("\n").slice(0, -1);
      } catch {
        return [];
      }
    };
    const first = site.start(probe("--rate", "500", "--sets", "1"));
    await eventually(() => lines().length > 300, 30_000);
    first.signal("SIGKILL");
    await first.ended;
    appendFileSync(journalOf(site), '{"kind":"trial","cell":"goal_ed');
    const second = await site.plimsoll(...probe("--sets", "1"));
    expect(second.end, second.stderr).toEqual({ code: 0, signal: null });
    const trials = lines().filter((line) => line.includes('"kind":"trial"'));
    // The trial that was under way is not made again.
    expect(trials.length).toBeGreaterThanOrEqual(9_055);
    expect(new Set(trials.map((line) => line.slice(0, line.indexOf('"outcome"')))).size).toBe(trials.length);
  });

  test("E-184 says how to go on when the budget is spent", async () => {
    await using site = new AccreditedSite(template);
    const probed = await site.plimsoll(...probe("--requests-max", "50"));
    expect(probed.end).toEqual({ code: 1, signal: null });
    expect(probed.stdout + probed.stderr).toContain("PROBE_BUDGET_SPENT");
  });

  test("E-186 other weights than the run's are refused: evidence is about bytes", async () => {
    await using site = new AccreditedSite(template);
    await site.plimsoll(...probe("--sets", "1"));
    const probed = await site.plimsoll(
      ...["evidence", "probe", "--data", "site", "--run", RUN, "--weights", "checkpoints/step-00001.policy"],
    );
    expect(probed.stderr).toContain("WEIGHTS_DIFFER");
    expect(probed.end?.code).toBe(3);
  });

  test("E-180 practice needs no site and claims nothing", async () => {
    const practised = await plimsoll(["evidence", "probe", "--practice", "20", "--weights", TAUGHT, "--json"], {
      cwd: template,
    });
    expect(practised.end, practised.stderr).toEqual({ code: 0, signal: null });
    expect(practised.line("summary")).toMatchObject({ registered: false });
  });

  test("E-180 without an agent or a subject it says what is missing", async () => {
    await using site = new AccreditedSite(template);
    for (const flags of [
      ["--lab", LAB],
      ["--weights", TAUGHT],
      ["--lab", LAB, "--weights", "nothing.policy"],
    ]) {
      const probed = await site.plimsoll("evidence", "probe", "--data", "site", ...flags);
      expect(probed.end?.code).not.toBe(0);
      expect(probed.stderr).toMatch(/PROBE_TARGET_MISSING|PROBE_SUBJECT_UNUSABLE|FILE_NOT_FOUND/);
    }
  });
});
