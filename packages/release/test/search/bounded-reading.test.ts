import { type Digest, err } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { examine } from "../../src/node/search/examine.ts";
import { meansOf, type ReadPlace } from "../../src/node/search/examination-means.ts";
import { KeptValues } from "../../src/node/search/kept-values.ts";
import { loadSources } from "../../src/node/search/read-sources.ts";
import { recountLogs } from "../../src/node/search/recount-logs.ts";
import { caseOf, evaluation, optionsFor, trials, written } from "./case.ts";

/** Reads as the case does, and counts the bytes. */
function counting(read: ReadPlace): { readonly read: ReadPlace; readonly bytes: () => number } {
  let bytes = 0;
  return {
    read: (place) => {
      const found = read(place);
      if (found.ok) bytes += found.value.length;
      return found;
    },
    bytes: () => bytes,
  };
}

test("RS-120 one file under a thousand names is held once: what is beyond all bytes together is not there", () => {
  const first = written("s-0", "x".repeat(1000));
  const same = Array.from({ length: 1000 }, (_, id) => ({ ...first, source: { ...first.source, id: `s-${id}` } }));
  const options = optionsFor(caseOf(same));
  const { read, bytes } = counting(options.read);
  const loaded = loadSources(
    same.map(({ source }) => source),
    meansOf({ ...options, read }),
    2_500,
  );
  expect(bytes()).toBe(3000);
  expect(loaded.filter(({ isWhole }) => isWhole)).toHaveLength(2);
  expect(loaded.at(-1)).toMatchObject({ isWhole: false, found: null });
  expect(loaded.at(-1)?.intake()).toMatchObject({ verdict: "block", reasons: [{ rule: "structure.total" }] });
});

test("RS-227 a run that names another digest than its log has is unread, though another run names that log rightly", () => {
  const log = written("log", trials(5, 5), { kind: "evaluation-log" });
  const right = evaluation("e-1", [log]);
  const wrong: Digest = digestOfBytes("a log that was worse, and is gone");
  const runs = [
    { id: "run-bad", log: log.source.file, digest: wrong, isReported: true },
    { ...right.runs[0]!, id: "run-good" },
  ];
  for (const ordered of [runs, runs.toReversed()]) {
    const { dossier, files } = caseOf([log], { evaluations: [{ ...right, runs: ordered }] });
    const { examination } = examine(dossier, optionsFor({ files }));
    expect(examination.recounts).toMatchObject([
      { counted: { runs: 1, trials: 10, successes: 5 }, unread: ["run-bad"] },
    ]);
  }
});

test("RS-227 ten thousand evaluations that name one log are not ten thousand times its bytes, and nothing of that is kept", () => {
  const log = written("log", trials(50, 50), { kind: "evaluation-log" });
  const evaluations = Array.from({ length: 10_000 }, (_, at) => evaluation(`e-${at}`, [log]));
  const { dossier, files } = caseOf([log], { evaluations });
  const { read, bytes } = counting((place) => {
    const found = files.get(place);
    return found === undefined ? err("no such file") : { ok: true, value: found };
  });
  const kept = KeptValues.open(null, "test");
  const recounts = recountLogs(dossier, [], read, kept, 5 * log.bytes.length);
  expect(bytes()).toBeLessThanOrEqual(6 * log.bytes.length);
  expect(recounts[0]).toMatchObject({ counted: { trials: 100 }, unread: [] });
  expect(recounts.at(-1)).toMatchObject({ counted: null, unread: ["run-0"] });
  const again = recountLogs(dossier, [], read, kept, 50_000 * log.bytes.length);
  expect(again.at(-1)).toMatchObject({ counted: { trials: 100 }, unread: [] });
});
