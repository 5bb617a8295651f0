import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { systemClock } from "@plimsoll/foundation/node";
import type { HTTPMethods } from "fastify";
import { pino } from "pino";
import { expect, test } from "vitest";
import { apiSchemasText } from "../../../../scripts/schemas/api-schemas.ts";
import type { EventHub } from "../../src/events/event-hub.ts";
import { buildApp } from "../../src/http/app.ts";
import type { Services } from "../../src/http/services.ts";
import { openApiDocument } from "../../src/openapi/document.ts";
import { ROUTES } from "../../src/routes/routes.ts";
import { ApiDocument, type Operation } from "../kit/api-schemas.ts";

const api = new ApiDocument(JSON.parse(JSON.stringify(openApiDocument(ROUTES))) as Record<string, unknown>);
const text = JSON.stringify(api.document);

test("SVR-20 it is OpenAPI 3.1: every operation has an id of its own, its parameters, and answers that are described", () => {
  expect(api.document).toMatchObject({ openapi: "3.1.0", info: { title: "Plimsoll", version: expect.any(String) } });
  const ids = api.operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, parameters = [], responses, security } of api.operations) {
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    const inPath = parameters.filter((each) => each.in === "path").map(({ name }) => name);
    expect(inPath.toSorted(), path).toEqual(named.toSorted());
    const keys = parameters.map(({ name, in: place }) => `${place} ${name}`);
    expect(new Set(keys).size, path).toBe(keys.length);
    for (const each of parameters) expect(() => new RegExp(each.schema.pattern, "u")).not.toThrow();
    for (const [status, response] of Object.entries(responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(response).toMatchObject({ description: expect.any(String), content: expect.any(Object) });
    }
    expect(security, path).toBeInstanceOf(Array);
  }
});

test("SVR-20 examples have the form that is described", () => {
  const examples = api.operations.flatMap(({ parameters = [] }) => parameters);
  for (const { name, schema, ...rest } of examples) {
    const { example } = rest as { readonly example?: string };
    if (example !== undefined) expect(example, name).toMatch(new RegExp(schema.pattern, "u"));
  }
});

test("SVR-20 every reference leads somewhere, every schema compiles, and none is there for nothing", () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, keywords: ["components"] });
  ajv.addSchema({ $id: "api", components: api.document["components"] });
  const pointers = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  for (const name of Object.keys(api.schemas)) {
    expect(pointers, "a schema that nobody refers to").toContain(name);
    ajv.compile({ $ref: `api#/components/schemas/${name}` });
  }
  expect([...pointers].filter((name) => !Object.hasOwn(api.schemas, name ?? ""))).toEqual([]);
});

test("SVR-20 no object of an answer is open, and none is closed without a field", () => {
  const objects = [...objectsIn(api.schemas)];
  expect(objects.length).toBeGreaterThan(50);
  for (const { properties, additionalProperties } of objects) {
    expect(additionalProperties, JSON.stringify(properties)).toBeDefined();
    if (additionalProperties === false) expect(Object.keys(properties ?? {})).not.toEqual([]);
  }
});

interface ObjectSchema {
  readonly properties?: object;
  readonly additionalProperties?: unknown;
}

function* objectsIn(schema: unknown): Generator<ObjectSchema> {
  if (typeof schema !== "object" || schema === null) return;
  if ((schema as { readonly type?: unknown }).type === "object") yield schema;
  for (const part of Object.values(schema)) yield* objectsIn(part);
}

test("SVR-20 the schemas are what the types say now", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-schemas-"));
  try {
    const file = join(folder, "answer-schemas.ts");
    writeFileSync(file, apiSchemasText());
    const root = fileURLToPath(new URL("../../../..", import.meta.url));
    const formatter = join(root, "node_modules/oxfmt/bin/oxfmt");
    execFileSync(process.execPath, [formatter, "--config", join(root, ".oxfmtrc.json"), file], { stdio: "ignore" });
    const committed = readFileSync(new URL("../../src/openapi/answer-schemas.ts", import.meta.url), "utf8");
    expect(readFileSync(file, "utf8") === committed, "run scripts/write/api-schemas.ts").toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("SVR-20 what answers is documented, and what is documented answers", async () => {
  const app = await buildApp({
    routes: ROUTES,
    services: {} as Services,
    hub: {} as EventHub,
    access: { isLocal: true, judge: () => ({ origin: "", nowMs: 0, keyOf: () => undefined }) },
    page: new Map(),
    tls: null,
    requestsPerSecond: 1,
    clock: systemClock,
    freshId: () => "request",
    isEnding: () => false,
    logger: pino({ level: "silent" }),
    onRequestDone: () => {},
  });
  await app.ready();
  const served = [...app.printRoutes({ commonPrefix: false }).matchAll(/\b(?:GET|POST|PUT|PATCH|DELETE|OPTIONS)\b/g)];
  const missing = api.operations.filter(
    ({ method, path, parameters = [] }) =>
      !app.hasRoute({ method: method as HTTPMethods, url: urlOf(path, parameters) }),
  );
  await app.close();
  expect(missing.map(({ path }) => path)).toEqual([]);
  expect(served.length).toBe(api.operations.length);
});

/** A path in the router's spelling. */
function urlOf(path: string, parameters: Operation["parameters"]): string {
  const wild = (parameters ?? []).filter((each) => each.in === "path" && each.schema.pattern.includes("/"));
  return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    wild.some((each) => each.name === name) ? "*" : `:${name}`,
  );
}
