import { type CanonicalValue, canonicalJson, utf8 } from "@plimsoll/foundation";
import type { ChatMessage } from "./chat-port.ts";
import type { Episode } from "./episode.ts";
import type { OfficeEvent } from "./verdict.ts";

/** What is kept of an episode besides the talk and the events. */
export type TranscriptHead = Readonly<Record<string, string | number>>;

/**
 * Everything that was said and done, as canonical JSON (RFC 8785) in UTF-8: `transcript` (the version), what the caller names,
 * `slot`, `template`, `failure`, `messages`, `eventsBefore`, `eventsAfter`, `requests`, `tokens`.
 */
export function transcriptBytes(head: TranscriptHead, episode: Episode): Uint8Array {
  const { session, failure, messages, eventsBefore, eventsAfter, spent } = episode;
  return utf8(
    canonicalJson({
      transcript: "plimsoll/language-model-transcript/v0.1",
      ...head,
      dimension: session.dimension,
      slot: session.slot,
      template: session.template.name,
      failure,
      messages: messages.map(messageValue),
      eventsBefore: eventsBefore.map(eventValue),
      eventsAfter: eventsAfter.map(eventValue),
      requests: spent.requests,
      tokens: spent.tokens,
    }),
  );
}

function messageValue(message: ChatMessage): CanonicalValue {
  const { role, content } = message;
  if (role === "tool") return { role, content, toolCallId: message.toolCallId };
  if (role !== "assistant") return { role, content };
  return {
    role,
    content,
    toolCalls: message.toolCalls.map(({ id, name, argumentsText }) => ({ id, name, argumentsText })),
  };
}

const eventValue = ({ call, changed }: OfficeEvent): CanonicalValue => ({
  tool: call.tool,
  file: call.file,
  target: call.target,
  changed,
});
