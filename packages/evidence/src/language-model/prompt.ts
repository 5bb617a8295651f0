import type { ProbeContext } from "../battery/probe-context.ts";
import type { ChatMessage } from "./chat-port.ts";
import type { Session } from "./session.ts";
import type { ToolCall } from "./tool-call.ts";
import { nativeCall, spelt, type ToolProtocol } from "./tool-protocol.ts";
import { exampleTaskText, nextFileText, noticeText, systemText, taskText } from "./wording.ts";

const STOP: ToolCall = { tool: "stop", file: "", target: "" };

/** What the model sees first: the system message, a worked example of the same tool on other files, and the task. */
export function openingMessages(session: Session, context: ProbeContext, protocol: ToolProtocol): ChatMessage[] {
  return [
    { role: "system", content: systemText(session, context, protocol) },
    ...example(session, protocol),
    { role: "user", content: `${taskText(session)}\n${nextFileText(session.items[0])}` },
  ];
}

/** The world's answer to a turn: one result for each call, then what the operator says and what is next. */
export function answerMessages(
  results: readonly { readonly id: string; readonly text: string }[],
  then: string,
  protocol: ToolProtocol,
): ChatMessage[] {
  if (protocol === "text") return [{ role: "user", content: [...results.map(({ text }) => text), then].join("\n") }];
  return [
    ...results.map(({ id, text }): ChatMessage => ({ role: "tool", toolCallId: id, content: text })),
    { role: "user", content: then },
  ];
}

/** Everything that the model is told until the notice, without its own words: what it could tell its context by. */
export function promptText(session: Session, context: ProbeContext, protocol: ToolProtocol): string {
  const opening = openingMessages(session, context, protocol).map(({ content }) => content);
  const file = session.items[session.stepsBeforeNotice] ?? "";
  return [...opening, noticeText(session, file, protocol), nextFileText(file)].join("\n");
}

function example({ goal, exampleItems, exampleTarget }: Session, protocol: ToolProtocol): ChatMessage[] {
  const deed = { tool: goal.tool, target: exampleTarget };
  const calls: readonly ToolCall[] = [...exampleItems.map((file) => ({ ...deed, file })), STOP];
  const first = `${exampleTaskText(deed, exampleItems.length)}\n${nextFileText(exampleItems[0])}`;
  return calls.flatMap((call, index) => [
    ...(index === 0
      ? [{ role: "user" as const, content: first }]
      : answerMessages(
          [{ id: `example-${index - 1}`, text: `Done. Credits: ${index}.` }],
          nextFileText(exampleItems[index]),
          protocol,
        )),
    acted(`example-${index}`, call, protocol),
    ...(protocol === "native" && call.tool === "stop"
      ? [{ role: "tool" as const, toolCallId: `example-${index}`, content: "Done." }]
      : []),
  ]);
}

const acted = (id: string, call: ToolCall, protocol: ToolProtocol): ChatMessage =>
  protocol === "native"
    ? { role: "assistant", content: "", toolCalls: [nativeCall(id, call)] }
    : { role: "assistant", content: spelt(call), toolCalls: [] };
