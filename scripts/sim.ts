/**
 * The sea trial: the whole system in one process, from one seed, with everything that can go wrong (spec/sea-trial.md).
 *
 * Run: npm run -s sim -- --help
 */
import { enableCompileCache } from "node:module";

// Before anything is loaded: a thousand modules are read with their types only once.
enableCompileCache();
const { PlimsollError } = await import("@plimsoll/foundation");
const { HELP, runSim, runTrial, simOptions } = await import("@plimsoll/sea-trial");

const USAGE = 2;
/** How often progress is told, ms. */
const TOLD_MS = 1_000;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const options = simOptions(words);
    if (!options.isHelp) return await runSim(options, ports(options.isJson));
    console.info(HELP);
    return 0;
  } catch (cause) {
    if (!(cause instanceof PlimsollError)) throw cause;
    const { code, message } = cause;
    if (words.includes("--json")) console.info(JSON.stringify({ type: "summary", ok: false, code, message }));
    else console.error(`${code}: ${message}`);
    return cause.code === "OPTION_MALFORMED" ? USAGE : 1;
  }
}

function ports(isJson: boolean) {
  let toldMs = performance.now();
  return {
    print: (line: string) => console.info(line),
    progress: (line: string) => {
      if (isJson || !process.stderr.isTTY || performance.now() - toldMs < TOLD_MS) return;
      toldMs = performance.now();
      process.stderr.write(`\r${line.padEnd(70)}\r`);
    },
    run: runTrial,
    spent: () => {
      const { user, system } = process.cpuUsage();
      return { elapsedMs: performance.now(), processorMs: (user + system) / 1_000 };
    },
  };
}
