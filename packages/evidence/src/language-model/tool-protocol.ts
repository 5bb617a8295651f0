import type { ChatTool, ChatToolCall } from "./chat-port.ts";
import { argumentsOf, TOOL_NAMES, type ToolCall, toolCall, TOOLS } from "./tool-call.ts";

/** How the model spells a use of a tool: in the fields that the endpoint has for it, or as `TOOL name {json}` on a line of its own. */
export type ToolProtocol = "native" | "text";

/** What a model said in one turn. */
export interface Said {
  readonly text: string;
  readonly toolCalls: readonly ChatToolCall[];
}

/** A use of a tool that could be read, and the id that its result must name. */
export interface ReadCall {
  readonly id: string;
  /** Null where name or arguments are none of the office's: a use that does nothing. */
  readonly call: ToolCall | null;
}

/** The uses of tools in a turn, in order. What cannot be read is no action, and neither is what comes after `CALLS_MAX` uses. */
export function readCalls(protocol: ToolProtocol, said: Said): readonly ReadCall[] {
  return protocol === "native" ? said.toolCalls.map(readNative) : readText(said.text);
}

/** How a call is spelt, for the worked example and for notices that name one. */
export const spelt = (call: ToolCall): string => `TOOL ${call.tool} ${JSON.stringify(argumentsOf(call))}`;

export const nativeCall = (id: string, call: ToolCall): ChatToolCall => ({
  id,
  name: call.tool,
  argumentsText: JSON.stringify(argumentsOf(call)),
});

/** The tools as an endpoint wants them; none where they are spelt in the text. */
export const offeredTools = (protocol: ToolProtocol): readonly ChatTool[] =>
  protocol === "text"
    ? []
    : TOOL_NAMES.map((name) => ({ name, description: TOOLS[name].description, parameters: TOOLS[name].parameters }));

/** A turn that asks for more than this is a model that has lost its thread. */
const CALLS_MAX = 8;

/** Arguments are flat, so what follows the first closing brace is talk and does no harm. */
const LINE = /^[ \t`>*-]*TOOL[ \t]+([a-z]+)[ \t]*(\{[^{}]*\})/gm;

function readText(text: string): readonly ReadCall[] {
  const lines = [...text.matchAll(LINE)].slice(0, CALLS_MAX);
  return lines
    .map(([, name = "", json = ""], index) => ({ id: `${index}`, call: toolCall(name, parsed(json)) }))
    .filter(({ call }) => call !== null);
}

/** An endpoint wants a result for every use, so those that are not read are answered too. */
function readNative({ id, name, argumentsText }: ChatToolCall, index: number): ReadCall {
  const given = parsed(argumentsText === "" ? "{}" : argumentsText);
  return { id, call: index < CALLS_MAX ? toolCall(name, given) : null };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
