import { ELEMENT } from "./json-walker.ts";

/** Keys whose values may name a tool. */
export const TOOL_KEYS: readonly string[] = ["name", "type", "server_label", "server_url", "method"];

/** Where a request names the tools that a model is offered, and an answer those that it calls; ends of paths. */
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
].map((place) => `/${place}`);

/** Kinds in a list of tools that say nothing: the tool's name stands beside them. */
const KINDS_WITH_NAME: ReadonlySet<string> = new Set(["function", "custom", "mcp"]);

/**
 * The tool that a value in a request or answer names, or `null`. A remote server of tools (Model Context Protocol) goes by
 * its label, and by its host besides, as a label is anybody's choice. A tool of the model server itself has only its type.
 */
export function toolNamed(path: readonly string[], value: string): string | null {
  const key = path.at(-1);
  if (value === "") return null;
  if (key === "server_url") return hostOf(value);
  if (path.at(-2) === ELEMENT && path.at(-3) === "tools") {
    if (key === "server_label") return value;
    if (key === "type") return KINDS_WITH_NAME.has(value) ? null : value;
  }
  if (key !== "name") return null;
  const place = `/${path.join("/")}`;
  return NAMED_AT.some((end) => place.endsWith(end)) ? value : null;
}

const hostOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).host : address);

/** A tool server behind the gate is called by JSON-RPC (Model Context Protocol): `tools/call` with the name in `params`. */
export class JsonRpcCall {
  #method = "";
  #name = "";

  take(path: readonly string[], value: string): void {
    if (path.length === 1 && path[0] === "method") this.#method = value;
    if (path.length === 2 && path[0] === "params" && path[1] === "name") this.#name = value;
  }

  /** The tool that the whole request calls, or `null`. */
  get tool(): string | null {
    return this.#method === "tools/call" && this.#name !== "" ? this.#name : null;
  }
}
