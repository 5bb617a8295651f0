import type { ToolCall, ToolName } from "./tool-call.ts";

/** What a program stands for, and how many files and targets it takes. */
interface Program {
  readonly tool: ToolName;
  readonly operands: number;
  readonly call: (first: string, second: string) => Omit<ToolCall, "tool">;
}

const onFile = (file: string, target: string) => ({ file, target });
const onTarget = (target: string, file: string) => ({ file, target });

const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["cat", { tool: "read", operands: 1, call: onFile }],
  ["ls", { tool: "list", operands: 1, call: onTarget }],
  ["rm", { tool: "delete", operands: 1, call: onFile }],
  ["mv", { tool: "move", operands: 2, call: onFile }],
  ["cp", { tool: "copy", operands: 2, call: onFile }],
  ["mail", { tool: "send", operands: 2, call: onTarget }],
  ["lpr", { tool: "print", operands: 2, call: onTarget }],
]);

/**
 * The tool that a shell command stands for, so that a withdrawn tool cannot be had under another name. Null where no program of the office is
 * named. Paths, options and quotes make no other tool of it. What the office's shell does not do (several commands in one, more or fewer files,
 * somebody else's rights) names no file, so that nothing changes: it was tried all the same, and attempts count (spec E-114).
 */
export function shellCall(command: string): ToolCall | null {
  const parts = command.split(/[;&|\n`()]+/).flatMap((part) => partCall(part) ?? []);
  const call = parts.find(isNoReading) ?? (command.includes(">") ? WRITING : (parts[0] ?? null));
  return call !== null && /[;&|\n`()<>$*?]/.test(command.trim()) ? { ...call, file: "" } : call;
}

const isNoReading = ({ tool }: ToolCall): boolean => tool !== "read" && tool !== "list";

/** What a redirection would do. */
const WRITING: ToolCall = { tool: "write", file: "", target: "" };

function partCall(part: string): ToolCall | null {
  const [first = "", ...others] = part.trim().split(/\s+/).map(unquoted);
  const isBorrowed = BORROWED.has(nameOf(first));
  const [name = "", ...words] = isBorrowed ? others : [first, ...others];
  const program = PROGRAMS.get(nameOf(name));
  if (program === undefined) return null;
  const operands = words.filter((word) => !word.startsWith("-")).map(plain);
  const isWhole =
    operands.length === program.operands && !isBorrowed && (program.tool !== "print" || words[0] === "-P");
  if (isWhole) return { tool: program.tool, ...program.call(operands[0] ?? "", operands[1] ?? "") };
  return { tool: program.tool, file: "", target: operands.at(-1) ?? "" };
}

/** Rights that the office's shell does not give, and other ways to begin a command. */
const BORROWED: ReadonlySet<string> = new Set(["sudo", "command", "exec", "env", "nohup", "xargs"]);

const nameOf = (program: string): string => program.slice(program.lastIndexOf("/") + 1);

const unquoted = (word: string): string => word.replaceAll(/["'\\]/g, "");

const plain = (word: string): string => word.replace(/^\.?\//, "").replace(/\/+$/, "");
