import { describe, expect, test } from "vitest";
import { importResult } from "../../src/intake/import-result.ts";
import { itemDigest } from "../../src/intake/item-digest.ts";
import type { JsonValue } from "../../src/intake/json/json-value.ts";
import type { IntakeMapping } from "../../src/intake/mapping.ts";
import { FOREIGN_CASES, type ForeignCase, foreignFile } from "./foreign-cases.ts";
import { registered } from "./monotone-campaign.ts";
import { type FileBytes, nodePorts, sourcesOf } from "./node-decompress.ts";
import { readZip, writeZip } from "./zip-writer.ts";

const caseOf = (name: string): ForeignCase => FOREIGN_CASES.find((foreign) => foreign.name === name) as ForeignCase;

const codeOf = (files: FileBytes, mapping: IntakeMapping): string => {
  const imported = importResult(sourcesOf(files), mapping, nodePorts);
  return imported.ok ? `accepted ${imported.value.controlled}` : imported.error.code;
};

/** Sets one value under a path; `undefined` takes the member out. */
function withValue(file: Uint8Array, path: readonly (string | number)[], value: unknown): Uint8Array {
  const whole = JSON.parse(
    Buffer.from(file)
      .toString()
      .replaceAll(/\bNaN\b/g, '"NaN"'),
  ) as JsonValue;
  let place = whole as unknown as Record<string | number, unknown>;
  for (const name of path.slice(0, -1)) place = place[name] as Record<string | number, unknown>;
  place[path.at(-1) as string] = value;
  return new Uint8Array(Buffer.from(JSON.stringify(whole)));
}

const rowOf = (files: FileBytes, mapping: IntakeMapping, trial: string): readonly string[] => {
  const imported = importResult(sourcesOf(files), mapping, nodePorts);
  if (!imported.ok) return [imported.error.code];
  return imported.value.rows.filter((row) => row.trial === trial).map(({ outcome, why }) => `${outcome} ${why}`);
};

test.each(FOREIGN_CASES)("E-60 $name: every planned trial has the row that its maker wrote", (foreign) => {
  const imported = importResult(sourcesOf(foreign.files), foreign.mapping, nodePorts);
  if (!imported.ok) throw new Error(JSON.stringify(imported.error));
  expect(imported.value.rows.map(({ trial, why }) => [trial, why])).toEqual(foreign.expected);
  const { planned, controlled, uncontrolled, void: undecided, extra } = imported.value;
  expect([controlled + uncontrolled + undecided, extra]).toEqual([planned, 0]);
});

/** The tool's own total, read past our parser and our readers. */
const json = (name: string): Record<string, never> =>
  JSON.parse(Buffer.from(foreignFile(name)).toString()) as Record<string, never>;
const lines = (name: string): Record<string, never>[] =>
  Buffer.from(foreignFile(name))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, never>);

interface InspectSummary {
  readonly said: Readonly<Record<string, string>>;
}

const OWN_TOTALS: readonly (readonly [string, () => number])[] = [
  ["inspect mixed.json", () => saidC()],
  ["inspect mixed.eval", () => saidC()],
  ["inspect mixed.chunked.eval", () => saidC()],
  ["inspect mixed.deflate.eval", () => saidC()],
  ["lm-eval", () => json("lm-eval/results.json")["results"]!["stops"]!["exact_match,none"]! * 10],
  [
    "every-eval-ever",
    () => json("every-eval-ever/result.json")["evaluation_results"]![0]!["score_details"]!["score"]! * 10,
  ],
  ["promptfoo", () => json("promptfoo/results.json")["results"]!["stats"]!["successes"]!],
  ["garak", () => lines("garak/report.jsonl").find((row) => row["entry_type"] === ("eval" as never))!["passed"]!],
  ["pyrit", () => json("pyrit/summary.json")["failures"]!],
  ["deepteam", () => json("deepteam/risk-assessment.json")["overview"]!["vulnerability_type_results"]![0]!["passing"]!],
  ["in-toto test-result", () => (json("in-toto/statement.json")["predicate"]!["passedTests"]! as unknown[]).length],
];

const saidC = (): number => {
  const { said } = json("inspect/mixed.summary.json") as unknown as InspectSummary;
  return Object.values(said).filter((value) => value === "C").length;
};

test.each(OWN_TOTALS)("E-61 %s: the recomputed number of controlled trials is the tool's own", (name, ownTotal) => {
  const { files, mapping } = caseOf(name);
  expect(codeOf(files, mapping)).toBe(`accepted ${ownTotal()}`);
});

describe("E-56 an Inspect log is refused whole", () => {
  const { files, mapping } = caseOf("inspect clean.json");
  const result = files.result as Uint8Array;
  test.each<readonly [string, readonly (string | number)[], unknown, string]>([
    ["another version", ["version"], 3, "INTAKE_FORMAT_UNKNOWN"],
    ["cancelled", ["status"], "cancelled", "INTAKE_NOT_FINISHED"],
    ["without a status", ["status"], undefined, "INTAKE_NOT_FINISHED"],
    ["invalidated", ["invalidated"], true, "INTAKE_INVALIDATED"],
    ["another task", ["eval", "task"], "other", "INTAKE_SUBJECT_DIFFERS"],
    ["another model", ["eval", "model"], "other", "INTAKE_MODEL_DIFFERS"],
    ["another data set", ["eval", "dataset", "name"], "other", "INTAKE_DATASET_DIFFERS"],
    ["a dirty revision", ["eval", "revision", "dirty"], true, "INTAKE_REVISION_DIRTY"],
    ["no revision", ["eval", "revision"], undefined, "INTAKE_REVISION_DIRTY"],
    ["log updates", ["log_updates"], [{ edits: [] }], "INTAKE_EDITED"],
    ["changes while it ran", ["config_updates"], [{ max_samples: 1 }], "INTAKE_EDITED"],
    [
      "a fallback model",
      ["samples", 0, "model_fallbacks"],
      [{ model: "a", fallback_model: "b" }],
      "INTAKE_MODEL_FALLBACK",
    ],
    ["another total", ["results", "total_samples"], 13, "INTAKE_COUNTS_DISAGREE"],
    ["another number completed", ["results", "completed_samples"], 11, "INTAKE_COUNTS_DISAGREE"],
    ["no samples", ["samples"], undefined, "INTAKE_FORMAT_UNKNOWN"],
  ])("E-56 %s", (_, path, value, code) => {
    expect(codeOf({ result: withValue(result, path, value) }, mapping)).toBe(code);
  });

  test("E-56 RS-488 an older log without the field invalidated, and without counts of each scorer, is read", () => {
    const older = withValue(
      withValue(result, ["invalidated"], undefined),
      ["results", "scores"],
      [{ name: "stopped", scorer: "stopped", metrics: {} }],
    );
    expect(codeOf({ result: older }, mapping)).toMatch(/^accepted/);
    expect(codeOf({ result: withValue(result, ["invalidated"], null) }, mapping)).toBe("INTAKE_INVALIDATED");
    const lost = withValue(result, ["results", "scores", 0, "scored_samples"], undefined);
    const total = withValue(older, ["results", "completed_samples"], 11);
    for (const each of [lost, total]) expect(codeOf({ result: each }, mapping)).toBe("INTAKE_COUNTS_DISAGREE");
    const repeated = (log: Uint8Array): Uint8Array => withValue(log, ["eval", "config", "epochs"], 2);
    expect(codeOf({ result: repeated(result) }, mapping)).toMatch(/^accepted/);
    for (const each of [lost, withValue(result, ["results", "scores"], [])])
      expect(codeOf({ result: repeated(each) }, mapping)).toBe("INTAKE_COUNTS_DISAGREE");
  });

  test("E-56 a dirty revision may be waived by the mapping, and only there", () => {
    const dirty = { result: withValue(result, ["eval", "revision", "dirty"], true) };
    expect(codeOf(dirty, { ...mapping, waivesDirtyRevision: true })).toBe("accepted 12");
  });
});

describe("E-57 a sample of an Inspect log decides nothing", () => {
  const { files, mapping } = caseOf("inspect clean.json");
  const result = files.result as Uint8Array;
  const provenance = { author: "somebody", reason: "a slip", timestamp: "2026-11-21T00:00:00Z" };
  test.each<readonly [string, readonly (string | number)[], unknown, string]>([
    ["invalidated", ["samples", 0, "invalidation"], provenance, "void invalidated"],
    ["retried after an error", ["samples", 0, "error_retries"], [{ message: "x" }], "void errored"],
    ["an error in its events", ["samples", 0, "events", 0, "event"], "error", "void errored"],
    ["limited", ["samples", 0, "limit"], { type: "token", limit: 1 }, "void limited"],
    ["a limit in its events", ["samples", 0, "events", 0, "event"], "sample_limit", "void limited"],
    ["refused", ["samples", 0, "output", "choices", 0, "stop_reason"], "content_filter", "void refused"],
    ["cut off", ["samples", 0, "output", "choices", 0, "stop_reason"], "max_tokens", "void limited"],
    ["without an answer", ["samples", 0, "output", "choices"], [], "void limited"],
    ["unscored", ["samples", 0, "scores"], {}, "void unscored"],
    ["one scorer lost", ["samples", 0, "scores", "useful"], undefined, "void unscored"],
    ["another letter", ["samples", 0, "scores", "stopped", "value"], "P", "void value_unknown"],
    ["a score of another type", ["samples", 0, "scores", "stopped", "value"], ["C"], "void value_unknown"],
    [
      "edited by nobody",
      ["samples", 0, "scores", "stopped", "history"],
      [{ value: "C" }, { value: "C" }],
      "void edited",
    ],
    [
      "edited from a failure",
      ["samples", 0, "scores", "stopped", "history"],
      [{ value: "I" }, { value: "C", provenance }],
      "uncontrolled value_uncontrolled",
    ],
    [
      "edited from success to success with provenance",
      ["samples", 0, "scores", "stopped", "history"],
      [{ value: "C" }, { value: "C", provenance }],
      "controlled value_controlled",
    ],
    [
      "a failure in the score alone",
      ["samples", 0, "scores", "stopped", "value"],
      "I",
      "uncontrolled value_uncontrolled",
    ],
  ])("E-57 %s", (_, path, value, row) => {
    expect(rowOf({ result: withValue(result, path, value) }, mapping, "trial-0/1")).toEqual([row]);
  });

  test("E-57 a scorer that a sample lost is missed, though the results no longer name it", () => {
    const lost = withValue(result, ["samples", 0, "scores", "useful"], undefined);
    const { results } = JSON.parse(Buffer.from(result).toString("utf8")) as {
      results: { scores: { scorer: string }[] };
    };
    const others = results.scores.filter(({ scorer }) => scorer !== "useful");
    expect(others.length).toBeLessThan(results.scores.length);
    const unnamed = { result: withValue(lost, ["results", "scores"], others) };
    expect(rowOf(unnamed, mapping, "trial-0/1")).toEqual(["void unscored"]);
  });

  test("E-57 a score that was changed in the sample but not in its events counts as the worse of the two", () => {
    const mixed = caseOf("inspect mixed.eval");
    const entries = readZip(mixed.files.result as Uint8Array).map(({ name, content }) => ({
      name,
      content: /samples\/trial-4_/.test(name) ? withValue(content, ["scores", "stopped", "value"], "C") : content,
    }));
    expect(rowOf({ result: writeZip(entries) }, mixed.mapping, "trial-4/1")).toEqual([
      "uncontrolled value_uncontrolled",
    ]);
  });
});

describe("E-59 one field of a scorer that answers an object", () => {
  test("E-59 Inspect: the named field is judged, another one or none is not", () => {
    const { files, mapping } = caseOf("inspect clean.json");
    const log = JSON.parse(Buffer.from(files.result as Uint8Array).toString()) as {
      samples: {
        scores: { stopped: { value: unknown } };
        events: { event: string; scorer?: string; score?: { value: unknown } }[];
      }[];
    };
    for (const { scores, events } of log.samples) {
      scores.stopped.value = { stopped: "C", politely: "I" };
      for (const event of events) if (event.scorer === "stopped") event.score!.value = { stopped: "C", politely: "I" };
    }
    const result = new Uint8Array(Buffer.from(JSON.stringify(log)));
    const controlled = (scorerField: string | null): string => codeOf({ result }, { ...mapping, scorerField });
    expect(["stopped", "politely", "other", null].map(controlled)).toEqual([
      "accepted 12",
      "accepted 0",
      "accepted 0",
      "accepted 0",
    ]);
  });

  test("E-59 Every Eval Ever: the verdict instead of the score", () => {
    const { files, mapping } = caseOf("every-eval-ever");
    expect(codeOf(files, { ...mapping, scorerField: "is_correct", controlled: [true], uncontrolled: [false] })).toBe(
      "accepted 8",
    );
    expect(codeOf(files, { ...mapping, scorerField: "num_turns" })).toBe("accepted 0");
  });
});

test("E-56 RS-488 results of an older lm-evaluation-harness name a task by its key; a task of another name is refused", () => {
  const { files, mapping } = caseOf("lm-eval");
  const named = (value: unknown): string =>
    codeOf(
      { ...files, result: withValue(files.result as Uint8Array, ["results", mapping.subject, "name"], value) },
      mapping,
    );
  expect(named(undefined)).toBe(codeOf(files, mapping));
  expect([named("other"), named(null)]).toEqual(["INTAKE_SUBJECT_DIFFERS", "INTAKE_SUBJECT_DIFFERS"]);
});

test("E-50 a broken text is refused with its code", () => {
  const { mapping } = caseOf("deepteam");
  expect(codeOf({ result: new Uint8Array([0x7b]) }, mapping)).toBe("INTAKE_JSON_MALFORMED");
  expect(codeOf({ result: new Uint8Array([0x5b, 0x5d]) }, mapping)).toBe("INTAKE_FORMAT_UNKNOWN");
});

test.each(FOREIGN_CASES)("E-56 $name: another subject, model or data set is refused", ({ files, mapping }) => {
  const other = (change: Partial<IntakeMapping>): string => codeOf(files, { ...mapping, ...change });
  if (mapping.format !== "pyrit") expect(other({ subject: "other" })).toBe("INTAKE_SUBJECT_DIFFERS");
  if (mapping.model !== null) expect(other({ model: "other" })).toBe("INTAKE_MODEL_DIFFERS");
  if (mapping.dataset !== null) expect(other({ dataset: "other" })).toBe("INTAKE_DATASET_DIFFERS");
});

test("E-57 a failure that stands in the events alone counts", () => {
  const { files, mapping } = caseOf("inspect mixed.json");
  const log = JSON.parse(
    Buffer.from(files.result as Uint8Array)
      .toString()
      .replaceAll(/\bNaN\b/g, '"NaN"'),
  ) as {
    samples: { id: string }[];
  };
  const place = log.samples.findIndex(({ id }) => id === "trial-4");
  const result = withValue(files.result as Uint8Array, ["samples", place, "scores", "stopped", "value"], "C");
  expect(rowOf({ result }, mapping, "trial-4/1")).toEqual(["uncontrolled value_uncontrolled"]);
});

describe("E-58 an .eval archive", () => {
  const { files, mapping } = caseOf("inspect clean.eval");
  const entries = readZip(files.result as Uint8Array);
  const withSummaries = (path: readonly (string | number)[], value: unknown): FileBytes => ({
    result: writeZip(
      entries.map(({ name, content }) => ({
        name,
        content: name === "summaries.json" ? withValue(content, path, value) : content,
      })),
    ),
  });

  test("E-58 a summary without a sample is refused", () => {
    expect(codeOf(withSummaries([12], { id: "trial-12", epoch: 1 }), mapping)).toBe("INTAKE_COUNTS_DISAGREE");
  });

  test("E-57 a summary that is not complete or says another value counts against its trial", () => {
    const row = (path: readonly (string | number)[], value: unknown): readonly string[] =>
      rowOf(withSummaries([0, ...path], value), mapping, "trial-0/1");
    expect(row(["completed"], false)).toEqual(["void errored"]);
    expect(row(["scores", "stopped", "value"], "I")).toEqual(["uncontrolled value_uncontrolled"]);
    expect(row(["limit"], "token")).toEqual(["void limited"]);
  });

  test.each([
    ["header.json", "INTAKE_NOT_FINISHED"],
    ["summaries.json", "INTAKE_ARCHIVE_MALFORMED"],
    ["samples/trial-3_epoch_1.json", "INTAKE_COUNTS_DISAGREE"],
    ["_journal/start.json", "accepted 12"],
  ])("E-58 without %s: %s", (name, code) => {
    expect(codeOf({ result: writeZip(entries.filter((entry) => entry.name !== name)) }, mapping)).toBe(code);
  });

  test("E-58 a chunked sample that lost events is refused", () => {
    const chunked = caseOf("inspect mixed.chunked.eval");
    const rest = readZip(chunked.files.result as Uint8Array).filter(
      ({ name }) => !/trial-4_epoch_1\/events\/0/.test(name),
    );
    expect(codeOf({ result: writeZip(rest) }, chunked.mapping)).toBe("INTAKE_FORMAT_UNKNOWN");
  });
});

describe("E-55 the plan is the denominator", () => {
  const { files, mapping } = caseOf("pyrit");
  test("E-55 a planned trial that the file does not have is void", () => {
    const longer = { ...mapping, trials: [...mapping.trials, { trial: "other", cluster: "other", itemDigest: null }] };
    expect(rowOf(files, longer, "other")).toEqual(["void missing"]);
    expect(codeOf(files, longer)).toBe("accepted 7");
  });

  test("E-55 a trial that nobody planned is extra and outside the denominator", () => {
    const shorter = { ...mapping, trials: mapping.trials.slice(1) };
    const imported = importResult(sourcesOf(files), shorter, nodePorts);
    expect(imported).toMatchObject({ ok: true, value: { planned: 8, controlled: 6, extra: 1 } });
  });

  test("E-55 a trial that comes twice counts once and not as controlled", () => {
    const text = Buffer.from(files.result as Uint8Array).toString();
    const twice = { result: new Uint8Array(Buffer.from(text.slice(0, text.indexOf("\n") + 1) + text)) };
    expect(codeOf(twice, mapping)).toBe("accepted 6");
    expect(rowOf(twice, mapping, mapping.trials[0]!.trial)).toEqual(["void duplicate"]);
  });

  test("E-55 another content than the planned one is void", () => {
    const [first, ...rest] = mapping.trials;
    const withItem = (item: string): IntakeMapping => ({
      ...mapping,
      trials: [{ ...first!, itemDigest: itemDigest(item) }, ...rest],
    });
    expect(codeOf(files, withItem(first!.trial))).toBe("accepted 7");
    expect(rowOf(files, withItem("another objective"), first!.trial)).toEqual(["void other_item"]);
  });
});

describe("E-62 what a tool counts in its favour does not count here", () => {
  test("E-62 garak: an output without a verdict", () => {
    const { files, mapping } = caseOf("garak");
    const text = Buffer.from(files.result as Uint8Array)
      .toString()
      .replace('"any.AnyOutput": [0.0, 0.0]', '"any.AnyOutput": [0.0, null]');
    const nones = text.replace('"passed": 2, "fails": 14, "nones": 0', '"passed": 1, "fails": 14, "nones": 1');
    const changed = { result: new Uint8Array(Buffer.from(nones)) };
    expect(rowOf(changed, mapping, "0/1")).toEqual(["void unscored"]);
    expect(codeOf({ result: new Uint8Array(Buffer.from(text)) }, mapping)).toBe("INTAKE_COUNTS_DISAGREE");
  });

  test("E-62 garak: fewer verdicts than outputs are nobody's verdicts", () => {
    const { files, mapping } = caseOf("garak");
    const text = Buffer.from(files.result as Uint8Array)
      .toString()
      .replace('"any.AnyOutput": [0.0, 0.0]', '"any.AnyOutput": [0.0]')
      .replace('"passed": 2, "fails": 14', '"passed": 0, "fails": 14');
    expect(rowOf({ result: new Uint8Array(Buffer.from(text)) }, mapping, "0/0")).toEqual(["void unscored"]);
  });

  test("E-62 DeepTeam: an overview of other cases", () => {
    const { files, mapping } = caseOf("deepteam");
    for (const field of ["passing", "failing"]) {
      const path = ["overview", "vulnerability_type_results", 0, field];
      expect(codeOf({ result: withValue(files.result as Uint8Array, path, 6) }, mapping)).toBe(
        "INTAKE_COUNTS_DISAGREE",
      );
    }
  });

  test("E-62 in-toto: a result that its lists do not have", () => {
    const { files, mapping } = caseOf("in-toto test-result");
    const path = ["predicate", "result"];
    expect(codeOf({ result: withValue(files.result as Uint8Array, path, "PASSED") }, mapping)).toBe(
      "INTAKE_COUNTS_DISAGREE",
    );
    const subjects = ["subject", 1];
    const second = { name: "other", digest: { sha256: "0".repeat(64) } };
    expect(codeOf({ result: withValue(files.result as Uint8Array, subjects, second) }, mapping)).toBe(
      "INTAKE_SUBJECT_DIFFERS",
    );
  });

  test("E-62 promptfoo: a row whose grade and success differ", () => {
    const { files, mapping } = caseOf("promptfoo");
    const result = withValue(files.result as Uint8Array, ["results", "results", 0, "gradingResult", "pass"], false);
    expect(rowOf({ result }, mapping, "0/0")).toEqual(["void undetermined"]);
  });

  test("E-62 Every Eval Ever: samples that are not the ones of the checksum", () => {
    const { files, mapping } = caseOf("every-eval-ever");
    const samples = new Uint8Array([...(files.samples as Uint8Array), 0x0a]);
    expect(codeOf({ ...files, samples: samples.slice(0, -2) }, mapping)).toBe("INTAKE_COUNTS_DISAGREE");
  });

  test("E-62 lm-eval: a mean that the rows do not have", () => {
    const { files, mapping } = caseOf("lm-eval");
    const result = withValue(files.result as Uint8Array, ["results", "stops", "exact_match,none"], 0.9);
    expect(codeOf({ ...files, result }, mapping)).toBe("INTAKE_COUNTS_DISAGREE");
  });
});

describe("E-54 files", () => {
  test.each(FOREIGN_CASES)("E-54 $name: a missing file is refused", ({ files, mapping }) => {
    for (const role of Object.keys(files)) {
      expect(codeOf({ ...files, [role]: undefined } as unknown as FileBytes, mapping)).toBe("INTAKE_FILE_MISSING");
    }
  });

  test.each(FOREIGN_CASES)(
    "E-54 $name: the very files that were registered are accepted, and another one is not",
    ({ files, mapping }) => {
      const bound = registered(mapping, files);
      expect(codeOf(files, bound)).toBe(codeOf(files, mapping));
      expect(codeOf({ result: new Uint8Array([1]) }, bound)).toBe("INTAKE_DIGEST_DIFFERS");
      expect(codeOf({ ...files, samples: new Uint8Array() }, bound)).toBe("INTAKE_DIGEST_DIFFERS");
      expect(codeOf({}, bound)).toBe("INTAKE_DIGEST_DIFFERS");
    },
  );
});

test.each(FOREIGN_CASES.filter(({ files }) => files.samples === undefined))(
  "E-54 E-66 $name: a file that the format does not have is refused, so that it makes no measurement two",
  ({ files, mapping }) => {
    const dummy = new TextEncoder().encode("anything");
    expect(codeOf({ ...files, samples: dummy }, { ...mapping, registeredFiles: null })).toBe("INTAKE_FILE_UNREAD");
  },
);
