import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Desk } from "./desk.ts";

const SLOW = { timeout: 60_000 };

/** An example with one file changed. */
async function changed(desk: Desk, example: string, file: string, edit: (text: string) => string): Promise<string> {
  const folder = desk.path("case");
  await desk.release("init", folder, "--example", example);
  const path = desk.path("case", file);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
  return folder;
}

test(
  "RS-519 a screening claim of another kind is told by its kind, before the answer and under Level",
  SLOW,
  async () => {
    using desk = new Desk();
    const folder = await changed(desk, "g1", "claims.json", (text) =>
      text.replace('"kind": "compute"', '"kind": "capability"'),
    );
    const { text, code } = await desk.text("evaluate", folder);
    expect(code).toBe(3);
    const [before = "", after = ""] = text.split("level ASL-5");
    expect(before).toContain("screeningClaim `screening` does not screen this subject");
    expect(before).toContain("it is of kind capability; it must be compute");
    expect(after).toMatch(
      /Level: \S+ is not ruled out; screeningClaim screening: it is of kind capability; it must be/,
    );
    expect((await desk.release("evaluate", folder)).summary["screeningFaults"]).toEqual([
      "it is of kind capability; it must be compute",
    ]);
  },
);

/** What the commands do to a risk that the mission of g3 does not bear: fewer readings, two incidents among them. */
async function modulated(desk: Desk, levers: readonly object[]): Promise<string> {
  const folder = await changed(desk, "g3", "plan.json", (text) =>
    JSON.stringify({ ...(JSON.parse(text) as object), levers }),
  );
  const telemetry = desk.path("case", "telemetry.json");
  const readings = JSON.parse(readFileSync(telemetry, "utf8")) as readonly { readonly atMs: number }[];
  const newestMs = Math.max(...readings.map(({ atMs }) => atMs));
  writeFileSync(telemetry, JSON.stringify(readings.filter(({ atMs }) => atMs > newestMs - 25 * 3_600_000)));
  const mission = desk.path("case", "mission.json");
  const { incidents, ...rest } = JSON.parse(readFileSync(mission, "utf8")) as { readonly incidents: readonly object[] };
  const late = (id: string) => ({ id, text: "A plan was late.", atMs: newestMs - 3_600_000, isClosed: true });
  writeFileSync(mission, JSON.stringify({ ...rest, incidents: [...incidents, late("i-2"), late("i-3")] }));
  return folder;
}

test(
  "RS-520 a risk that the mission does not bear is told with its figures, and with what would change them",
  SLOW,
  async () => {
    using desk = new Desk();
    const folder = await modulated(desk, [{ id: "compute", text: "CPU time." }]);
    const { text } = await desk.text("evaluate", folder);
    expect(text).toContain("CONDITION_MODULATION_REQUIRED");
    expect(text).toMatch(/risk of failure: 0\.\d{4} within 10 cycles \(.*2 incidents in 25 cycles\)/);
    expect(text).toMatch(/acceptable: below 0\.\d{4} = 0\.\d{4} \(tolerance of this level\) x harmony \d\.\d{4}/);
    expect(text).toContain("mission criteria: all 10 are shown in full");
    expect(text).toContain("would change it: A lower risk, shown by telemetry.");
  },
);

test(
  "RS-521 orders to levers are told by evaluate, gate and lever, with the command that answers them",
  SLOW,
  async () => {
    using desk = new Desk();
    const folder = await modulated(desk, [{ id: "request-quota", text: "Requests an hour." }]);
    const said =
      /order evaluation-1:request-quota: lever request-quota, scale to 0\.85 of full use, to be read back within \d+ s/;
    const answer = "plimsoll release lever tidal-works/heron-2 evaluation-1:request-quota --read-back SHARE";
    const { text } = await desk.text("evaluate", folder);
    const gated = await desk.text("gate", folder);
    const told = await desk.text("lever", "tidal-works/heron-2");
    for (const each of [text, gated.text, told.text]) {
      expect(each).toMatch(said);
      expect(each).toContain(answer);
    }
    expect(text).toContain("would change it: The next evaluation has to find a risk below 0.");
    expect((await desk.release("gate", folder)).summary["orders"]).toMatchObject([
      { lever: "request-quota", share: 0.85, state: "open", answer },
    ]);
    const unknown = await desk.release("lever", "tidal-works/heron-2", "evaluation-7:x", "--read-back", "0.5");
    expect(unknown.summary["message"]).toContain("an order that stands: evaluation-1:request-quota");
    const order = ["lever", "tidal-works/heron-2", "evaluation-1:request-quota", "--read-back"];
    expect((await desk.text(...order, "0.9")).text).toContain("counts as not carried out");
    expect((await desk.text(...order, "0.85")).text).toContain("is answered, and carried out\n");
    expect((await desk.text("lever", "tidal-works/heron-2")).text).toContain(
      "order evaluation-1:request-quota: lever request-quota, scale to 0.85 of full use: carried out\n",
    );
  },
);

test("RS-521 where a plan names no lever, what an order binds is said", SLOW, async () => {
  using desk = new Desk();
  const folder = await modulated(desk, []);
  const { text } = await desk.text("evaluate", folder);
  expect(text).toContain("levers: at 0.8500 of full use, by order of evaluation-1\n  The plan named no lever");
  for (const args of [
    ["gate", folder],
    ["lever", "tidal-works/heron-2"],
  ])
    expect((await desk.text(...args)).text).toContain("nothing is to be read back. The share binds what plimsoll run");
});

const GUIDE = readFileSync(new URL("../../../../docs/guides/dossier.md", import.meta.url), "utf8");

test("RS-525 without a release log a command refuses, and the guide says so", SLOW, async () => {
  using desk = new Desk();
  const folder = desk.path("case");
  await desk.release("init", folder);
  for (const args of [["gate", folder], ["status"], ["lever", "example-model"]])
    expect(await desk.release(...args)).toMatchObject({ code: 3, summary: { code: "RELEASE_STORE_NOT_FOUND" } });
  expect(GUIDE).toMatch(/\| 3 \| .*`RELEASE_STORE_NOT_FOUND`/);
});

test(
  "RS-437 a first evaluation of the skeleton costs what the guide says, and is Red for its flag too",
  SLOW,
  async () => {
    using desk = new Desk();
    const folder = desk.path("case");
    await desk.release("init", folder);
    const { summary } = await desk.release("evaluate", folder, "--no-repair");
    expect(GUIDE).toContain(`That run costs ${String(summary["spentT"])} of the 100 T`);
    expect(summary).toMatchObject({ colour: "RED", level: "ASL-5" });
    expect(JSON.stringify(summary["reasons"])).toContain("The repair was switched off");
  },
);
