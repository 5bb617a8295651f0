/**
 * Fuzzes the API of a daemon over a rich site with Schemathesis: no 500, no status code and no answer that the document
 * does not know. Needs Python 3.10 or newer; installs Schemathesis on its first run.
 *
 *   npm run test:api                              everything, with the seed below
 *   npm run test:api -- --seed 7                  what Schemathesis takes besides
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { preflight } from "./preflight.js";

preflight();
const root = fileURLToPath(new URL("../..", import.meta.url));
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "unsupported_method",
  "allow_header_conformance",
];

/** Nobody guesses a signature; there are no packs; a stream is not asked for; names of wallets have slashes, which it does not escape. */
const UNGRANTED = new Set([
  "none",
  "submit-command",
  "request-token",
  "order-kill",
  "get-pack-file",
  "stream-events",
  "get-wallet",
]);

/** So many operations at least the metrics must know of: else their lines are not what they were. */
const ASKED_MIN = 20;

const installed = spawnSync(process.execPath, [join(root, "scripts/install/schemathesis.js")], { stdio: "inherit" });
if (installed.status !== 0) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
const names = join(folder, "names.json");
const daemon = spawn(
  process.execPath,
  [
    "--conditions=@plimsoll/source",
    join(root, "packages/server/test/kit/serve-rich-site.ts"),
    join(folder, "site"),
    names,
  ],
  { stdio: ["ignore", "pipe", "pipe"] },
);
let log = "";
daemon.stderr.setEncoding("utf8").on("data", (text) => (log += text));
const [line] = await once(daemon.stdout.setEncoding("utf8"), "data");
const { url } = JSON.parse(line);
writeFileSync(join(folder, "schemathesis.toml"), configOf(JSON.parse(readFileSync(names, "utf8"))));

const status = fuzz();
// A daemon that died has no metrics, and one whose metrics name no operation was asked nothing.
const metrics = await fetch(`${url}/metrics`).then(
  (answer) => answer.text(),
  () => null,
);
const isAlive = metrics !== null;
const { asked, neverGranted } = operationsIn((metrics ?? "").split("\n"));
daemon.kill("SIGTERM");
await once(daemon, "close");
const faults = log.split("\n").filter((text) => text.includes('"level":50'));
for (const fault of faults.slice(0, 5)) process.stdout.write(`${fault}\n`);
const ok = status === 0 && isAlive && faults.length === 0 && asked >= ASKED_MIN && neverGranted.length === 0;
const summary = { type: "summary", ok, schemathesis: status, faults: faults.length, isAlive, asked, neverGranted };
process.stdout.write(`${JSON.stringify(summary)}\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(ok ? 0 : 1);

function fuzz() {
  const program = join(root, "bench/peers/bin/schemathesis/bin/st");
  const words = [
    "--config-file",
    join(folder, "schemathesis.toml"),
    "run",
    `${url}/v1/openapi.json`,
    "--checks",
    CHECKS.join(),
    "--phases",
    "examples,coverage,fuzzing",
    "--max-examples",
    "60",
    "--seed",
    "12",
    // A stream has no end; the tests of the package hold it against the document.
    "--exclude-path",
    "/v1/events",
    "--continue-on-failure",
    "--no-color",
    "--request-timeout",
    "10",
    ...process.argv.slice(2),
  ];
  return spawnSync(program, words, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;
}

/** One name that exists, by operation and parameter: other names the fuzzer makes up itself where it means to be refused. */
function configOf(byOperation) {
  return Object.entries(byOperation)
    .filter(([, parameters]) => Object.values(parameters).every(([first]) => first !== undefined))
    .map(([operation, parameters]) => {
      const values = Object.entries(parameters).map(([name, [first]]) => `"path.${name}" = ${JSON.stringify(first)}`);
      return `[[operations]]\ninclude-operation-id = "${operation}"\nparameters = { ${values.join(", ")} }\n`;
    })
    .join("\n");
}

/** A fuzzer that never gets what it asks for has tried little. */
function operationsIn(lines) {
  const [asked, granted] = [new Set(), new Set()];
  for (const line of lines) {
    const [, operation, code] = /^plimsoll_requests_total\{operation="([^"]+)",status="(\d+)"\}/.exec(line) ?? [];
    if (operation === undefined) continue;
    asked.add(operation);
    if (code === "200") granted.add(operation);
  }
  const neverGranted = [...asked].filter((operation) => !granted.has(operation) && !UNGRANTED.has(operation));
  return { asked: asked.size, neverGranted };
}
