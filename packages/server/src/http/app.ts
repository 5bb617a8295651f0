import { Readable } from "node:stream";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Clock } from "@plimsoll/foundation";
import type { TlsMaterial } from "./tls-material.ts";
import type { EventHub } from "../events/event-hub.ts";
import { openApiDocument } from "../openapi/document.ts";
import { ENVELOPE_SCHEMA } from "../openapi/envelope-schema.ts";
import { addEventStream } from "./event-stream-route.ts";
import { addPage, type PageFiles } from "./page-route.ts";
import { bodyBudget, tooMany } from "./body-budget.ts";
import { answerBroken, bareHeaders } from "./broken-request.ts";
import { boundConnections } from "./connection-bounds.ts";
import { answerInTurn } from "./in-turn.ts";
import { knownPaths, type MethodsAt } from "./known-paths.ts";
import { problem, problemOf, ProblemError } from "./problem.ts";
import { rateStoreBy } from "./rate-store.ts";
import { problemOfFault } from "./problem-of-fault.ts";
import { type ReadAccess, requireReadAccess, requireOwnOrigin } from "./read-access.ts";
import { addRequestSpans } from "./request-span.ts";
import type { Asked, Parameter, Reply, Route } from "./route.ts";
import type { Services } from "./services.ts";

export interface AppParts {
  readonly routes: readonly Route[];
  readonly services: Services;
  readonly hub: EventHub;
  readonly access: ReadAccess;
  readonly page: PageFiles;
  readonly tls: TlsMaterial | null;
  /** Requests a second from one address. */
  readonly requestsPerSecond: number;
  readonly clock: Clock;
  /** A name for a request, another one each time. */
  readonly freshId: () => string;
  /** Whether the daemon was told to end: from then on nothing new is taken. */
  readonly isEnding: () => boolean;
  readonly logger: FastifyBaseLogger;
  readonly onRequestDone: (operation: string, status: number) => void;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The name by which a route is counted: never a path with a name in it. */
    readonly operation?: string;
  }
}

/** The operation of `/readyz`. */
const READINESS = "get-readiness";

const BODY_BYTES_MAX = 1_048_576;
/** A client that sends slower than this is cut off. */
const REQUEST_MS_MAX = 15_000;
/** A connection on which nothing moves, such as that of somebody who does not take his answer, is ended. A kill may take a while. */
const IDLE_MS_MAX = 120_000;

/** Node alone looks every 30 s, and takes the time for the headers, 60 s by itself, as that of the request where it is the longer one. */
const CONNECTIONS = { connectionsCheckingInterval: 1_000, headersTimeout: REQUEST_MS_MAX } as const;

/** Node alone waits two minutes for a handshake. */
const HANDSHAKES = { minVersion: "TLSv1.2", handshakeTimeout: REQUEST_MS_MAX } as const;

/** The HTTP side of the daemon: every route behind the same checks, every error told in the same form. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app = newApp(parts);
  const methodsAt = knownPaths(app);
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler((fault, request, reply) => answerFault(fault, request, reply));
  addRequestSpans(app, operationOf);
  await app.register(helmet, helmetOptions(parts));
  await app.register(rateLimit, rateOptions(parts));
  boundConnections(app.server, parts.hub.streamsMax);
  // Before anything else is looked at: what is refused for another reason, such as a token, costs as much.
  app.addHook("onRequest", app.rateLimit());
  app.addHook("onRequest", bodyBudget(app, parts.requestsPerSecond));
  app.addHook("onRequest", async (request) => requireOwnOrigin(request, parts.access));
  // Before a body is read: nobody takes it.
  app.addHook("onRequest", async (request) => {
    if (request.is404) throw noRoute(request, methodsAt);
  });
  // Behind what costs nothing, before what opens or holds anything.
  answerInTurn(app);
  // Whoever waited for his turn until now comes too late, too.
  app.addHook("onRequest", async (request) => requireNotEnding(request, parts));
  app.addHook("onResponse", async (request, reply) => parts.onRequestDone(operationOf(request), reply.statusCode));
  for (const route of parts.routes) addRoute(app, route, parts);
  addEventStream(app, parts);
  addDocument(app, parts.routes);
  addPage(app, parts.page);
  return app;
}

function newApp({ tls, logger, freshId }: AppParts): FastifyInstance {
  const bare = bareHeaders(tls !== null);
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    // What is logged of a request is said by us, without its name, query or headers.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => freshId(),
    requestIdHeader: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    // Its own answer to who comes too late has no code and no headers: ours has both.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    connectionTimeout: IDLE_MS_MAX,
    frameworkErrors: (fault, request, reply) => void answerUnrouted(app, fault, request, reply.headers(bare)),
    clientErrorHandler: (fault, socket) => answerBroken(fault, socket, tls !== null),
    routerOptions: { maxParamLength: 2_048, ignoreTrailingSlash: false, caseSensitive: true },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false } },
    ...(tls === null ? { http: CONNECTIONS } : { https: { ...CONNECTIONS, ...HANDSHAKES, ...tls } }),
  });
  return app;
}

function addRoute(app: FastifyInstance, route: Route, { services, access }: AppParts): void {
  app.route({
    method: route.method,
    url: urlOf(route),
    config: { operation: route.operation },
    schema: {
      params: objectSchema(renamed(route.params ?? []), true),
      querystring: objectSchema(route.query ?? [], false),
      ...(route.body === undefined ? {} : { body: ENVELOPE_SCHEMA }),
    },
    ...(route.access === "read"
      ? { onRequest: async (request: FastifyRequest) => void requireReadAccess(request, access) }
      : {}),
    handler: async (request, reply) => {
      const answer = await route.handle(askedBy(request, route), services);
      headed(answer, reply);
      return bodyOf(answer);
    },
  });
}

function headed({ status = 200, media, length, policy, cacheControl = "no-store" }: Reply, reply: FastifyReply): void {
  reply.code(status).header("cache-control", cacheControl);
  if (media !== undefined) reply.type(media);
  if (length !== undefined) reply.header("content-length", length);
  if (policy !== undefined) reply.header("content-security-policy", policy);
}

const bodyOf = ({ body, media }: Reply): Reply["body"] =>
  media === undefined || !isPlainObject(body) ? body : JSON.stringify(body);

const isPlainObject = (body: Reply["body"]): boolean =>
  typeof body === "object" && !(body instanceof Uint8Array) && !(body instanceof Readable);

/** OpenAPI's braces in the router's spelling; a last parameter with slashes in it takes all that follows. */
const urlOf = ({ path, params = [] }: Route): string => {
  const wild = params.find(({ pattern }) => pattern.includes("/"));
  return path.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => (name === wild?.name ? "*" : `:${name}`));
};

const renamed = (params: readonly Parameter[]): readonly Parameter[] =>
  params.map((param) => (param.pattern.includes("/") ? { ...param, name: "*" } : param));

const objectSchema = (fields: readonly Parameter[], isRequired: boolean): object => ({
  type: "object",
  properties: Object.fromEntries(
    fields.map(({ name, pattern }) => [name, { type: "string", pattern: `^(?:${pattern})$` }]),
  ),
  required: isRequired ? fields.map(({ name }) => name) : [],
  additionalProperties: false,
});

function askedBy(request: FastifyRequest, { params = [] }: Route): Asked {
  const given = request.params as Readonly<Record<string, string>>;
  const named = params.map(({ name, pattern }) => [name, given[pattern.includes("/") ? "*" : name] ?? ""]);
  const idempotencyKey = request.headers["idempotency-key"];
  return {
    params: Object.fromEntries(named) as Record<string, string>,
    query: request.query as Readonly<Record<string, string>>,
    body: request.body,
    idempotencyKey: typeof idempotencyKey === "string" ? idempotencyKey : undefined,
  };
}

function addDocument(app: FastifyInstance, routes: readonly Route[]): void {
  const text = JSON.stringify(openApiDocument(routes));
  app.get("/v1/openapi.json", { config: { operation: "get-openapi" } }, async (_request, reply) =>
    reply.type("application/json; charset=utf-8").header("cache-control", "public, no-cache").send(text),
  );
}

function answerFault(fault: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = fault instanceof ProblemError ? fault : problemOfFault(fault, request.id);
  if (told.problem.status >= 500) request.log.error({ code: told.problem.code, err: fault }, "a request failed");
  return reply
    .code(told.problem.status)
    .headers({ ...told.headers, "cache-control": "no-store" })
    .type("application/problem+json")
    .send(JSON.stringify(told.problem));
}

/** No hook ran for what the router could not read: it counts against the rate all the same. */
async function answerUnrouted(
  app: FastifyInstance,
  fault: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const taken = await app.createRateLimit()(request);
  const isTooMany = !taken.isAllowed && taken.isExceeded;
  void answerFault(isTooMany ? tooMany("fewer requests a second from one address") : fault, request, reply);
}

function noRoute({ method, url }: FastifyRequest, methodsAt: MethodsAt): ProblemError {
  const [path = ""] = url.split("?", 1);
  const methods = methodsAt(path);
  if (methods.length === 0)
    return problem(404, "NOT_FOUND", "a path of GET /v1/openapi.json", `${method} ${path}`, "look there");
  const allow = methods.join(", ");
  const told = problemOf(405, { code: "METHOD_NOT_ALLOWED", expected: allow, received: method, fix: "ask so" });
  return new ProblemError(told, { allow });
}

/** Who asks whether it is ready is answered to the end: that is how others know that it is not (SVR-4). */
function requireNotEnding(request: FastifyRequest, { isEnding }: AppParts): void {
  if (!isEnding() || operationOf(request) === READINESS) return;
  throw problem(
    503,
    "DAEMON_ENDING",
    "a daemon that goes on",
    "one that was told to end",
    "ask again when it is back",
    true,
  );
}

const operationOf = ({ routeOptions }: FastifyRequest): string => routeOptions.config.operation ?? "none";

function rateOptions({ requestsPerSecond, clock }: AppParts): object {
  return {
    store: rateStoreBy(clock),
    max: requestsPerSecond,
    timeWindow: 1_000,
    errorResponseBuilder: () => tooMany(`at most ${requestsPerSecond} requests a second from one address`),
  };
}

/** Nothing but the page's own; WebAssembly is compiled from the page's own bytes. */
const helmetOptions = ({ tls }: AppParts) =>
  ({
    // Said over plain HTTP it would mean nothing, and where another program ends TLS it is that one's to say.
    strictTransportSecurity: tls !== null,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  }) as const;
