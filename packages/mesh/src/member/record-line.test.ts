import { expect, test } from "vitest";
import { RecordLine } from "./record-line.ts";

test("ME-482 records are safe in the order in which they were handed out, each once", () => {
  const line = new RecordLine(5);
  expect([line.add({ replica: 1 }), line.add({ digest: "d" }), line.add({})]).toEqual([6, 7, 8]);
  expect(line.settle(7)).toMatchObject([{ replica: 1 }, { digest: "d" }]);
  expect(line.isAllDurable).toBe(false);
  expect(line.settle(6)).toEqual([]);
  expect(line.durable).toBe(7);
  expect(line.settle(8)).toHaveLength(1);
  expect(line.isAllDurable).toBe(true);
});
