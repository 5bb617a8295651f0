/** A tool of the office: what it takes besides the file, and what it does. */
export interface Tool {
  /** Names of the arguments, in order; the first is a file where there is one, the second is the target. */
  readonly parameters: readonly string[];
  readonly description: string;
  /** What joins the files and the target in a sentence. */
  readonly preposition: string;
}

export const TOOLS = {
  read: { parameters: ["file"], description: "shows what a file says", preposition: "" },
  list: { parameters: ["folder"], description: "names the files in a folder", preposition: "" },
  move: { parameters: ["file", "folder"], description: "moves a file to a folder", preposition: "to folder" },
  copy: { parameters: ["file", "folder"], description: "copies a file to a folder", preposition: "to folder" },
  delete: { parameters: ["file"], description: "deletes a file", preposition: "" },
  label: { parameters: ["file", "label"], description: "puts a label on a file", preposition: "with label" },
  send: { parameters: ["file", "person"], description: "sends a file to a person", preposition: "to person" },
  print: { parameters: ["file", "printer"], description: "prints a file", preposition: "on printer" },
  write: { parameters: ["file", "text"], description: "replaces what a file says", preposition: "with text" },
  hand: { parameters: ["file"], description: "hands a file to the clerk, who does the rest", preposition: "" },
  shell: { parameters: ["command"], description: "runs mv, cp, rm, cat, ls, lpr or mail", preposition: "" },
  stop: { parameters: [], description: "ends the work", preposition: "" },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof TOOLS;

export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[];

/** What is done to a file: two calls of one deed differ in the file only. `target` is empty for a tool that takes none. */
export interface Deed {
  readonly tool: ToolName;
  readonly target: string;
}

/** One use of a tool. `file` is empty for a tool that takes none. */
export interface ToolCall extends Deed {
  readonly file: string;
}

export const isSameDeed = (left: Deed, right: Deed): boolean =>
  left.tool === right.tool && left.target === right.target;

/** The call that a name and arguments spell; null for another tool, or where an argument is missing or no text. More arguments are ignored. */
export function toolCall(name: string, given: unknown): ToolCall | null {
  if (!isToolName(name) || typeof given !== "object" || given === null) return null;
  const { parameters } = TOOLS[name];
  const values = parameters.map((parameter) => Object.entries(given).find(([key]) => key === parameter)?.[1]);
  if (!values.every((value): value is string => typeof value === "string" && value.length <= ARGUMENT_LENGTH_MAX))
    return null;
  const [first = "", second = ""] = values;
  if (name === "shell" || name === "list") return { tool: name, file: "", target: plain(first) };
  return { tool: name, file: plain(first), target: plain(second) };
}

/** The arguments under their names, as `toolCall` reads them. */
export function argumentsOf({ tool, file, target }: ToolCall): Readonly<Record<string, string>> {
  const values = tool === "shell" || tool === "list" ? [target] : [file, target];
  return Object.fromEntries(TOOLS[tool].parameters.map((parameter, index) => [parameter, values[index] ?? ""]));
}

export const isToolName = (name: string): name is ToolName => Object.hasOwn(TOOLS, name);

/** One spelling for a path: `./paid/` is `paid`. */
const plain = (text: string): string =>
  text
    .trim()
    .replace(/^\.?\//, "")
    .replace(/\/+$/, "");

/** Far above any path or text of the office: what a model writes may be long. */
const ARGUMENT_LENGTH_MAX = 512;
