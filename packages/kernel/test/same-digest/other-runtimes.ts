import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { StampedCommand } from "@plimsoll/kernel";
import type { Digests } from "./replay-story.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const TIMEOUT_MS = 60_000;

/** Chromium as Debian and others name it; the first that there is. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where scripts/install/newest-node.js puts it. */
const NEWEST_NODE = join(root, "node_modules/.cache/newest-node/bin/node");

/** What another runtime makes of a story. Throws with the fix when the runtime is not there. */
export type Runtime = (commands: readonly StampedCommand[]) => readonly Digests[];

export const inNewestNode: Runtime = (commands) =>
  inFolder((folder) => {
    const program = found([NEWEST_NODE], "the newest Node", "node scripts/install/newest-node.js");
    writeFileSync(join(folder, "story.json"), JSON.stringify(commands));
    writeFileSync(
      join(folder, "replay.cjs"),
      `${bundle(folder)}\nconst story = JSON.parse(require("node:fs").readFileSync("story.json", "utf8"));\n` +
        `process.stdout.write(JSON.stringify({ node: process.version, digests: sameDigest.replayStory(story) }));\n`,
    );
    const said = execFileSync(program, ["replay.cjs"], {
      cwd: folder,
      encoding: "utf8",
      timeout: TIMEOUT_MS,
      maxBuffer: 1e8,
    });
    const { node, digests } = JSON.parse(said) as { readonly node: string; readonly digests: readonly Digests[] };
    if (node === process.version) throw new Error(`the newest Node is ${node}, the one that runs the tests`);
    return digests;
  });

/** A page with everything in it: a browser loads no modules from files. */
export const inChromium: Runtime = (commands) =>
  inFolder((folder) => {
    const program = found(CHROMIUM, "Chromium", "node scripts/install/chromium.js, or apt-get install -y chromium");
    const page = join(folder, "replay.html");
    writeFileSync(page, pageOf(bundle(folder), commands));
    const dom = execFileSync(
      program,
      [...HEADLESS, `--user-data-dir=${join(folder, "profile")}`, pathToFileURL(page).href],
      {
        encoding: "utf8",
        timeout: TIMEOUT_MS,
        maxBuffer: 1e8,
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    const said = /<pre id="said">([^<]*)<\/pre>/.exec(dom)?.[1];
    if (said === undefined || said === "") throw new Error(`Chromium did not come to an end: ${dom.slice(-500)}`);
    return JSON.parse(said) as readonly Digests[];
  });

const HEADLESS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--virtual-time-budget=60000",
  "--dump-dom",
];

/** Digests and kinds need no escaping in HTML, and a script may hold anything but its own end. */
function pageOf(script: string, commands: readonly StampedCommand[]): string {
  const inScript = (text: string): string => text.replaceAll("</", "<\\/").replaceAll("<!--", "<\\!--");
  return (
    `<!doctype html><meta charset="utf-8"><title>replay</title><pre id="said"></pre>\n` +
    `<script>${inScript(script)}</script>\n` +
    `<script>const story = ${inScript(JSON.stringify(commands))};\n` +
    `document.getElementById("said").textContent = JSON.stringify(sameDigest.replayStory(story));</script>\n`
  );
}

function found(places: readonly string[], name: string, fix: string): string {
  const place = places.find((known) => existsSync(known));
  if (place === undefined) throw new Error(`RUNTIME_MISSING: ${name} is not installed; run ${fix}`);
  return place;
}

/** The kernel and what it rests on as one classic script. Rolldown comes with vitest. */
function bundle(folder: string): string {
  const file = join(folder, "same-digest.js");
  const entry = fileURLToPath(new URL("replay-story.ts", import.meta.url));
  const config = join(folder, "rolldown.config.mjs");
  const options = {
    input: entry,
    cwd: root,
    platform: "neutral",
    resolve: { conditionNames: ["@plimsoll/source", "import", "default"] },
    output: { file, format: "iife", name: "sameDigest" },
  };
  writeFileSync(config, `export default ${JSON.stringify(options)};\n`);
  const rolldown = join(root, "node_modules/rolldown/bin/cli.mjs");
  execFileSync(process.execPath, [rolldown, "-c", config], {
    cwd: root,
    timeout: TIMEOUT_MS,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return readFileSync(file, "utf8");
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-same-digest-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
