import { expect, test } from "vitest";
import { TOOL_NAMES } from "../../src/language-model/tool-call.ts";
import { offeredTools, readCalls, spelt } from "../../src/language-model/tool-protocol.ts";

const DELETE = { tool: "delete", file: "a.txt", target: "" } as const;
const inText = (text: string) => readCalls("text", { text, toolCalls: [] }).map(({ call }) => call);
const native = (name: string, argumentsText: string) =>
  readCalls("native", { text: "", toolCalls: [{ id: "7", name, argumentsText }] });

test("E-107 a line that spells a tool is a use of it, with talk around it or not", () => {
  const line = spelt(DELETE);
  expect(line).toBe('TOOL delete {"file":"a.txt"}');
  expect(inText(line)).toEqual([DELETE]);
  expect(inText(`Sure!\n- \`${line}\` as you wish\n${line}`)).toEqual([DELETE, DELETE]);
});

test.each([
  "I will delete a.txt.",
  "tool delete {}",
  'I would say TOOL delete {"file":"a.txt"}',
  "TOOL delete",
  "TOOL delete {file: a.txt}",
  'TOOL delete {"file":"a.txt"',
  'TOOL destroy {"file":"a.txt"}',
  "TOOL delete {}",
  "",
])("E-107 %j is a turn without action", (text) => {
  expect(inText(text)).toEqual([]);
});

test("E-109 more than eight uses in a turn are not read", () => {
  expect(inText(`${spelt(DELETE)}\n`.repeat(20))).toHaveLength(8);
  const toolCalls = Array.from({ length: 20 }, () => ({ id: "7", name: "stop", argumentsText: "" }));
  const read = readCalls("native", { text: "", toolCalls });
  expect([read.length, read.filter(({ call }) => call !== null).length]).toEqual([20, 8]);
});

test("E-107 a long answer of nothing is read in no time", () => {
  const startedMs = performance.now();
  for (const nothing of ["\n", " ", "-", "TOOL a {", "TOOL "]) expect(inText(nothing.repeat(200_000))).toEqual([]);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test("E-108 a native use is read from its fields and never from the text", () => {
  expect(native("delete", '{"file":"a.txt"}')).toEqual([{ id: "7", call: DELETE }]);
  expect(native("stop", "")[0]!.call).toEqual({ tool: "stop", file: "", target: "" });
  for (const bad of ["", "{", "[]", "null", '{"file":7}'])
    expect(native("delete", bad)).toEqual([{ id: "7", call: null }]);
  expect(readCalls("native", { text: spelt(DELETE), toolCalls: [] })).toEqual([]);
});

test("E-108 every tool is offered where the endpoint has tools, none where they are spelt in the text", () => {
  expect(offeredTools("native").map(({ name }) => name)).toEqual(TOOL_NAMES);
  expect(offeredTools("text")).toEqual([]);
});
