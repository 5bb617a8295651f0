// Plain JavaScript on purpose, as plimsoll.js: it runs on a Node that is too old for the rest.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** Signals by which somebody ends, stops or wakes this process, and means the program. */
const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"];

/**
 * Runs this very command line on the Node that was installed beside the program (npm ci brings one), and ends as it ends.
 * Where there is none that is new enough, it ends with NODE_TOO_OLD. It never returns.
 *
 * @param {number} majorMin
 */
export async function runOnNewerNode(majorMin) {
  const node = nodeBeside(majorMin);
  const ended = node === null ? null : await endOf(node);
  if (ended === null) await refuse(majorMin);
  else endAs(ended);
}

/** The packages that carry a Node, by the platform that they are for; npm installs the one that fits. */
function nodeBeside(majorMin) {
  const platform = `${process.platform}-${process.arch}`.replace("win32", "win");
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const node = nodeIn(name, majorMin);
    if (node !== null) return node;
  }
  return null;
}

function nodeIn(name, majorMin) {
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, "utf8"));
    const file = process.platform === "win32" ? "node.exe" : "node";
    return Number(version.split(".")[0]) >= majorMin ? join(dirname(manifest), "bin", file) : null;
  } catch {
    return null;
  }
}

/** Null where it could not be started: a package for another C library, say. */
function endOf(node) {
  const program = fileURLToPath(new URL("plimsoll.js", import.meta.url));
  const child = spawn(node, [...process.execArgv, program, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/** A shell tells whoever was ended by a signal from whoever ended by himself. */
function endAs({ code, signal }) {
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
}

/** In the words and the form of every other fault. */
function refuse(majorMin) {
  const message =
    `expected Node ${majorMin} or newer, got ${process.versions.node}; ` +
    "run it through npm, which brings its own Node (npm ci, then npm run plimsoll -- …), or install Node 24";
  process.stderr.write(`NODE_TOO_OLD: ${message}\n`);
  const line = JSON.stringify({ type: "summary", ok: false, code: "NODE_TOO_OLD", message });
  // Ends once the line is out: a pipe may take it later than exit would.
  process.stdout.write(isForJson(process.argv.slice(2)) ? `${line}\n` : "", () => process.exit(1));
  return new Promise(() => {});
}

/** What stands behind `--` is a job's, and none of our options. */
const isForJson = (argv) => {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
};
