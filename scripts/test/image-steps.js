// Runs the steps of deploy/Dockerfile where there is no container engine: each stage in a folder with a Debian in it (debootstrap), its
// RUN lines in a chroot, its COPY lines under deploy/Dockerfile.dockerignore. Then it starts what came out as it will run: user 65532, no
// capability, read-only root, no network. The image itself is not built. Needs root on Linux, debootstrap, npm and the network.
// Run: node scripts/test/image-steps.js [FOLDER with the checkout that goes into the image; default: this one]
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { contained } from "../image/contained.ts";
import { dockerfileSteps, ignoredBy } from "../image/dockerfile.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What a build would be given. */
const CONTEXT = resolve(process.argv[2] ?? ROOT);
const DOCKERFILE = "deploy/Dockerfile";
const CACHE = join(ROOT, "node_modules/.cache/image-steps");
const MIRROR = "http://deb.debian.org/debian";
const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";
const PASSED_ON = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

if (process.getuid?.() !== 0) fail("IMAGE_STEPS_NOT_ROOT: chroot and debootstrap need root");
const work = mkdtempSync(join(tmpdir(), "image-steps-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const base = nodeBase();
const image = lastStage();
const size = execFileSync("du", ["-sm", image.folder], { encoding: "utf8" }).split("\t")[0];
say(`every step of ${DOCKERFILE} ran; what they make is ${size} MB`);
for (const trial of [triesVersion, triesWriting, triesShell, triesHealth, triesDaemon]) say(trial());
say("the image itself was not built: there was no container engine");

/** What stands in for the image of Node: Debian, the Node that runs this, and this machine's npm. */
function nodeBase() {
  const folder = join(CACHE, "base");
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(join(folder, "etc/debian_version")))
    run("debootstrap", ["--variant=minbase", "bookworm", folder, MIRROR]);
  const npm = dirname(
    dirname(execFileSync("sh", ["-c", 'readlink -f "$(command -v npm)"'], { encoding: "utf8" }).trim()),
  );
  cpSync(process.execPath, join(folder, "usr/local/bin/node"));
  cpSync(npm, join(folder, "usr/local/lib/node_modules/npm"), { recursive: true });
  rmSync(join(folder, "usr/local/bin/npm"), { force: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(folder, "usr/local/bin/npm"));
  for (const file of ["/etc/resolv.conf", "/etc/hosts", AUTHORITIES].filter(existsSync)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(file, join(folder, file), { dereference: true });
  }
  return folder;
}

function lastStage() {
  const stages = new Map();
  let stage;
  for (const { word, rest } of dockerfileSteps(readFileSync(join(CONTEXT, DOCKERFILE), "utf8"))) {
    process.stderr.write(`image-steps: ${word} ${rest.slice(0, 120)}\n`);
    if (word === "FROM") stage = newStage(rest, stages);
    else if (word === "COPY") copy(rest.split(/ +/), stage, stages);
    else if (word === "RUN") runInside(stage, rest);
    else if (word === "WORKDIR") stage.workFolder = rest;
    else if (word === "ENV")
      for (const pair of rest.split(" ")) stage.env[pair.split("=")[0]] = pair.slice(pair.indexOf("=") + 1);
    else stage.told[word] = rest;
  }
  return stage;
}

function newStage(rest, stages) {
  const [from, , name = `stage-${stages.size}`] = rest.split(/ +/);
  const folder = join(work, name);
  mkdirSync(folder);
  if (from !== "scratch") run("cp", ["-a", `${base}/.`, folder]);
  const stage = { folder, workFolder: "/", env: {}, told: {} };
  stages.set(name, stage);
  return stage;
}

function copy(words, stage, stages) {
  const from = /^--from=(.+)$/.exec(words[0])?.[1];
  const sources = words.slice(from === undefined ? 0 : 1, -1);
  const target = words.at(-1);
  const to = target.startsWith("/") ? join(stage.folder, target) : join(stage.folder, stage.workFolder, target);
  mkdirSync(to, { recursive: true });
  for (const source of sources) {
    if (from === undefined) copyFromCheckout(source, to);
    else run("cp", ["-a", `${join(stages.get(from).folder, source)}/.`, to]);
  }
}

/** A folder's contents go into the target; a file goes into it by its name. */
function copyFromCheckout(source, to) {
  const ignored = ignoredBy(readFileSync(join(CONTEXT, `${DOCKERFILE}.dockerignore`), "utf8"));
  const whole = join(CONTEXT, source);
  if (statSync(whole).isDirectory()) {
    const filter = (path) => path === whole || !ignored(relative(CONTEXT, path));
    return cpSync(whole, to, { recursive: true, filter, verbatimSymlinks: true });
  }
  if (ignored(source)) fail(`IMAGE_STEPS_IGNORED: ${source} is copied, and left out by ${DOCKERFILE}.dockerignore`);
  cpSync(whole, join(to, basename(source)));
}

/** As an image is built: as root, with the network. */
function runInside({ folder, workFolder, env }, command) {
  mkdirSync(join(folder, workFolder), { recursive: true });
  const passed = Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const trust = existsSync(AUTHORITIES) ? { NODE_EXTRA_CA_CERTS: AUTHORITIES } : {};
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const script =
    'mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" && exec chroot "$1" /bin/sh -c "cd $2 && $3"';
  const { status } = spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", folder, workFolder, command], {
    env: { PATH: path, HOME: "/root", ...passed, ...trust, ...env },
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) fail(`IMAGE_STEPS_FAILED: exit ${status}: ${command}`);
}

function inImage(script) {
  for (const name of ["dev", "proc", "tmp"]) mkdirSync(join(image.folder, name), { recursive: true });
  const user = image.told["USER"].split(":")[0];
  return contained({ folder: image.folder, volume: image.workFolder, user, env: image.env }, script);
}

function must(name, script, holds = () => true) {
  const { status, stdout, stderr } = inImage(script);
  if (status !== 0 || !holds(stdout)) fail(`IMAGE_STEPS_${name}: exit ${status}\n${stdout}\n${stderr}`);
  return stdout.trim();
}

function triesVersion() {
  return `plimsoll --version as user 65532, read-only, without a network: ${must("VERSION", "$in_image plimsoll --version")}`;
}

function triesWriting() {
  const program =
    'for (const f of ["/x", "/app/x", "/data/x"]) try { fs.writeFileSync(f, ""); console.log(f) } catch (e) { console.log(e.code) }';
  must("WRITES", `$in_image node -e '${program}'`, (told) => told === "EROFS\nEROFS\n/data/x\n");
  return "nothing can be written but /data and /tmp";
}

function triesShell() {
  must("SHELL", "if $in_image /bin/sh -c true; then exit 1; fi");
  return "there is no shell";
}

function triesHealth() {
  must("HEALTH", "$in_image node /app/health.mjs");
  const { status } = inImage(healthAsked("http://127.0.0.1:9/healthz"));
  if (status === 0) fail("IMAGE_STEPS_HEALTH: nobody answers, and it is called well");
  return "the health check of a job is well; that of a daemon that does not answer is not";
}

function healthAsked(url) {
  return `$in_image node -e 'process.env.PLIMSOLL_HEALTH_URL="${url}"; import("/app/health.mjs")'`;
}

/** A whole life: a new site, a daemon that answers, SIGTERM, exit 0. */
function triesDaemon() {
  if (inImage("$in_image plimsoll serve --help").status !== 0)
    return "plimsoll serve: this checkout has none; not tried";
  const told = must(
    "DAEMON",
    `$in_image plimsoll init --data /data/site --json > /dev/null
$in_image plimsoll serve --data /data/site --port 7460 --json > "$root/tmp/told" 2> "$root/tmp/log" &
daemon=$!
tries=0
until ${healthAsked("http://127.0.0.1:7460/healthz")}; do
  tries=$((tries + 1)); [ $tries -lt 100 ] || { cat "$root/tmp/told" "$root/tmp/log"; exit 1; }; sleep 0.2
done
${healthAsked("http://127.0.0.1:7460/")}
$in_image plimsoll backup --data /data/site --to /tmp/backup.tar --json > /dev/null
$in_image plimsoll restore /tmp/backup.tar --data /data/restored --json > /dev/null
${healthAsked("http://127.0.0.1:7460/readyz")} || { cat "$root/tmp/log"; exit 1; }
kill -TERM $daemon
wait $daemon
cat "$root/tmp/told"`,
  );
  return `plimsoll serve: ${told.split("\n")[0]}, ready, its page, a backup that is restored, SIGTERM, exit 0`;
}

function run(program, words) {
  execFileSync(program, words, { stdio: ["ignore", 2, 2] });
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
