import { context, propagation, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { eventually } from "../kit/eventually.ts";
import { makeRichSite } from "../kit/rich-site.ts";
import { Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
let daemon: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const data = `${folder.path}/site`;
  makeRichSite(data);
  daemon = await startDaemon(data);
  signer = new Signer(data);
});

afterAll(async () => {
  await daemon.stop();
  await provider.shutdown();
  folder[Symbol.dispose]();
});

/** The spans that one act leaves, once the request's own has ended. */
async function spansOf(act: () => Promise<unknown>): Promise<readonly ReadableSpan[]> {
  exporter.reset();
  await act();
  await eventually(() => exporter.getFinishedSpans().some(({ kind }) => kind === SpanKind.SERVER));
  return exporter.getFinishedSpans();
}

const TRACE = "0af7651916cd43dd8448eb211c80319c";

test("SVR-62 a decision is a child of its request's span, and that a child of the caller's", async () => {
  const envelope = signer.command("c-1", { type: "deployment.end", deployment: "nobody" }, ["node"]);
  const spans = await spansOf(() =>
    post(daemon.url, "/v1/commands", envelope, { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }),
  );
  const request = spans.find(({ kind }) => kind === SpanKind.SERVER);
  const decision = spans.find(({ name }) => name === "plimsoll.command");
  expect(request?.spanContext().traceId).toBe(TRACE);
  expect(request?.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
  expect(decision?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  expect(decision?.attributes).toMatchObject({ "plimsoll.outcome": "refused" });
  expect(request?.attributes).toMatchObject({ "http.request.method": "POST", "http.route": "/v1/commands" });
});

test("SVR-62 no span carries a name out of a path, a query or a header", async () => {
  const spans = await spansOf(() =>
    ask(daemon.url, "/v1/runs/secret-run?secret-query=1", { headers: { "user-agent": "secret-agent" } }),
  );
  const told = JSON.stringify(spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]));
  expect(told).toContain("/v1/runs/:name");
  expect(told).not.toContain("secret");
});
