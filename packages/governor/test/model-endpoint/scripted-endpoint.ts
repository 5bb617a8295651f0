import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChatMessage } from "@plimsoll/evidence";
import type { ScriptedAgent } from "../../../evidence/test/language-model/scripted-agents.ts";
import { answerOf } from "../../../evidence/test/language-model/scripted-chat.ts";

export interface Asked {
  readonly headers: IncomingMessage["headers"];
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server of its own on loopback that answers chat completions as `answer` says, and remembers what it was asked. */
export async function serveChat(answer: (asked: Asked, response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      asked.push({ headers: request.headers, body });
      answer(asked.at(-1)!, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  servers.push(server);
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked };
}

const servers: Server[] = [];

export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Whatever it is asked, it says yes. */
export const agree = (_: Asked, response: ServerResponse): void => respond(response, completion("yes"));

/** A stand-in for a model: what the agent does, as an OpenAI-compatible server would say it. */
export const agentAnswer =
  (agent: ScriptedAgent) =>
  ({ body }: Asked, response: ServerResponse): void => {
    const protocol = body["tools"] === undefined ? "text" : "native";
    const { text, toolCalls } = answerOf(agent, protocol, (body["messages"] as WireMessage[]).map(chatMessage));
    respond(response, completion(text, toolCalls));
  };

export function completion(
  text: string,
  toolCalls: readonly { readonly id: string; readonly name: string; readonly argumentsText: string }[] = [],
) {
  return {
    choices: [
      {
        message: {
          role: "assistant",
          content: text,
          tool_calls: toolCalls.map(({ id, name, argumentsText }) => ({
            id,
            type: "function",
            function: { name, arguments: argumentsText },
          })),
        },
      },
    ],
    usage: { prompt_tokens: 90, completion_tokens: 10 },
  };
}

export function respond(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

interface WireMessage {
  readonly role: ChatMessage["role"];
  readonly content: string | null;
}

/** What an agent reads of a message is role and text. */
const chatMessage = ({ role, content }: WireMessage): ChatMessage =>
  ({ role, content: content ?? "", toolCalls: [], toolCallId: "" }) as ChatMessage;

async function readBody(request: IncomingMessage): Promise<Asked["body"]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Asked["body"];
}
