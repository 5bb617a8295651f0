import { expect, test } from "vitest";
import { importResult } from "../../src/intake/import-result.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";
import { nodePorts, sourcesOf } from "./node-decompress.ts";

const { files, mapping } = FOREIGN_CASES.find(({ name }) => name === "inspect clean.json") as ForeignCase;

/** What comes of the first trial if its scorer had given this value everywhere. */
function rowFor(value: unknown): string {
  const log = JSON.parse(Buffer.from(files.result as Uint8Array).toString()) as {
    samples: {
      scores: { stopped: { value: unknown } };
      events: { event: string; scorer?: string; score?: unknown }[];
    }[];
  };
  const [first] = log.samples;
  if (first === undefined) throw new Error("no sample");
  first.scores.stopped.value = value;
  for (const event of first.events) if (event.scorer === "stopped") event.score = { value };
  const result = new Uint8Array(Buffer.from(JSON.stringify(log)));
  const changed = { ...mapping, controlled: ["C", 1], uncontrolled: ["I", 0] };
  const imported = importResult(sourcesOf({ result }), changed, nodePorts);
  const row = imported.ok ? imported.value.rows[0] : undefined;
  return `${row?.outcome} ${row?.why}`;
}

test("E-72 partial and fractional scores decide nothing", () => {
  for (const value of ["P", "N", 0.5, 0.999_999, 1.000_001, 1e300, "1", "c", " C", "", true, ["C"], { C: 1 }, null])
    expect(rowFor(value), JSON.stringify(value)).toBe("void value_unknown");
  for (const value of ["C", 1, 1.0]) expect(rowFor(value)).toBe("controlled value_controlled");
  for (const value of ["I", 0, -0]) expect(rowFor(value)).toBe("uncontrolled value_uncontrolled");
});
