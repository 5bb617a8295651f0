/**
 * The small model of scripts/language-model behind an endpoint that streams what it says, token by token as it thinks of it. Prints its port;
 * ends with its standard input.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadModel } from "../../../../../scripts/language-model/llama.ts";

const PROMPT = "<|im_start|>user\nTell a long story about a ship.<|im_end|>\n<|im_start|>assistant\nOnce";
const TOKENS_MAX = 2_000;

const model = await loadModel(1);
const context = await model.createContext({ contextSize: 4_096, threads: 1, sequences: 1 });
const sequence = context.getSequence();

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/event-stream" });
  void (async () => {
    let tokens = 0;
    for await (const token of sequence.evaluate(model.tokenize(PROMPT, true), { temperature: 0.8, seed: 1 })) {
      if (response.closed || tokens >= TOKENS_MAX) break;
      tokens += 1;
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: model.detokenize([token]) } }] })}\n\n`);
    }
    response.end("data: [DONE]\n\n");
  })();
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().once("end", () => process.exit(0));
