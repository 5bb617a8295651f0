import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import {
  type AdmissionWebhook,
  openAdmissionWebhook,
  type WebhookEvent,
} from "../../src/gate/webhook/open-admission-webhook.ts";
import { fieldOf, textAt } from "../../src/kubernetes/untrusted-fields.ts";
import { type Certificate, CertificateAuthority } from "./cluster/certificates.ts";
import { GateRig, modelPod, RULES } from "./gate-rig.ts";
import { podObject } from "./workload-objects.ts";

let folder: string;
let authority: CertificateAuthority;
let issued: Certificate;
let webhook: AdmissionWebhook;
let events: WebhookEvent[];
let isReady = true;
const rig = new GateRig();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-webhook-"));
  authority = new CertificateAuthority(folder);
  issued = authority.issue("webhook", "/CN=first");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  events = [];
  isReady = true;
  webhook = await openAdmissionWebhook({
    tls: issued,
    host: "127.0.0.1",
    port: 0,
    gatekeeper: rig.gatekeeper,
    rules: RULES,
    isReady: () => isReady,
    onEvent: (event) => events.push(event),
  });
});
afterEach(() => webhook.close());

const reviewOf = (token: string | null, uid = "review-1") => ({
  apiVersion: "admission.k8s.io/v1",
  kind: "AdmissionReview",
  request: {
    uid,
    kind: { group: "", version: "v1", kind: "Pod" },
    namespace: "models",
    name: "model",
    operation: "CREATE",
    object: { apiVersion: "v1", kind: "Pod", ...podObject(modelPod(token)) },
    oldObject: null,
  },
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

function ask(body: string | Buffer, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: webhook.port,
        path: "/review",
        method: "POST",
        ca: readFileSync(authority.certFile),
        ...options,
        headers: { "content-type": "application/json", ...(options.headers as object | undefined) },
      },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("answers", () => {
  test("G-85 a review is answered over TLS in the words of the API", async () => {
    const { status, text } = await ask(JSON.stringify(reviewOf(rig.token(), "a-uid")));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: "a-uid", allowed: true, auditAnnotations: { deployment: "chat", grant: "token-1" } },
    });
    const denied: unknown = JSON.parse((await ask(JSON.stringify(reviewOf(null)))).text);
    expect(fieldOf(denied, "response", "allowed")).toBe(false);
    expect(textAt(denied, "response", "status", "message")).toContain("TOKEN_MISSING");
    expect(events.map((event) => event.type === "reviewed" && event.subject.name)).toEqual([
      "models/model",
      "models/model",
    ]);
  });

  test("G-85 reviews side by side on one connection each get their own answer", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ask(JSON.stringify(reviewOf(index % 2 === 0 ? rig.token() : null, `uid-${index}`)), { agent }),
      ),
    );
    agent.destroy();
    for (const [index, { text }] of answers.entries()) {
      const answer: unknown = JSON.parse(text);
      expect(textAt(answer, "response", "uid")).toBe(`uid-${index}`);
      expect(fieldOf(answer, "response", "allowed")).toBe(index % 2 === 0);
    }
  });

  test("G-94 readiness is what stands behind the gate; life is the gate's own", async () => {
    const get = (path: string) => ask("", { path, method: "GET" });
    expect((await get("/readyz")).status).toBe(200);
    isReady = false;
    expect((await get("/readyz")).status).toBe(503);
    expect((await get("/livez")).status).toBe(200);
  });
});

describe("what is no review", () => {
  test.each<[string, number, string | Buffer, RequestOptions]>([
    ["another content type", 415, "{}", { headers: { "content-type": "text/plain" } }],
    ["no content type", 415, "{}", { headers: { "content-type": "" } }],
    ["no JSON", 400, "{", {}],
    ["no uid", 400, "{}", {}],
    ["nothing", 400, "", {}],
    ["another method", 405, "", { method: "GET" }],
    ["another place", 404, "{}", { path: "/" }],
    ["9 MiB", 413, Buffer.alloc(9 * 1024 * 1024, " "), {}],
  ])("G-89 %s is refused with %d", async (_name, status, body, options) => {
    // A server that stops reading may end the connection before the answer is taken.
    const answer = await ask(body, options).catch((cause: NodeJS.ErrnoException) => cause.code);
    if (typeof answer === "object") expect(answer.status).toBe(status);
    else expect([status, answer]).toEqual([413, expect.stringMatching(/EPIPE|ECONNRESET/)]);
    expect(events).toEqual([]);
  });

  test("G-89 9 MiB without a word of their length are refused too", async () => {
    const headers = { "transfer-encoding": "chunked" };
    const answer = await ask(Buffer.alloc(9 * 1024 * 1024, " "), { headers }).catch(() => null);
    expect(answer?.status ?? 413).toBe(413);
    expect((await ask(JSON.stringify(reviewOf(rig.token())))).status).toBe(200);
  });

  test("G-89 a client that dawdles is cut, and keeps nobody waiting", async () => {
    const socket = connect({ host: "127.0.0.1", port: webhook.port, ca: readFileSync(authority.certFile) });
    socket.on("error", () => {});
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write("POST /review HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n");
    const fromMs = performance.now();
    expect((await ask(JSON.stringify(reviewOf(rig.token())))).status).toBe(200);
    expect(performance.now() - fromMs).toBeLessThan(2_000);
    socket.resume();
    await closed;
    expect(performance.now() - fromMs).toBeLessThan(6_000);
  });

  test("G-91 nothing is answered below TLS 1.3", async () => {
    const code = await ask("{}", { maxVersion: "TLSv1.2" }).catch((cause: NodeJS.ErrnoException) => cause.code);
    expect(code).toMatch(/ERR_SSL|EPROTO|ECONNRESET/);
  });
});

describe("the certificate", () => {
  const nameNow = () =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port: webhook.port, ca: readFileSync(authority.certFile) }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
    });

  test("G-91 a renewed one is taken up; while it does not fit its key the old one goes on", async () => {
    expect(await nameNow()).toBe("first");
    const second = authority.issue("second", "/CN=second");
    copyFileSync(second.certFile, issued.certFile);
    for (let tries = 0; !events.some(({ type }) => type === "certificate-refused") && tries < 60; tries += 1)
      await sleep(50);
    expect(await nameNow()).toBe("first");
    copyFileSync(second.keyFile, issued.keyFile);
    for (let tries = 0; !events.some(({ type }) => type === "certificate-renewed") && tries < 60; tries += 1)
      await sleep(50);
    expect(await nameNow()).toBe("second");
    expect(events.map(({ type }) => type)).toContain("certificate-refused");
  });

  test("G-91 a gate that cannot be what it should be does not open", async () => {
    const parts = { host: "127.0.0.1", port: 0, gatekeeper: rig.gatekeeper, rules: RULES };
    const garbage = join(folder, "garbage.pem");
    writeFileSync(garbage, "no key");
    for (const keyFile of [garbage, join(folder, "nothing.pem"), authority.keyFile]) {
      const tls = { certFile: issued.certFile, keyFile };
      await expect(openAdmissionWebhook({ ...parts, tls })).rejects.toMatchObject({ code: "TLS_MALFORMED" });
    }
    const taken = openAdmissionWebhook({ ...parts, tls: issued, port: webhook.port });
    await expect(taken).rejects.toMatchObject({ code: "PORT_IN_USE" });
  });
});
