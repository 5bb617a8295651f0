import { ELEMENT } from "./json-walker.ts";

/** Keys whose values may name a tool. */
export const TOOL_KEYS: readonly string[] = [
  "name",
  "type",
  "method",
  "server_label",
  "server_url",
  "connector_id",
  "url",
];

/** Where a request names the tools that a model is offered, and an answer those that it calls; ends of paths, in lower case. */
const NAMED_AT = [
  // OpenAI chat completions: offered, called, called in a stream; the older way with functions.
  "tools/[]/function/name",
  "functions/[]/name",
  "tool_calls/[]/function/name",
  "function_call/name",
  // OpenAI responses and Anthropic messages.
  "tools/[]/name",
  "output/[]/name",
  "item/name",
  "content/[]/name",
  "content_block/name",
  // Anthropic's remote servers of tools.
  "mcp_servers/[]/name",
  // Gemini, in both spellings of its fields.
  "functiondeclarations/[]/name",
  "function_declarations/[]/name",
  "functioncall/name",
  // Bedrock's Converse.
  "toolspec/name",
  "systemtool/name",
  "tooluse/name",
].map((place) => `/${place}`);

/** Kinds in a list of tools that say nothing: the tool's name stands beside them. */
const KINDS_WITH_NAME: ReadonlySet<string> = new Set(["function", "custom", "mcp", "mcp_toolset"]);

/**
 * The tool that a value in a request or answer names, or `null`. A remote server of tools (Model Context Protocol) goes by
 * its label, and by its host besides, as a label is anybody's choice. A tool of the model server itself has only its type.
 */
export function toolNamed(path: readonly string[], value: string): string | null {
  const key = path.at(-1);
  if (value === "") return null;
  if (key === "server_url") return hostOf(value);
  if (key === "url") return path.at(-2) === ELEMENT && path.at(-3) === "mcp_servers" ? hostOf(value) : null;
  if (path.at(-2) === ELEMENT && path.at(-3) === "tools") {
    if (key === "server_label" || key === "connector_id") return value;
    if (key === "type") return KINDS_WITH_NAME.has(value) ? null : value;
  }
  if (key !== "name") return null;
  const place = `/${path.join("/")}`;
  return NAMED_AT.some((end) => place.endsWith(end)) ? value : null;
}

const hostOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).host : address);

/** As many names wait for their method at most; of more, each is taken for a tool's. */
const NAMES_WAITING_MAX = 1_024;

/**
 * A tool server behind the gate is called by JSON-RPC (Model Context Protocol): `tools/call` with the name in `params`, alone or in a
 * list of calls. Name and method come in any order, and a list does not say which belong together: once one calls a tool, every name
 * is a tool's.
 */
export class JsonRpcCalls {
  readonly #onTool: (tool: string) => void;
  readonly #waiting = new Set<string>();
  #callsTools = false;

  constructor(onTool: (tool: string) => void) {
    this.#onTool = onTool;
  }

  take(path: readonly string[], value: string): void {
    const from = path[0] === ELEMENT ? 1 : 0;
    const depth = path.length - from;
    if (depth === 1 && path[from] === "method" && value === "tools/call") this.#tell();
    if (depth === 2 && path[from] === "params" && path[from + 1] === "name") this.#named(value);
  }

  #named(name: string): void {
    if (this.#callsTools) return this.#onTool(name);
    this.#waiting.add(name);
    if (this.#waiting.size > NAMES_WAITING_MAX) this.#tell();
  }

  #tell(): void {
    this.#callsTools = true;
    for (const name of this.#waiting) this.#onTool(name);
    this.#waiting.clear();
  }
}
