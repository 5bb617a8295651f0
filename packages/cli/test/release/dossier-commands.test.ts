import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { answerQuoting } from "./model-answer.ts";
import { Desk } from "./desk.ts";

const SLOW = { timeout: 60_000 };

test("RS-431 sealing says how each log is counted, and is not done where a file cannot be read", async () => {
  using desk = new Desk();
  await desk.release("init", desk.path("case"));
  const sealed = await desk.text("seal", desk.path("case"));
  expect(sealed.code).toBe(0);
  expect(sealed.text).toContain("2 sources and 1 log sealed\n");
  expect(sealed.text).toContain("example-evaluation run-1 (evaluations/example.jsonl): 4 trials, 3 succeeded\n");
  writeFileSync(desk.path("case", "evaluations", "example.jsonl"), '{"score":0.5}\n');
  expect((await desk.text("seal", desk.path("case"))).text).toMatch(
    /not counted: expected .*passed.*; got rows with score/,
  );
  rmSync(desk.path("case", "sources", "example-report.txt"));
  const torn = await desk.text("seal", desk.path("case"));
  expect(torn.code).toBe(1);
  expect(torn.text).toContain("1 source and 1 log sealed");
  expect(torn.text).toContain("DOSSIER_FILE_MISSING: 1 file could not be read");
  expect(torn.text).toContain("source-1: sources/example-report.txt: not there");
  const told = await desk.release("seal", desk.path("case"));
  expect(told).toMatchObject({
    code: 1,
    summary: { ok: false, code: "DOSSIER_FILE_MISSING", sources: 1, logs: 1, counts: [{ counted: null }] },
  });
  expect(readFileSync(desk.path("case", "sources.lock.json"), "utf8")).toContain("source-2");
});

test("RS-434 faults of a dossier are something broken, and a folder that is there is not written over", async () => {
  using desk = new Desk();
  await desk.release("init", desk.path("case"));
  expect(await desk.release("init", desk.path("case"))).toMatchObject({ code: 1, summary: { code: "DOSSIER_EXISTS" } });
  const links = desk.path("case", "links.yaml");
  const text = readFileSync(links, "utf8");
  writeFileSync(links, text.replace("claim: claim-1", "claim: claim-7"));
  const refused = await desk.release("evaluate", desk.path("case"));
  expect(refused).toMatchObject({ code: 1, summary: { code: "DOSSIER_REFERENCE_UNKNOWN" } });
  expect(refused.summary["message"]).toContain("links.yaml, line 3");
  expect(refused.summary["message"]).toContain('"claim-7"; claims.yaml has "claim-1"');
  expect(existsSync(desk.path("data"))).toBe(false);
});

const PLAN = `# Plan for Kestrel-7

## Capabilities
It can read ${"a very long list of scans, ".repeat(8)}and more.

## Compute
It has 7B parameters and is trained on 2T tokens.
`;

test(
  "RS-435 A69 a first look prints what the text claims, its compute with the working, and the level as work",
  SLOW,
  async () => {
    using desk = new Desk();
    writeFileSync(desk.path("plan.md"), PLAN);
    const { text, code } = await desk.text("ask", desk.path("plan.md"));
    expect(code).toBe(3);
    expect(text).toMatch(/\n {2}c-1 {2}capability {2}It can read a very long .{70,80}…\n/);
    expect(text).toContain("8.4e22 FLOP");
    expect(text).toContain("6 x 7e9 parameters x 2e12 tokens");
    expect(text).toMatch(/\d+\. It stands at ASL-5, .*set screeningClaim/);
    const { summary } = await desk.release("ask", desk.path("plan.md"));
    expect(summary["compute"]).toMatchObject({ flop: "84000000000000000000000", stated: null });
    expect(summary["claims"]).toContainEqual(expect.objectContaining({ id: "c-1", kind: "capability" }));
    writeFileSync(desk.path("empty.md"), "Nothing.\n");
    const empty = await desk.text("ask", desk.path("empty.md"));
    expect(empty.text).toContain("Compute: the text states none.");
  },
);

test("RS-436 what is kept and dropped of a model's answer comes first, and the answer in one line", SLOW, async () => {
  using desk = new Desk();
  writeFileSync(desk.path("plan.md"), PLAN);
  const answer = answerQuoting("trained on 2T tokens", "nothing of this stands there");
  writeFileSync(desk.path("answer.json"), JSON.stringify(answer));
  const taken = await desk.text("import-answer", desk.path("answer.json"), "--text", desk.path("plan.md"));
  expect(taken.code).toBe(3);
  const [kept, dropped, place, last, ...rest] = taken.text.trimEnd().split("\n");
  expect(kept).toBe(`kept: 1 as opinions, recorded in ${desk.path("data")}`);
  expect(dropped).toBe("dropped: 1");
  expect(place).toMatch(/^ {2}findings\/1: /);
  expect(last).toMatch(/^RED {2}train_start of pasted-[0-9a-f]{12}, level ASL-5$/);
  expect(rest).toEqual([]);
});

test("RS-439 an example says which answer it is made for, and what of the site that takes", async () => {
  using desk = new Desk();
  const told = async (id: string): Promise<string> =>
    (await desk.text("init", desk.path(id), "--example", id)).text.split("\nNext:")[0] ?? "";
  expect(await told("g1")).toMatch(/is made: A small model, screened. It is made for the answer GREEN\.$/);
  expect(await told("g2")).toContain("the answer YELLOW, for CONDITION_SOURCES_TO_ADD.");
  expect(await told("g10")).toContain("a site whose policy was changed without its votes");
  expect(await told("g11")).toContain("a site whose account of T is empty");
  expect(await desk.release("init", desk.path("again"), "--example", "g11")).toMatchObject({
    summary: { id: "g11-budget-starved", colour: "RED", because: "UNPROVEN_T_EXHAUSTED" },
  });
});
