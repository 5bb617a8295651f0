import { execFile, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { isInstalled } from "../../../../../scripts/language-model/llama.ts";
import { startModelServer } from "../../../../../scripts/language-model/model-server.ts";
import { openGate, temporaryFolder, until } from "./rig.ts";

const TIME_MAX_MS = 120_000;
const CHROMIUM = "/usr/bin/chromium";
const CURL = "/usr/bin/curl";
const run = promisify(execFile);

test.skipIf(!isInstalled() || !existsSync(CURL))(
  "G-70 G-77 curl and Chromium talk through the gate to a real model, and to nobody without a token",
  { timeout: TIME_MAX_MS },
  async ({ skip }) => {
    const server = await startModelServer(1);
    onTestFinished(async () => await server.close());
    const { origin, held, usage } = await openGate(new URL(server.baseUrl).origin);
    const question = JSON.stringify({ messages: [{ role: "user", content: "Say hello." }], max_tokens: 8 });
    const curl = async () => {
      const words = ["-sS", "--max-time", "60", "-H", "Content-Type: application/json", "-d", question];
      return JSON.parse((await run(CURL, [...words, `${origin}/v1/chat/completions`])).stdout);
    };
    const answer = await curl();
    expect(answer).toMatchObject({ object: "chat.completion", model: server.model });
    usage.save();
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = answer.usage;
    expect(usage.read()).toMatchObject({ calls: 1, promptTokens, completionTokens });
    const token = held.token;
    held.token = null;
    expect(await curl()).toMatchObject({ status: 503, code: "TOKEN_MISSING" });
    held.token = token;
    if (!existsSync(CHROMIUM)) skip("no browser: run node scripts/install/chromium.js");
    expect(await inChromium(origin, question)).toContain(answer.choices[0].message.content.trim().slice(0, 8));
    held.token = null;
    expect(await inChromium(origin, question)).toContain("TOKEN_MISSING");
    usage.save();
    expect(usage.read().calls).toBe(2);
  },
);

/** What a page gets that asks the gate; the page is a file, which may ask anybody only with that rule of browsers off. */
async function inChromium(origin: string, question: string): Promise<string> {
  const folder = temporaryFolder();
  const page = join(folder, "page.html");
  const ask = `const x = new XMLHttpRequest(); x.open("POST", "${origin}/v1/chat/completions", false);
    x.setRequestHeader("Content-Type", "application/json"); x.send(${JSON.stringify(question)}); document.body.textContent = x.responseText;`;
  writeFileSync(page, `<!doctype html><body><script>${ask}</script></body>`);
  const switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const words = [
    ...switches,
    "--disable-web-security",
    `--user-data-dir=${folder}/profile`,
    "--dump-dom",
    `file://${page}`,
  ];
  return (await run(CHROMIUM, words, { timeout: 60_000 })).stdout;
}

test.skipIf(!isInstalled() || !existsSync(CURL))(
  "G-71 what a real model is saying is cut within a second of the withdrawal, in the middle of its stream",
  { timeout: TIME_MAX_MS },
  async () => {
    const { origin, gatekeeper, issuer } = await openGate(`http://127.0.0.1:${await startStreamingModel()}`);
    const curl = spawn(CURL, ["-sSN", `${origin}/v1/chat/completions`, "-d", "{}"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const heard = { text: "", stderr: "", code: null as number | null, endedMs: 0 };
    curl.stdout.on("data", (chunk: Buffer) => (heard.text += chunk.toString()));
    curl.stderr.on("data", (chunk: Buffer) => (heard.stderr += chunk.toString()));
    curl.once("close", (code) => ([heard.code, heard.endedMs] = [code, performance.now()]));
    await until(() => heard.text.split("data: ").length > 5, 60_000);
    const withdrawnMs = performance.now();
    gatekeeper.hear(issuer.feed(0));
    await until(() => heard.endedMs > 0);
    expect(heard.endedMs - withdrawnMs).toBeLessThan(1_000);
    expect(heard.text).not.toContain("[DONE]");
    // 56: "failure in receiving network data".
    expect([heard.code, heard.stderr]).toEqual([56, expect.stringContaining("reset")]);
  },
);

async function startStreamingModel(): Promise<number> {
  const program = fileURLToPath(new URL("streaming-model.ts", import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  for await (const line of createInterface({ input: child.stdout })) return Number(line);
  throw new Error("the model ended before it listened");
}
