/** What `node:http` does without any gate: the limit for a proxy that is made of it. Prints its port; ends with its standard input. */
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { upstream: { type: "string" } } });
const { hostname: host, port } = new URL(values.upstream!);
const agent = new Agent({ keepAlive: true, maxFreeSockets: 1_024, scheduling: "lifo" });

const server = createServer((asked, answer) => {
  const { method, url, headers } = asked;
  const onward = request({ agent, host, port, method, path: url, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  asked.pipe(onward);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().once("end", () => process.exit(0));
