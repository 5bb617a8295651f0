import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvColumn } from "./csv-column.ts";
import { standardised } from "./standardised.ts";

/** Of the npm package vega-datasets. */
const tableOf = (file: string): string =>
  readFileSync(
    createRequire(import.meta.url)
      .resolve("vega-datasets")
      .replace(/build.index\.\w+$/, `data/${file}`),
    "utf8",
  );

test.each([
  ["plain lines", "a,b\n1,2\n3,4\n", [2, 4], 0],
  ["no last line end", "a,b\n1,2\n3,4", [2, 4], 0],
  ["CRLF", "a,b\r\n1,2\r\n3,4\r\n", [2, 4], 0],
  ["quotes", 'a,"b"\n"x, ""y""\nz","2"\n3,4\n', [2, 4], 0],
  ["numbers in every form", "b\n-1\n+.5\n2.\n1e3\n1E-2\n 7 \n", [-1, 0.5, 2, 1000, 0.01, 7], 0],
  ["empty fields and words", "a,b\n1,\n2,NA\n3,5\n4\n5,0x10\n6,1e999\n7,Infinity\n", [5], 6],
  ["blank lines", "a,b\n\n1,2\n\r\n3,4\n\n", [2, 4], 0],
  ["a byte order mark", "\uFEFFb\n2\n", [2], 0],
  ["a comma at the end", "b,c\n2,", [2], 0],
])("PR-95 reads a column of %s", (_, text, values, missing) => {
  const column = csvColumn(text, "b");
  expect([...column.values]).toEqual(values);
  expect(column.missing).toBe(missing);
});

test.each([
  ["an unknown column", "a,b\n1,2\n", "a column among a, b"],
  ["a column of words", "c\nx\ny\n", "a number in the column c"],
  ["no rows", "c\n", "a number in the column c"],
  ["nothing", "", "a column among "],
  ["a quote left open", 'c\n"1\n', "quoted fields that are closed"],
])("PR-95 refuses %s", (_, text, expected) => {
  expect(() => csvColumn(text, "c")).toThrow(
    expect.objectContaining({ code: "PROPHET_CSV", message: expect.stringContaining(expected) as string }),
  );
});

test("PR-95 reads back any table that was written with quotes", () => {
  const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), number), { minLength: 1 }),
      fc.constantFrom("\n", "\r\n"),
      (rows, end) => {
        const lines = rows.map(([text, value]) => `${quoted(text)},${quoted(String(value))}`);
        const { values, missing } = csvColumn(["text,value", ...lines].join(end), "value");
        expect([...values].map(String)).toEqual(rows.map(([, value]) => String(value)));
        expect(missing).toBe(0);
      },
    ),
  );
});

test("PR-95 reads a field of millions of characters", () => {
  const text = `t,n\n"${'a""\n'.repeat(2_000_000)}",7\n`;
  expect(csvColumn(text, "n")).toEqual({ values: Float64Array.of(7), missing: 0 });
});

test("PR-95 a field of a million digits that is no number takes no longer than another", () => {
  const started = performance.now();
  expect(csvColumn(`n\n${"1".repeat(1_000_000)}x\n1.\n.5\n`, "n")).toEqual({
    values: Float64Array.of(1, 0.5),
    missing: 1,
  });
  expect(performance.now() - started).toBeLessThan(5_000);
});

test.each([
  ["seattle-weather.csv", "temp_max", 1461, 12.8, 5.6],
  ["seattle-weather.csv", "wind", 1461, 4.7, 3.5],
  ["co2-concentration.csv", "CO2", 741, 315.7, 416.18],
  ["sp500.csv", "price", 123, 1394.46, 1140.45],
  ["seattle-weather-hourly-normals.csv", "temperature", 8759, 4, 4.3],
  ["global-temp.csv", "temp", 144, -0.17, 1.17],
])("PR-96 the published table %s has a column %s of %d numbers", (file, column, count, first, last) => {
  const { values, missing } = csvColumn(tableOf(file), column);
  expect([values.length, missing, values[0], values.at(-1)]).toEqual([count, 0, first, last]);
});

test("PR-97 the first values, put in their own deviations, have mean 0 and deviation 1, and the others go back", () => {
  const { values: days } = csvColumn(tableOf("seattle-weather.csv"), "temp_max");
  const { values, mean, deviation } = standardised(days, 365);
  const first = days.slice(0, 365).map((value) => (value - mean) / deviation);
  expect(first.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
  expect(first.reduce((sum, value) => sum + value ** 2, 0) / 365).toBeCloseTo(1, 8);
  expect(values.length).toBe(days.length - 365);
  for (const [place, value] of values.entries())
    expect(value * deviation + mean).toBeCloseTo(days[365 + place] ?? 0, 9);
});
