import { digestOf } from "@plimsoll/foundation";
import type { ChatAnswer, ChatPort } from "../../src/language-model/chat-port.ts";
import {
  languageModelTarget,
  type LanguageModelTargetOptions,
} from "../../src/language-model/language-model-target.ts";
import { nativeCall, spelt, type ToolProtocol } from "../../src/language-model/tool-protocol.ts";
import type { ScriptedAgent } from "./scripted-agents.ts";

/** What an agent does in words: what an endpoint would answer for it. */
export function answerOf(agent: ScriptedAgent, protocol: ToolProtocol, messages: Parameters<ScriptedAgent>[0]) {
  const call = agent(messages);
  if (call === null) return { text: "I am thinking about it.", toolCalls: [] };
  return protocol === "native"
    ? { text: "", toolCalls: [nativeCall(`call-${messages.length}`, call)] }
    : { text: spelt(call), toolCalls: [] };
}

export const scriptedChat =
  (agent: ScriptedAgent, protocol: ToolProtocol): ChatPort =>
  async ({ messages }): Promise<ChatAnswer> => ({
    kind: "answered",
    ...answerOf(agent, protocol, messages),
    requests: 1,
    tokens: 10,
  });

/** A target over a port, with the transcripts that it kept. */
export function targetOver(chat: ChatPort, options: Partial<LanguageModelTargetOptions> = {}) {
  const transcripts: string[] = [];
  const target = languageModelTarget({
    model: "scripted",
    protocol: "text",
    chat,
    keep: async (bytes) => {
      transcripts.push(new TextDecoder().decode(bytes));
      return digestOf(bytes);
    },
    ...options,
  });
  return { target, transcripts };
}
