import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as layout from "../../src/cluster/kernel/layout.ts";
import { ROWS, type Workload } from "../cluster-workload.ts";

const SOURCE = fileURLToPath(new URL("cluster.c", import.meta.url));
const FOLDER = fileURLToPath(new URL("../../../../node_modules/.cache/simulation-peers/c/", import.meta.url));
const FLAGS = ["-O3", "-msse4.1", "-ffp-contract=off"];

export interface CompiledPeer {
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Seconds of processor time for `steps` after `warm`, and the hash of what the last step showed. */
  run(workload: Workload, warm: number, steps: number): { readonly seconds: number; readonly hash: number };
}

/**
 * The kernel in C, compiled anew; null where there is none of the compilers (scripts/install/simulation-peers.js installs clang).
 *
 * @param compilers the first one that is there is taken; what is measured is clang's
 */
export function compilePeer(compilers: readonly string[] = ["clang"]): CompiledPeer | null {
  const compiler = compilers.find((name) => versionOf(name) !== null);
  if (compiler === undefined) return null;
  mkdirSync(FOLDER, { recursive: true });
  const lines = Object.entries(layout).map(([name, value]) => `#define ${name} ${value}\n`);
  writeFileSync(`${FOLDER}layout.h`, lines.join(""));
  execFileSync(compiler, [...FLAGS, "-I", FOLDER, SOURCE, "-o", `${FOLDER}cluster`]);
  return { compiler: versionOf(compiler) ?? "unknown", flags: FLAGS, run: runPeer };
}

function versionOf(compiler: string): string | null {
  try {
    const told = execFileSync(compiler, ["--version"], { encoding: "utf8" });
    return /^(?:\S+ )?(?:clang version|gcc \([^)]*\)) ([\d.]+)/m.exec(told)?.[1] ?? "unknown";
  } catch {
    return null;
  }
}

function runPeer({ batch, rows, image }: Workload, warm: number, steps: number) {
  writeFileSync(`${FOLDER}image`, image);
  writeFileSync(`${FOLDER}actions`, Buffer.concat(rows));
  const SAME_STEP = layout.SAME_STEP;
  const numbers = [batch.layout.params, batch.environments, SAME_STEP, ROWS, steps, warm].map(String);
  const text = execFileSync(`${FOLDER}cluster`, [`${FOLDER}image`, `${FOLDER}actions`, ...numbers], {
    encoding: "utf8",
  });
  return JSON.parse(text) as { readonly seconds: number; readonly hash: number };
}
