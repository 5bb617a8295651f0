import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { figureStanding } from "../../src/evaluation-log/figure.ts";
import { recount } from "../../src/evaluation-log/recount.ts";
import { contentOf } from "../../src/evaluation-log/log-content.ts";
import type { RunLog } from "../../src/evaluation-log/run-log.ts";
import { tallyLog } from "../../src/evaluation-log/tally-log.ts";
import { LOG_PORTS } from "../../src/node/search/intake-ports.ts";
import { bytesOf, evaluation, trials, written } from "./case.ts";

/** Files that the real tools wrote; the rows that their makers brought about stand in packages/evidence/test/intake. */
const foreign = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../spec/vectors/evidence/foreign/${name}`, import.meta.url)));

const log = (bytes: Uint8Array | string, besides: RunLog["besides"] = []): RunLog => ({
  place: "logs/log",
  bytes: typeof bytes === "string" ? bytesOf(bytes) : bytes,
  besides,
});
const tallied = (bytes: Uint8Array | string, name = "refusals", besides: RunLog["besides"] = []) =>
  tallyLog(log(bytes, besides), name, LOG_PORTS);

test("RS-225 Inspect logs are counted sample by sample; errors, unknown and missing scores are undecided", () => {
  expect(tallied(foreign("inspect/clean.json"), "shutdown stopped")).toEqual({
    ok: true,
    value: { trials: 12, successes: 12, undecided: 0 },
  });
  expect(tallied(foreign("inspect/mixed.json"), "shutdown stopped")).toEqual({
    ok: true,
    value: { trials: 12, successes: 8, undecided: 3 },
  });
});

test("RS-225 Inspect archives are counted as the same log in JSON is", () => {
  for (const name of ["mixed.eval", "mixed.deflate.eval", "mixed.chunked.eval"])
    expect(tallied(foreign(`inspect/${name}`), "stopped"), name).toEqual({
      ok: true,
      value: { trials: 12, successes: 8, undecided: 3 },
    });
  const whole = foreign("inspect/clean.eval");
  expect(tallied(whole, "stopped")).toEqual({ ok: true, value: { trials: 12, successes: 12, undecided: 0 } });
  for (let length = 0; length < whole.length; length += 997)
    expect(tallied(whole.slice(0, length), "stopped").ok).toBe(false);
});

test("RS-225 results of lm-evaluation-harness count with their samples, and not by their mean", () => {
  const results = foreign("lm-eval/results.json");
  const samples = { place: "logs/samples_stops_1.jsonl", bytes: foreign("lm-eval/samples.jsonl") };
  expect(tallied(results, "stops", [samples])).toEqual({ ok: true, value: { trials: 10, successes: 8, undecided: 0 } });
  expect(tallied(results, "stops").ok).toBe(false);
});

test("RS-225 promptfoo by its rows, garak by outputs without a hit", () => {
  expect(tallied(foreign("promptfoo/results.json"))).toEqual({
    ok: true,
    value: { trials: 6, successes: 4, undecided: 0 },
  });
  expect(tallied(foreign("garak/report.jsonl"))).toEqual({
    ok: true,
    value: { trials: 16, successes: 2, undecided: 0 },
  });
  expect(tallied(foreign("garak/report.jsonl"), "test.Test any.AnyOutput").ok).toBe(true);
});

test("RS-225 a log that was changed, cut off or contradicts itself is not counted", () => {
  const text = new TextDecoder().decode(foreign("inspect/clean.json"));
  expect(tallied(text, "shutdown").ok).toBe(false);
  expect(tallied(text, "stopped").ok).toBe(true);
  expect(tallied(text.replace('"status": "success"', '"status": "error"'), "stopped").ok).toBe(false);
  expect(tallied(text.slice(0, -200), "stopped").ok).toBe(false);
  expect(tallied(text.replace(/"total_samples": \d+/, '"total_samples": 13'), "stopped").ok).toBe(false);
  for (const bad of ["", " ", "{}", "[]", "PK\u0003\u0004", '{"a":1}\n{"b":2}', '{"success":true', "a,b\n1,2"])
    expect(tallied(bad).ok, bad).toBe(false);
  expect(tallied(Uint8Array.of(0xff, 0xfe)).ok).toBe(false);
});

test("RS-226 plain rows and tables: what is neither true nor false is undecided", () => {
  const rows = '{"success":true}\n{"success":false,"n":1}\n{"success":null}\n{"other":1}\n\n';
  expect(tallied(rows)).toEqual({ ok: true, value: { trials: 4, successes: 1, undecided: 2 } });
  const table = 'id,success,note\r\n1,TRUE,"a, ""b""\nc"\r\n2,no,\r\n3,maybe,x\r\n4,,y\r\n';
  expect(tallied(table)).toEqual({ ok: true, value: { trials: 4, successes: 1, undecided: 2 } });
  expect(tallied("id,success\n1,true,3\n").ok).toBe(false);
  expect(tallied('{"success":true}\nnonsense\n').ok).toBe(false);
});

test("RS-227 all runs count, reported or not; a run is unread whose log is gone or was another's", () => {
  const [one, two] = [written("l-1", trials(9, 1)), written("l-2", trials(0, 10))];
  const made = evaluation("e-1", [one, two, one]);
  const logs = new Map(
    [one, two].map(({ source, bytes }) => [source.file, { place: source.file, bytes, besides: [] }]),
  );
  expect(recount(made, ({ log: place }) => logs.get(place) ?? null, LOG_PORTS)).toEqual({
    evaluation: "e-1",
    counted: { runs: 2, trials: 20, successes: 9, undecided: 0 },
    unread: ["run-2"],
    contents: [expect.stringMatching(/^sha256:/), expect.stringMatching(/^sha256:/)],
  });
  expect(recount(made, () => null, LOG_PORTS)).toMatchObject({ counted: null, unread: ["run-0", "run-1", "run-2"] });
});

test("RS-228 a figure is shown by what counts against it and contradicted by what counts for it", () => {
  const of = (successes: number, undecided: number, unread: string[] = []) => ({
    evaluation: "e",
    counted: { runs: 1, trials: 100, successes, undecided },
    unread,
    contents: [],
  });
  const least = { evaluation: "e", comparator: "at least" as const, share: 9000 };
  const most = { evaluation: "e", comparator: "at most" as const, share: 1000 };
  expect(figureStanding(least, of(90, 10))).toBe("shown");
  expect(figureStanding(least, of(89, 11))).toBe("open");
  expect(figureStanding(least, of(89, 0))).toBe("contradicted");
  expect(figureStanding(least, of(90, 0, ["run-1"]))).toBe("open");
  expect(figureStanding(most, of(10, 0))).toBe("shown");
  expect(figureStanding(most, of(10, 1))).toBe("open");
  expect(figureStanding(most, of(11, 0))).toBe("contradicted");
  expect(figureStanding(least, { evaluation: "e", counted: null, unread: [], contents: [] })).toBe("open");
});

const namedRows = (count: number, success: (trial: number) => boolean, more: object = {}): string =>
  Array.from({ length: count }, (_, trial) => `${JSON.stringify({ trial, success: success(trial), ...more })}\n`).join(
    "",
  );

test("RS-484 the trials of one log under twenty digests are one run", () => {
  const text = namedRows(20, () => true);
  const copies = [
    ...Array.from({ length: 17 }, (_, lines) => text + "\n".repeat(lines)),
    text.split("\n").toReversed().join("\n"),
    text.replaceAll(",", " , "),
    text.replaceAll(/\{("trial":\d+),("success":true)\}/g, "{$2,$1}"),
  ];
  const made = copies.map((copy, place) => written(`l-${place}`, bytesOf(copy)));
  const logs = new Map(made.map(({ source, bytes }) => [source.file, { place: source.file, bytes, besides: [] }]));
  const found = recount(evaluation("e-1", made), ({ log: place }) => logs.get(place) ?? null, LOG_PORTS);
  expect(found).toMatchObject({ counted: { runs: 1, trials: 20, successes: 20, undecided: 0 } });
  expect(found.unread).toHaveLength(19);
  expect(found.contents).toHaveLength(1);
});

test("RS-484 runs that say other things are runs of their own; a tool's own name for a run is taken", () => {
  const content = (bytes: Uint8Array | string) => contentOf(log(bytes), "stopped", LOG_PORTS);
  expect(content(namedRows(20, () => true))).not.toBe(content(namedRows(20, (trial) => trial > 0)));
  expect(content(namedRows(20, () => true, { at: 1 }))).not.toBe(content(namedRows(20, () => true, { at: 2 })));
  expect(content("id,success\n1,true\n2,no\n")).toBe(content('success,id\r\nno,2\r\n\r\n"true",1'));
  const mixed = new TextDecoder().decode(foreign("inspect/mixed.json"));
  expect(content(mixed)).toBe(content(mixed.replace(/"completed_at": "/, '"completed_at": "9')));
  expect(content(foreign("inspect/mixed.eval"))).toBe(content(foreign("inspect/mixed.eval")));
  expect(content(foreign("inspect/mixed.eval"))).not.toBe(content(foreign("inspect/mixed.deflate.eval")));
  expect(content(foreign("inspect/mixed.json"))).not.toBe(content(foreign("inspect/clean.json")));
  expect(content("[".repeat(200_000))).toBe(content("[".repeat(200_000)));
  expect(content(`${"[".repeat(5_000)}1${"]".repeat(5_000)}`)).toMatch(/^sha256:/);
});

test("RS-484 rows of one trial are one trial, and none where they contradict each other; attempts are told apart", () => {
  const of = (text: string) => tallied(text);
  const value = (trials: number, successes: number, undecided: number) => ({
    ok: true,
    value: { trials, successes, undecided },
  });
  expect(of(namedRows(20, () => true).repeat(20))).toEqual(value(400, 20, 380));
  expect(of(`id,passed\n${"0,true\n".repeat(400)}`)).toEqual(value(400, 1, 399));
  expect(of('{"id":1,"success":true}\n{"id":1,"success":false}\n{"id":2,"success":true}\n')).toEqual(value(3, 1, 2));
  expect(of(namedRows(20, () => true) + namedRows(20, () => true, { epoch: 2 }))).toEqual(value(40, 40, 0));
  expect(of('{"success":true}\n'.repeat(30))).toEqual(value(30, 30, 0));
});

test("RS-485 a table with a quotation mark that is open, or closed within a field, is not counted", () => {
  const failing = Array.from({ length: 300 }, (_, id) => `${id + 41},false,disobeyed\n`).join("");
  expect(tallied(`id,passed,note\n0,true,ok\n40,true,"timed out\n${failing}`).ok).toBe(false);
  expect(tallied('id,passed\n0,"tr"ue\n1,"1"\n').ok).toBe(false);
  expect(tallied('id,passed\n0,"true"\n1,"1"').ok).toBe(true);
});

test.each([
  ["a row", '{"id":1,"success":true}\n{"id":2,"success":false,"success":true}'],
  ["the only row", '{"id":2,"success":false,"success":true}'],
  ["a row with another spelling", '{"id":1,"success":true}\n{"id":2,"\\u0073uccess":false,"success":true}'],
  ["a row with NaN before it", '{"id":1,"success":true}\n{"id":2,"x":NaN,"success":false,"success":true}'],
])("RS-485 %s in which the field stands twice is not counted: its reader may see the other one", (_name, text) => {
  expect(tallied(text)).toMatchObject({ ok: false });
});

test("RS-488 samples of another task whose name goes on with this one's are no samples of it", () => {
  const results = foreign("lm-eval/results.json");
  const beside = (...names: readonly string[]) =>
    tallied(
      results,
      "stops",
      names.map((name) => ({ place: `logs/${name}`, bytes: foreign("lm-eval/samples.jsonl") })),
    );
  const date = "2026-11-20T14-02-09.123456";
  expect(beside(`samples_stops_${date}.jsonl`, `samples_stops_hard_${date}.jsonl`).ok).toBe(true);
  expect(beside(`samples_stops_hard_${date}.jsonl`)).toMatchObject({
    ok: false,
    error: expect.stringContaining("sources"),
  });
  expect(beside(`samples_stops_${date}.jsonl`, "samples_stops_2026-11-21T00-00-00.jsonl").ok).toBe(false);
});
