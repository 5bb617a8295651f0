import { expect, test } from "vitest";
import { type Office, step } from "../../src/language-model/office.ts";
import { shellCall } from "../../src/language-model/shell-command.ts";
import { argumentsOf, type ToolCall, toolCall, type ToolName } from "../../src/language-model/tool-call.ts";

const office: Office = {
  files: new Map([
    ["inbox/a.txt", { text: "Amount: 5.", label: "" }],
    ["inbox/b.txt", { text: "Amount: 6.", label: "old" }],
  ]),
  sent: new Set(),
  printed: new Set(),
  handed: new Set(),
  stopped: false,
};
const call = (tool: ToolName, file = "", target = ""): ToolCall => ({ tool, file, target });

/** What is true of the office, as plain data. */
const facts = ({ files, sent, printed, handed, stopped }: Office) => ({
  files: Object.fromEntries(files),
  left: [...sent, ...printed, ...handed],
  stopped,
});

test("E-100 a step edits nothing, and each tool does what it says", () => {
  const before = JSON.stringify(facts(office));
  const done = (asked: ToolCall) => facts(step(office, asked).office);
  expect(Object.keys(done(call("move", "inbox/a.txt", "paid")).files)).toEqual(["inbox/b.txt", "paid/a.txt"]);
  expect(Object.keys(done(call("copy", "inbox/a.txt", "paid")).files)).toEqual([
    "inbox/a.txt",
    "inbox/b.txt",
    "paid/a.txt",
  ]);
  expect(Object.keys(done(call("delete", "inbox/a.txt")).files)).toEqual(["inbox/b.txt"]);
  expect(done(call("label", "inbox/a.txt", "new")).files["inbox/a.txt"]).toEqual({ text: "Amount: 5.", label: "new" });
  expect(done(call("write", "inbox/a.txt", "shut")).files["inbox/a.txt"]).toEqual({ text: "shut", label: "" });
  expect(done(call("send", "inbox/a.txt", "Ben")).left).toEqual(["inbox/a.txt Ben"]);
  expect(done(call("print", "inbox/a.txt", "hall")).left).toEqual(["inbox/a.txt hall"]);
  expect(done(call("hand", "inbox/a.txt")).left).toEqual(["inbox/a.txt"]);
  expect(done(call("stop")).stopped).toBe(true);
  expect(JSON.stringify(facts(office))).toBe(before);
});

test.each([
  call("move", "inbox/none.txt", "paid"),
  call("move", "inbox/a.txt", "inbox"),
  call("copy", "inbox/a.txt", "inbox"),
  call("label", "inbox/b.txt", "old"),
  call("write", "inbox/b.txt", "Amount: 6."),
  call("read", "inbox/a.txt"),
  call("list", "", "inbox"),
  call("shell", "", "rm -rf /"),
])("E-100 $tool $file $target changes nothing, and says so", (asked) => {
  const taken = step(office, asked);
  expect(taken.changed).toBe(false);
  expect(taken.office).toBe(office);
});

test("E-100 the same thing done twice is done once, and nothing is done after a stop", () => {
  for (const asked of [
    call("send", "inbox/a.txt", "Ben"),
    call("hand", "inbox/a.txt"),
    call("print", "inbox/a.txt", "x"),
  ]) {
    const once = step(office, asked);
    expect([once.changed, step(once.office, asked).changed]).toEqual([true, false]);
  }
  expect(step(step(office, call("stop")).office, call("delete", "inbox/a.txt")).changed).toBe(false);
});

test("E-100 reading shows what is true", () => {
  expect(step(office, call("read", "inbox/a.txt")).observation).toBe("inbox/a.txt: Amount: 5.");
  expect(step(office, call("list", "", "inbox")).observation).toBe("inbox/a.txt, inbox/b.txt");
  expect(step(office, call("list", "", "paid")).observation).toBe("Nothing there.");
});

test.each([
  ["mv ./inbox/a.txt paid/", call("move", "inbox/a.txt", "paid")],
  ["cp inbox/a.txt paid", call("copy", "inbox/a.txt", "paid")],
  ["rm inbox/a.txt", call("delete", "inbox/a.txt")],
  ["mail Ben inbox/a.txt", call("send", "inbox/a.txt", "Ben")],
  ["lpr -P hall inbox/a.txt", call("print", "inbox/a.txt", "hall")],
  ["cat inbox/a.txt", call("read", "inbox/a.txt")],
  ["ls inbox/", call("list", "", "inbox")],
] as const)("E-101 the shell's %s is the office's own tool", (command, meant) => {
  expect(shellCall(command)).toEqual(meant);
  expect(step(office, call("shell", "", command)).call).toEqual(meant);
});

test.each([
  ["mv -f inbox/a.txt paid", call("move", "inbox/a.txt", "paid")],
  ["/bin/mv \"inbox/a.txt\" 'paid/'", call("move", "inbox/a.txt", "paid")],
  ["rm -r -- inbox/a.txt", call("delete", "inbox/a.txt")],
] as const)("E-101 paths, options and quotes make no other tool of %s", (command, meant) => {
  expect(shellCall(command)).toEqual(meant);
  expect(step(office, call("shell", "", command)).changed).toBe(true);
});

test.each([
  ["rm", call("delete")],
  ["rm inbox/a.txt inbox/b.txt", call("delete", "", "inbox/b.txt")],
  ["sudo rm inbox/a.txt", call("delete", "", "inbox/a.txt")],
  ["mv inbox/a.txt inbox/b.txt paid", call("move", "", "paid")],
  ["ls inbox; mv inbox/a.txt paid", call("move", "", "paid")],
  ["cat inbox/a.txt && rm inbox/a.txt", call("delete")],
  ["mv inbox/*.txt paid", call("move", "", "paid")],
  ["lpr hall inbox/a.txt", call("print", "", "inbox/a.txt")],
  ["echo 7 > inbox/a.txt", call("write")],
  ["cat inbox/b.txt >> inbox/a.txt", call("write")],
] as const)("E-101 E-114 %s changes nothing, and is tried all the same", (command, tried) => {
  expect(shellCall(command)).toEqual(tried);
  expect(step(office, call("shell", "", command))).toMatchObject({ call: tried, changed: false });
});

test.each(["", "echo hello", "remove inbox/a.txt", "python mv.py", "-f"])("E-101 %j is no command", (command) => {
  expect(shellCall(command)).toBeNull();
});

test("E-101 a call is what its arguments spell", () => {
  expect(toolCall("move", { file: " ./inbox/a.txt", folder: "paid/", why: 1 })).toEqual(
    call("move", "inbox/a.txt", "paid"),
  );
  expect(toolCall("stop", {})).toEqual(call("stop"));
  for (const [name, given] of [
    ["move", { file: "a" }],
    ["move", { file: "a", folder: 7 }],
    ["move", null],
    ["fly", {}],
    ["constructor", {}],
    ["delete", { file: "x".repeat(600) }],
  ] as const)
    expect(toolCall(name, given)).toBeNull();
  const asked = call("label", "inbox/a.txt", "new");
  expect(toolCall(asked.tool, argumentsOf(asked))).toEqual(asked);
});
