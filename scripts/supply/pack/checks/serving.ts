import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type InstallationCheck, plainEnvironment, plimsollIn } from "./check.ts";

/** The daemon answers, and brings its page. */
export const daemonServes: InstallationCheck = {
  name: "plimsoll serve answers /healthz and brings its page",
  async run({ folder }) {
    const site = join(folder, "site");
    return withServer(folder, site, ["serve", "--port", "0", "--json"], async (url) => {
      await answered(`${url}healthz`);
      return `${await pageBytes(url)} bytes of page`;
    });
  },
};

/** The page of the simulations, with its WebAssembly modules, is in the tarball. */
export const labPageServes: InstallationCheck = {
  name: "plimsoll lab page brings the page of the simulations",
  async run({ folder }) {
    return withServer(
      folder,
      folder,
      ["lab", "page", "--json"],
      async (url) => `${await pageBytes(url)} bytes of page`,
    );
  },
};

async function withServer(
  folder: string,
  site: string,
  words: readonly string[],
  ask: (url: string) => Promise<string>,
): Promise<string> {
  const server = spawn(process.execPath, [plimsollIn(folder), ...words], {
    cwd: site,
    env: plainEnvironment(folder),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(server, "exit");
  try {
    return await ask(await listeningUrl(server.stdout));
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
}

/** The first line tells the address. */
async function listeningUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const { url } = JSON.parse(line) as { readonly url?: string };
    if (url !== undefined) return new URL("/", url).href;
  }
  throw new Error("the server ended before it told its address");
}

/** The page with every file that it names. */
async function pageBytes(url: string): Promise<number> {
  const html = await answered(url);
  const named = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map((match) => match[1] ?? "");
  if (named.length === 0) throw new Error(`no page at ${url}: ${html.slice(0, 200)}`);
  const files = await Promise.all(named.map((name) => answered(new URL(name, url).href)));
  return files.reduce((sum, text) => sum + text.length, html.length);
}

async function answered(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}
