/** The webhook as a process of its own, or `bare`: a server that reads the body and answers the same words to everything. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { systemClock } from "@plimsoll/foundation/node";
import { openGatekeeper } from "../src/gate/open-gatekeeper.ts";
import { openAdmissionWebhook } from "../src/gate/webhook/open-admission-webhook.ts";
import type { GateIdentity } from "../src/gate/gatekeeper.ts";

export interface ServerPlan {
  readonly kind: "webhook" | "bare";
  readonly certFile: string;
  readonly keyFile: string;
  readonly jwks: unknown;
  readonly feed: unknown;
  readonly identity: GateIdentity;
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ServerPlan;
const port = plan.kind === "webhook" ? await startWebhook() : await startBare();
process.stdout.write(`${port}\n`);

async function startWebhook(): Promise<number> {
  const { identity, jwks, certFile, keyFile } = plan;
  const gatekeeper = openGatekeeper({ identity, jwks, clock: systemClock, feedRequiredWithinMs: null });
  if (!gatekeeper.hear(plan.feed)) throw new Error("the feed was not heard");
  const webhook = await openAdmissionWebhook({
    tls: { certFile, keyFile },
    host: "127.0.0.1",
    port: 0,
    gatekeeper,
    rules: { namespaces: { allBut: [] }, companions: new Set() },
  });
  return webhook.port;
}

async function startBare(): Promise<number> {
  const files = { cert: readFileSync(plan.certFile), key: readFileSync(plan.keyFile) };
  const server = createServer({ ...files, minVersion: "TLSv1.3" }, (request, response) => {
    request.resume();
    request.on("end", () => {
      const text = `{"response":{"allowed":${request.headers["content-length"] !== "0"}}}`;
      response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
