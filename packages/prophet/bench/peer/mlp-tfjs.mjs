// Steps of TensorFlow.js on the network of bench/engine.ts. For each line on stdin, a number of steps, prints them and the CPU seconds.
// Run: node mlp-tfjs.mjs FOLDER wasm|cpu INPUTS HIDDEN ROWS
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

const [folder, backend, ...sizes] = process.argv.slice(2);
const [inputCount, hidden, rows] = sizes.map(Number);
const LONGEST = 1;

const require = createRequire(`${folder}/package.json`);
// It tells how to be faster with another package, on stdout.
console.warn = console.info = console.log = () => {};
const tf = require("@tensorflow/tfjs");
if (backend === "wasm") {
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  wasm.setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();

const glorot = (from, to) =>
  tf.variable(tf.randomUniform([from, to], -Math.sqrt(6 / (from + to)), Math.sqrt(6 / (from + to)), "float32", 1));
const zeros = (size) => tf.variable(tf.zeros([size]));
const layers = [
  [glorot(inputCount, hidden), zeros(hidden)],
  [glorot(hidden, hidden), zeros(hidden)],
  [glorot(hidden, 1), zeros(1)],
];
const inputs = tf.randomNormal([rows, inputCount], 0, 1, "float32", 2);
const targets = tf.randomUniform([rows, 1], 0, 1, "float32", 3);
const optimizer = tf.train.adam(1e-3);

function predicted() {
  const [first, second, last] = layers.map(
    ([weights, biases]) =>
      (x) =>
        tf.add(tf.matMul(x, weights), biases),
  );
  return last(tf.tanh(second(tf.tanh(first(inputs)))));
}

const lossOf = () => tf.mean(tf.square(tf.sub(predicted(), targets)));

function step() {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(lossOf);
    const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const scale = tf.minimum(1, tf.div(LONGEST, tf.add(norm, 1e-6)));
    optimizer.applyGradients(
      Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)])),
    );
    return tf.keep(value);
  });
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({
  version: tf.version.tfjs,
  backend: tf.getBackend(),
  simd: backend === "wasm" && (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")),
  numbers: layers.flat().reduce((sum, { size }) => sum + size, 0),
});
for await (const line of createInterface({ input: process.stdin })) {
  const steps = Number(line);
  const started = process.cpuUsage();
  let loss = 0;
  for (let done = 0; done < steps; done += 1) {
    const value = step();
    if (done === steps - 1) [loss] = value.dataSync();
    value.dispose();
  }
  const { user, system } = process.cpuUsage(started);
  say({ steps, cpuSeconds: (user + system) / 1e6, loss });
}
