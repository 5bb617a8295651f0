import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

const tracer = trace.getTracer("plimsoll");

/**
 * Makes each request a span, a child of its `traceparent` where it brings one, and the parent of the spans of what it asks for.
 * Attributes by the OpenTelemetry semantic conventions for HTTP; never a path with a name in it.
 */
export function addRequestSpans(app: FastifyInstance, operationOf: (request: FastifyRequest) => string): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook("onRequest", async (request) => {
    const from = propagation.extract(context.active(), request.headers);
    const attributes = { "http.request.method": request.method, "http.route": request.routeOptions.url ?? "none" };
    spans.set(request, tracer.startSpan(operationOf(request), { kind: SpanKind.SERVER, attributes }, from));
  });
  // With a callback, so that the handler runs inside the context; and only here, because reading a body would lose it.
  app.addHook("preHandler", (request, _reply, next) => {
    const span = spans.get(request);
    if (span === undefined) return next();
    context.with(trace.setSpan(context.active(), span), next);
  });
  app.addHook("onResponse", async (request, reply) => {
    const span = spans.get(request);
    span?.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}
