import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COUNTABLE } from "../../src/evaluation-log/plain-trials.ts";
import { tallyLog } from "../../src/evaluation-log/tally-log.ts";
import { initDossier } from "../../src/node/dossier/init-dossier.ts";
import { readDossierFolder } from "../../src/node/dossier/read-dossier-folder.ts";
import { sealSources } from "../../src/node/dossier/seal-sources.ts";
import { LOG_PORTS } from "../../src/node/search/intake-ports.ts";
import { testFolder } from "./folder.ts";

const tallied = (text: string) =>
  tallyLog({ place: "logs/log", bytes: new TextEncoder().encode(text), besides: [] }, "e", LOG_PORTS);
const counted = (trials: number, successes: number, undecided = 0) => ({
  ok: true,
  value: { trials, successes, undecided },
});

test.each(["success", "passed", "correct", "pass", "ok", "Passed"])(
  "RS-430 rows and tables are counted by the field %s, as true and false or as 1 and 0",
  (name) => {
    expect(tallied(`{"id":0,"${name}":true}`)).toEqual(counted(1, 1));
    expect(tallied(`{"id":0,"${name}":true}\n{"id":1,"${name}":0}\n{"id":2,"${name}":1}\n`)).toEqual(counted(3, 2));
    expect(tallied(`{"${name}":true}\n{"${name}":"true"}\n{"${name}":0.5}\n{"id":3}\n`)).toEqual(counted(4, 1, 3));
    expect(tallied(`id,${name}\n1,1\n2,false\n3,TRUE\n4,maybe\n`)).toEqual(counted(4, 2, 1));
  },
);

test.each<[string, string, string]>([
  ["rows with two of them", '{"success":true,"passed":false}', "got success, passed"],
  ["rows that do not agree", '{"success":true}\n{"passed":true}', "got success, passed"],
  ["rows that spell it otherwise", '{"ok":true}\n{"OK":true}', "got ok, OK"],
  ["a table with two of them", "ok,correct\n1,0\n", "got ok, correct"],
  ["rows with none", '{"id":1,"score":0.5}', "got rows with id, score"],
  ["a table with none", "id,score\n1,0.5\n", "got a first line with id, score"],
  ["a list", "[1]", "got one JSON value"],
  ["a name that would not print", '{"\\u001b[2J":1}', "got rows with (another name)"],
])("RS-430 %s are not counted, and it is said what was expected", (_, text, got) => {
  const answer = tallied(text);
  expect(answer.ok ? "" : answer.error).toContain(got);
  expect(answer.ok ? "" : answer.error).toContain("success, passed, correct, pass or ok");
});

test("RS-430 garak's own field passed counts trials and is no trial", () => {
  expect(tallied('{"entry_type":"eval","passed":1}\n{"passed":1}\n').ok).toBe(false);
});

const EVALUATION =
  "trials: 1, trialsReported: 1, successes: 0, interval: null, elicitation: null, graderDigest: null, name: e, version: '1', subjectVersion: '1'";

test("RS-431 sealing says of each log how it is counted, or why it is not", () => {
  const folder = testFolder("counts");
  initDossier(folder, { kind: "model", action: "internal_deploy" });
  const example = { evaluation: "example-evaluation", run: "run-1", log: "evaluations/example.jsonl" };
  expect(sealSources(folder)).toEqual({
    sources: 2,
    logs: 1,
    unread: [],
    unknownSignals: [],
    counts: [{ ...example, counted: { trials: 4, successes: 3, undecided: 0 }, why: null }],
  });
  writeFileSync(join(folder, "evaluations/a.jsonl"), '{"score":1}\n');
  writeFileSync(join(folder, "evaluations/b.csv"), "passed\n1\n");
  const run = (id: string, log: string, rest = "") => `{id: ${id}, log: ${log}, isReported: true${rest}}`;
  const runs = [
    run("one", "evaluations/a.jsonl"),
    run("two", "evaluations/b.csv"),
    run("three", "evaluations/b.csv"),
    run("four", "evaluations/gone.jsonl"),
    run("five", "evaluations/b.csv", `, digest: "sha256:${"a".repeat(64)}"`),
  ];
  writeFileSync(join(folder, "evaluations.yaml"), `- {id: e, ${EVALUATION}, runs: [${runs.join(", ")}]}\n`);
  const { counts, unread } = sealSources(folder);
  expect(counts.map(({ run: id, counted: tally, why }) => [id, tally?.successes ?? null, why])).toEqual([
    ["one", null, `expected ${COUNTABLE}; got rows with score`],
    ["two", 1, null],
    ["three", null, "it is the log of two once more"],
    ["four", null, "not there"],
    ["five", null, "it is not the file whose digest the dossier names"],
  ]);
  expect(unread).toEqual(["e four: evaluations/gone.jsonl: not there"]);
});

test("RS-431 what could not be read stays unsealed, and the rest of the lock is written", () => {
  const folder = testFolder("counts");
  initDossier(folder, { kind: "model", action: "internal_deploy" });
  rmSync(join(folder, "sources/example-report.txt"));
  expect(sealSources(folder)).toMatchObject({ sources: 1, logs: 1 });
  expect(readDossierFolder(folder).unsealed).toEqual(["source-1"]);
  expect(readFileSync(join(folder, "sources.lock.json"), "utf8")).toContain("source-2");
});
