// Loaded before a program: counts the modules that it loads, and tells them with its processor time at its end, on standard error.
import { registerHooks } from "node:module";

let modules = 0;
registerHooks({
  load(url, context, next) {
    modules += 1;
    return next(url, context);
  },
});
process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(`\n${JSON.stringify({ modules, cpuMs: (userCPUTime + systemCPUTime) / 1_000 })}\n`);
});
