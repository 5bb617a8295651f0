// Installs headless Chromium, in which a test replays the kernel (K-95). What is there stays as it is.
// Run: node scripts/install/chromium.js
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

if (!isThere()) install();
const installed = isThere();
if (!installed) {
  process.stderr.write(
    `CHROMIUM_MISSING: expected one of ${PLACES.join(", ")}; install the package chromium of your system ` +
      "(Debian, Ubuntu: apt-get install -y chromium, as root)\n",
  );
}
process.exit(installed ? 0 : 1);

function isThere() {
  return PLACES.some((place) => existsSync(place));
}

/** As root or through sudo, without asking. What fails is said above, by what is missing then. */
function install() {
  const isRoot = process.getuid?.() === 0;
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const [program, ...words] = isRoot ? ["apt-get", ...step] : ["sudo", "-n", "apt-get", ...step];
    spawnSync(program, words, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
}
