// Installs what the gate's proxy is measured beside and tested with: nginx, wrk and curl from Debian. What is there stays as it is.
// Run: node scripts/install/proxy-peers.js
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PLACES = {
  nginx: ["/usr/sbin/nginx", "/usr/bin/nginx"],
  wrk: ["/usr/bin/wrk", "/usr/local/bin/wrk"],
  curl: ["/usr/bin/curl", "/usr/local/bin/curl"],
};
/** The web server is wanted as a program only: nothing here may listen on port 80 afterwards. */
const DEBIAN_NAMES = { nginx: "nginx-light", wrk: "wrk", curl: "curl" };

const wanted = Object.keys(PLACES).filter((name) => !isThere(name));
if (wanted.length > 0) install(wanted.map((name) => DEBIAN_NAMES[name]));
const missing = Object.keys(PLACES).filter((name) => !isThere(name));
for (const name of Object.keys(PLACES))
  process.stdout.write(
    `${name}: ${missing.includes(name) ? "missing" : wanted.includes(name) ? "installed" : "already there"}\n`,
  );
if (missing.length > 0) {
  const packages = missing.map((name) => DEBIAN_NAMES[name]).join(" ");
  process.stderr.write(
    `PROXY_PEERS_MISSING: expected ${missing.join(", ")}; install them with your system ` +
      `(Debian, Ubuntu: apt-get install -y --no-install-recommends ${packages}, as root)\n`,
  );
}
process.exit(missing.length === 0 ? 0 : 1);

function isThere(name) {
  return PLACES[name].some((place) => existsSync(place));
}

/** As root or through sudo, without asking. RUNLEVEL=1 keeps Debian from starting the web server as a service. */
function install(packages) {
  const isRoot = process.getuid?.() === 0;
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    const [program, ...words] = isRoot ? ["apt-get", ...step] : ["sudo", "-n", "-E", "apt-get", ...step];
    spawnSync(program, words, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
    });
  }
}
