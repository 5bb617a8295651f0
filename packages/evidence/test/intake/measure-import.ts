// Imports one file in a process of its own and says what it took: measure-import.ts FILE MAPPING. One line of JSON.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { importResult } from "../../src/intake/import-result.ts";
import { parseMapping } from "../../src/intake/mapping.ts";
import { nodePorts } from "./node-decompress.ts";

const STATUS = "/proc/self/status";
const [path = "", mappingPath = ""] = process.argv.slice(2);
const mapping = parseMapping(new Uint8Array(readFileSync(mappingPath)));
if (!mapping.ok) throw new Error(JSON.stringify(mapping.error));
const [started, cpu] = [performance.now(), process.cpuUsage()];
const file = openSync(path, "r");
const read = (offset: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) filled += readSync(file, bytes, filled, length - filled, offset + filled);
  return bytes;
};
const imported = importResult({ result: { length: fstatSync(file).size, read } }, mapping.value, nodePorts);
closeSync(file);
const ms = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
const { controlled, planned } = imported.ok ? imported.value : { controlled: -1, planned: -1 };
/** In kilobytes. `getrusage` would count what the parent held when it forked; this begins anew with the program. */
const ownPeak = /^VmHWM:\s+(\d+) kB$/m.exec(existsSync(STATUS) ? readFileSync(STATUS, "utf8") : "")?.[1];
const maxRssBytes = Number(ownPeak ?? process.resourceUsage().maxRSS) * 1_024;
console.log(JSON.stringify({ ok: imported.ok, ms, cpuMs: (user + system) / 1_000, controlled, planned, maxRssBytes }));
