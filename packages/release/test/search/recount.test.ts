import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { figureStanding } from "../../src/evaluation-log/figure.ts";
import { recount } from "../../src/evaluation-log/recount.ts";
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
