/** A model server of the bench: the first token after 50 ms, then one every 5 ms, as events. Prints its port; ends with its standard input. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const FIRST_TOKEN_MS = 50;
const TOKEN_MS = 5;
const TOKENS = 20;
const TOKEN = `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "word " } }] })}\n\n`;
const USAGE = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 20, completion_tokens: TOKENS } })}\n\n`;

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/event-stream" });
  let tokens = 0;
  const speak = (): void => {
    tokens += 1;
    response.write(TOKEN);
    if (tokens < TOKENS) setTimeout(speak, TOKEN_MS);
    else response.end(`${USAGE}data: [DONE]\n\n`);
  };
  setTimeout(speak, FIRST_TOKEN_MS);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().once("end", () => process.exit(0));
