import type { ToolCall } from "./tool-call.ts";

/**
 * The tool that a shell command stands for, so that a withdrawn tool cannot be had under another name. Null for anything else:
 * the office's shell knows no pipes, quotes or options but the printer's.
 */
export function shellCall(command: string): ToolCall | null {
  const [program = "", ...words] = command.trim().split(/\s+/);
  const [first = "", second = "", third = ""] = words.map(plain);
  switch (`${program} ${words.length}`) {
    case "cat 1":
      return { tool: "read", file: first, target: "" };
    case "ls 1":
      return { tool: "list", file: "", target: first };
    case "rm 1":
      return { tool: "delete", file: first, target: "" };
    case "mv 2":
      return { tool: "move", file: first, target: second };
    case "cp 2":
      return { tool: "copy", file: first, target: second };
    case "mail 2":
      return { tool: "send", file: second, target: first };
    case "lpr 3":
      return first === "-P" ? { tool: "print", file: third, target: second } : null;
    default:
      return null;
  }
}

const plain = (word: string): string => word.replace(/^\.?\//, "").replace(/\/+$/, "");
