import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { apiDocument, clientFiles } from "../../../scripts/clients/client-files.ts";
import { OPERATIONS, PlimsollClient } from "../src/index.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

describe("SVR-130 the generated parts of both clients", () => {
  test("SVR-130 are what the script writes now: node --conditions=@plimsoll/source scripts/write/clients.ts", () => {
    const files = clientFiles();
    expect(Object.keys(files).length).toBe(5);
    for (const [file, text] of Object.entries(files))
      expect(readFileSync(root + file, "utf8") === text, file).toBe(true);
  });

  test("SVR-131 every operation of the description is a method, and the stream is `events`", () => {
    const camel = (id: string): string => id.replaceAll(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
    const { paths } = apiDocument() as {
      readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
    };
    const operations = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((each) => each.operationId),
    );
    expect(operations).toContain("stream-events");
    for (const operation of operations.filter((each) => each !== "stream-events")) {
      expect(OPERATIONS, operation).toHaveProperty([operation]);
      expect(PlimsollClient.prototype, operation).toHaveProperty(camel(operation), expect.any(Function));
    }
  });
});

describe("SVR-143 the package", () => {
  const sources = readdirSync(new URL("../src/", import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8"));

  test("SVR-143 imports nothing but itself: not the kernel, not Node", () => {
    const imported = sources.flatMap((text) => [...text.matchAll(/\bfrom "([^"]+)";$/gm)].map(([, name]) => name));
    expect(imported.length).toBeGreaterThan(20);
    expect(imported.filter((name) => name?.startsWith(".") !== true)).toEqual([]);
  });

  test("SVR-143 has no dependencies", () => {
    const about = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as object;
    expect(about).not.toHaveProperty("dependencies");
  });
});
