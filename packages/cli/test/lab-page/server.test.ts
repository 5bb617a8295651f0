import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtPage } from "../../src/page-tools/built-page.ts";
import { readPageFiles } from "../../src/page-tools/page-files.ts";
import { servePage, type ServedPage } from "../../src/page-tools/serve-page.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-lab-page-"));
let served: ServedPage;
let port: number;
beforeAll(async () => {
  mkdirSync(join(folder, "page/assets"), { recursive: true });
  writeFileSync(join(folder, "page/index.html"), "<!doctype html><title>lab</title>");
  writeFileSync(join(folder, "page/assets/main.js"), "export {};");
  writeFileSync(join(folder, "secret.html"), "secret");
  served = await servePage(readPageFiles(join(folder, "page")), 0);
  port = Number(new URL(served.url).port);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A raw request: `fetch` would tidy the path up. */
async function ask(path: string, options: { readonly method?: string; readonly host?: string } = {}) {
  const { method = "GET", host = `127.0.0.1:${port}` } = options;
  const asked = request({ host: "127.0.0.1", port, path, method, headers: { host } }).end();
  const [response] = await once(asked, "response");
  let body = "";
  for await (const part of response) body += String(part);
  return { status: response.statusCode as number, headers: response.headers as Record<string, string>, body };
}

describe("the server of the page", () => {
  test("SIM-395 sends its files with fixed types, and every answer with the headers of isolation and a strict policy", async () => {
    expect((await ask("/")).body).toContain("<title>lab</title>");
    expect((await ask("/?x=1")).headers["content-type"]).toBe("text/html; charset=utf-8");
    expect((await ask("/assets/main.js")).headers["content-type"]).toBe("text/javascript; charset=utf-8");
    for (const path of ["/", "/assets/main.js", "/nothing"]) {
      const { headers } = await ask(path);
      expect(headers).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      const policy = headers["content-security-policy"]!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*|data:/);
    }
  });

  test.each([
    "/../secret.html",
    "/%2e%2e/secret.html",
    "/assets/../../secret.html",
    "/assets\\..\\..\\secret.html",
    "/assets/",
    "//index.html",
    "http://127.0.0.1/index.html",
  ])("SIM-395 has no other file, whatever the path: %s", async (path) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([404, ""]);
  });

  test("SIM-395 answers GET and HEAD alone, and to its own names alone", async () => {
    expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect(await ask("/", { method })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    expect((await ask("/", { host: `localhost:${port}` })).status).toBe(200);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1:${port + 1}`])
      expect((await ask("/", { host })).status).toBe(421);
  });

  test("SIM-396 a port that is taken is PORT_IN_USE", async () => {
    const files = readPageFiles(join(folder, "page"));
    await expect(servePage(files, port)).rejects.toMatchObject({ code: "PORT_IN_USE" });
  });

  test("SIM-397 a folder without a page, or with something else in it, is PAGE_FILES", () => {
    expect(() => readPageFiles(join(folder, "page/assets"))).toThrow(expect.objectContaining({ code: "PAGE_FILES" }));
    writeFileSync(join(folder, "page/assets/notes.txt"), "notes");
    expect(() => readPageFiles(join(folder, "page"))).toThrow(expect.objectContaining({ code: "PAGE_FILES" }));
  });
});

describe("the page in a checkout", () => {
  test("SIM-397 is built once, and weighs less than 300 kB", async () => {
    const built = await builtPage();
    const made = statSync(join(built, "index.html")).mtimeMs;
    expect(await builtPage()).toBe(built);
    expect(statSync(join(built, "index.html")).mtimeMs).toBe(made);
    const bytes = [...readPageFiles(built).values()].reduce((sum, { body }) => sum + body.length, 0);
    expect(bytes).toBeLessThan(300_000);
  }, 60_000);

  test("SIM-397 is carried by a published package, and missed where it is not", async () => {
    const room = join(folder, "room");
    await expect(builtPage(room)).rejects.toMatchObject({ code: "PAGE_NOT_BUILT" });
    mkdirSync(join(room, "dist/page"), { recursive: true });
    expect(await builtPage(room)).toBe(join(room, "dist/page"));
  });

  test.each(["cluster", "field", "learner"])(
    "SIM-380 has the %s module that Node has, letter by letter",
    async (name) => {
      const source = new URL(`../../../simulation/src/modules/${name}-module.ts`, import.meta.url);
      const base64 = /"([A-Za-z0-9+/=]{400,})"/.exec(readFileSync(source, "utf8"))?.[1];
      const scripts = [...readPageFiles(await builtPage()).values()].map(({ body }) => body.toString("utf8"));
      expect(base64).toBeDefined();
      expect(scripts.some((script) => script.includes(base64!))).toBe(true);
    },
  );

  test("SIM-398 the command says where the page is, and ends in order when it is interrupted", async () => {
    const command = new URL("../../src/commands/lab-page.ts", import.meta.url).href;
    const program = `
      import { Command } from "commander";
      import { addLabPage } from ${JSON.stringify(command)};
      const lab = new Command();
      addLabPage(lab, (code) => { process.exitCode = code; });
      await lab.parseAsync(["page", "--json"], { from: "user" });`;
    const cwd = new URL("../..", import.meta.url).pathname;
    const words = ["--conditions=@plimsoll/source", "--input-type=module", "-e", program];
    const child = spawn(process.execPath, words, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    const lines: { readonly type: string; readonly url: string }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line));
      if (lines.length > 1) continue;
      expect((await fetch(lines[0]!.url)).status).toBe(200);
      child.kill("SIGINT");
    }
    const [code, signal] = child.exitCode === null ? await once(child, "exit") : [child.exitCode, child.signalCode];
    expect(lines.map(({ type }) => type)).toEqual(["page", "summary"]);
    expect([code, signal]).toEqual([0, null]);
  }, 60_000);
});
