/**
 * Compiles the AssemblyScript kernels of `packages/simulation/kernel` to WebAssembly and writes each as a TypeScript module
 * that carries its bytes, so that Node, a browser and a bundler load the same ones without a file of their own.
 *
 *   node scripts/build-kernels.js          write the modules
 *   node scripts/build-kernels.js --check  exit 1 where a written module is not what its source compiles to
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const root = new URL("..", import.meta.url).pathname;
const sources = join(root, "packages/simulation/kernel");
const modules = join(root, "packages/simulation/src/modules");
const python = join(root, "python/src/plimsoll/simulation/kernels");

/** A kernel is a source that exports functions to the host; the others are parts of kernels. */
const KERNELS = ["cluster", "field", "learner"];

/** No runtime, no start function, no static data: many instances may share one memory. */
const FLAGS = [
  ["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge", "--noAssert", "--runtime", "stub"],
  ["--enable", "simd", "--enable", "threads", "--importMemory", "--sharedMemory", "--memoryBase", "1024"],
  ["--initialMemory", "1", "--maximumMemory", "65536", "--stackSize", "0", "--use", "abort="],
].flat();

const check = process.argv.includes("--check");
const stale = [];
for (const kernel of KERNELS.filter((name) => readdirSync(sources).includes(`${name}.ts`))) await build(kernel);
if (stale.length > 0) {
  process.stderr.write(`stale: ${stale.join(", ")}; run node scripts/build-kernels.js\n`);
  process.exitCode = 1;
}

/** @param {string} kernel */
async function build(kernel) {
  const bytes = await compile(kernel, FLAGS);
  put(join(modules, `${kernel}-module.ts`), Buffer.from(moduleText(kernel, kernel, bytes)));
  if (kernel === "cluster") await buildVariants(kernel, bytes);
  process.stdout.write(`${kernel}: ${bytes.length} bytes\n`);
}

/**
 * The module for hosts with relaxed SIMD, and Python's, which asks for no more than SIMD.
 * @param {string} kernel
 * @param {Buffer} bytes
 */
async function buildVariants(kernel, bytes) {
  const relaxed = await compile(kernel, [...FLAGS, "--enable", "relaxed-simd"]);
  put(join(modules, `relaxed-${kernel}-module.ts`), Buffer.from(moduleText(kernel, `relaxed_${kernel}`, relaxed)));
  put(join(python, `${kernel}.wasm`), unshared(bytes));
}

/**
 * @param {string} kernel
 * @param {readonly string[]} flags
 */
async function compile(kernel, flags) {
  const output = join(root, `node_modules/.cache/kernels/${kernel}-${process.pid}.wasm`);
  mkdirSync(join(output, ".."), { recursive: true });
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([join(sources, `${kernel}.ts`), "--outFile", output, ...flags], { stderr });
  if (error !== null) throw new Error(`${kernel} does not compile:\n${stderr.toString()}`, { cause: error });
  const bytes = readFileSync(output);
  rmSync(output);
  return bytes;
}

/**
 * The module for hosts without threads: the same code over a memory of its own. Only the flag of the imported memory's
 * limits differs (WebAssembly core specification §5.3.5: 0x03 shared with a maximum, 0x01 with a maximum).
 * @param {Buffer} bytes
 */
function unshared(bytes) {
  const name = Buffer.from("\x03env\x06memory\x02\x03", "latin1");
  const at = bytes.indexOf(name);
  if (at < 0) throw new Error("the module imports no shared memory");
  const copy = Buffer.from(bytes);
  copy[at + name.length - 1] = 0x01;
  return copy;
}

/**
 * @param {string} kernel
 * @param {string} name
 * @param {Buffer} bytes
 */
function moduleText(kernel, name, bytes) {
  const maker = `// Written by scripts/build-kernels.js from packages/simulation/kernel/${kernel}.ts.`;
  return `${maker}\nexport const ${name.toUpperCase()}_MODULE_BASE64 =\n  ${JSON.stringify(bytes.toString("base64"))};\n`;
}

/**
 * @param {string} file
 * @param {Buffer} bytes
 */
function put(file, bytes) {
  if (!check) {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, bytes);
    return;
  }
  if (!bytes.equals(readOrEmpty(file))) stale.push(file.slice(root.length));
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
