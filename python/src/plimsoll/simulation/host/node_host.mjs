/**
 * The other side of node_host.py: the cluster kernel over its own memory, driven by frames on standard input. The first frame
 * has the memory's pages and the module's bytes; every other one a function, four arguments, the spans to write and the spans
 * to read, then the bytes to write. The answer is the bytes to read. Ends when the input does.
 */
import { readSync, writeSync } from "node:fs";

const INPUT = 0;
const OUTPUT = 1;
const HEAD_WORDS = 7;
const PAGES_MAX = 65_536;
/** Order of the functions in the frames; node_host.py has the same. */
const FUNCTIONS = ["step", "reset", "resetWhere", "refresh"];

const [pages, moduleBytes] = words(2);
const memory = new WebAssembly.Memory({ initial: pages, maximum: PAGES_MAX });
const bytes = new Uint8Array(memory.buffer);
const module = new WebAssembly.Module(read(new Uint8Array(moduleBytes)));
const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports;
for (;;) serve();

function serve() {
  const [index, a, b, c, d, writeCount, readCount] = words(HEAD_WORDS);
  const spans = words(2 * (writeCount + readCount));
  for (let span = 0; span < writeCount; span += 1) read(bytes.subarray(spans[2 * span], spans[2 * span + 1]));
  const name = FUNCTIONS[index];
  if (name !== undefined) kernel[name](a, b, c, d);
  for (let span = writeCount; span < writeCount + readCount; span += 1)
    write(bytes.subarray(spans[2 * span], spans[2 * span + 1]));
}

/** @param {number} count */
function words(count) {
  return new Uint32Array(read(new Uint8Array(4 * count)).buffer);
}

/** @param {Uint8Array} into */
function read(into) {
  for (let place = 0; place < into.length;) {
    const count = patiently(() => readSync(INPUT, into, place, into.length - place, null));
    if (count === 0) process.exit(0);
    place += count;
  }
  return into;
}

/** @param {Uint8Array} from */
function write(from) {
  for (let place = 0; place < from.length;)
    place += patiently(() => writeSync(OUTPUT, from, place, from.length - place));
}

/**
 * A pipe that is not ready yet is asked again.
 * @param {() => number} transfer
 */
function patiently(transfer) {
  for (;;) {
    try {
      return transfer();
    } catch (error) {
      if (error.code === "EOF" || error.code === "EPIPE") process.exit(0);
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
