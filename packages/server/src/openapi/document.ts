import type { Parameter, Route } from "../http/route.ts";
import { ANSWER_SCHEMAS } from "./answer-schemas.ts";
import { ENVELOPE_SCHEMA } from "./envelope-schema.ts";
import type { JsonSchema } from "./json-schema.ts";

const VERSION = "0.1.0";

/** Problems that any route may answer with: a bad request, a foreign host or page, too many requests, a fault of ours, a daemon that ends. */
const EVERYWHERE: readonly number[] = [400, 403, 421, 429, 500, 503];

/** The description of the API (OpenAPI 3.1), made of the very values that are served. */
export function openApiDocument(routes: readonly Route[]): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Plimsoll",
      version: VERSION,
      description:
        "The control plane of a site. Reads are open on loopback and need a read token elsewhere; every change is a signed command. Numbers are whole.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths: { ...pathsOf(routes), ...BESIDE_ROUTES },
    components: {
      schemas: { ...ANSWER_SCHEMAS, Envelope: ENVELOPE_SCHEMA },
      securitySchemes: {
        readToken: { type: "http", scheme: "bearer", bearerFormat: "JWT (plimsoll-read+jwt, EdDSA)" },
      },
    },
  };
}

function pathsOf(routes: readonly Route[]): Readonly<Record<string, object>> {
  const paths: Record<string, object> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  return paths;
}

const operationOf = (route: Route): JsonSchema => ({
  operationId: route.operation,
  summary: route.summary,
  // Empty: no token is needed. On loopback none is needed for reading either.
  security: route.access === "read" ? [{}, { readToken: [] }] : [],
  parameters: [
    ...(route.params ?? []).map((parameter) => parameterOf(parameter, "path")),
    ...(route.query ?? []).map((parameter) => parameterOf(parameter, "query")),
    ...(route.body === undefined ? [] : [IDEMPOTENCY_KEY]),
  ],
  ...(route.body === undefined
    ? {}
    : { requestBody: { required: true, content: { "application/json": { schema: reference(route.body) } } } }),
  responses: responsesOf(route),
});

const parameterOf = ({ name, description, pattern, example }: Parameter, place: "path" | "query"): JsonSchema => ({
  name,
  in: place,
  required: place === "path",
  description,
  schema: { type: "string", pattern: `^(?:${pattern})$` },
  example,
});

const IDEMPOTENCY_KEY: JsonSchema = {
  name: "idempotency-key",
  in: "header",
  required: false,
  description: "the id of the command; another is refused",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,400}$" },
};

function responsesOf({ answer, access, body, problems, path }: Route): JsonSchema {
  const content = "json" in answer ? { "application/json": { schema: reference(answer.json) } } : mediaOf(answer.media);
  const withBody = body === undefined ? [] : [413, 415];
  const withToken = access === "read" ? [401] : [];
  const codes = [...new Set([...EVERYWHERE, ...withBody, ...withToken, ...problems])].toSorted((a, b) => a - b);
  return {
    "200": { description: "done", content },
    ...Object.fromEntries(codes.map((code) => [String(code), PROBLEM])),
    ...(path === "/readyz" ? { "503": { description: "not ready", content } } : {}),
  };
}

const mediaOf = (media: string): JsonSchema => {
  const [name = media] = media.split(";");
  const isText = name.startsWith("text/") || name.startsWith("application/openmetrics");
  return { [name]: { schema: isText ? { type: "string" } : {} } };
};

const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const PROBLEM: JsonSchema = {
  description: "a problem (RFC 9457) with a stable code",
  content: { "application/problem+json": { schema: reference("Problem") } },
};

/** What is served beside the routes: a stream that never ends, and this very document. */
const BESIDE_ROUTES: Readonly<Record<string, object>> = {
  "/v1/events": {
    get: {
      operationId: "stream-events",
      summary: "server-sent events: every entry of the log in its order, and a pulse each second",
      security: [{}, { readToken: [] }],
      parameters: [
        {
          name: "after",
          in: "query",
          required: false,
          description: "index of the last entry that is known",
          schema: { type: "string", pattern: "^[0-9]{1,15}$" },
        },
        {
          name: "last-event-id",
          in: "header",
          required: false,
          description: "the same, as a browser resumes",
          schema: { type: "string", pattern: "^[0-9]{1,15}$" },
        },
      ],
      responses: {
        "200": { description: "the stream", content: { "text/event-stream": { schema: { type: "string" } } } },
        ...Object.fromEntries([...EVERYWHERE, 401, 503].map((code) => [String(code), PROBLEM])),
      },
    },
  },
  "/v1/openapi.json": {
    get: {
      operationId: "get-openapi",
      summary: "this document",
      security: [],
      responses: {
        "200": { description: "OpenAPI 3.1", content: { "application/json": { schema: { type: "object" } } } },
        ...Object.fromEntries(EVERYWHERE.map((code) => [String(code), PROBLEM])),
      },
    },
  },
};
