import {
  AUTORESET,
  BUSY,
  ENVIRONMENTS,
  FAILED,
  OPERATION,
  ORDER,
  PARAMS,
  sliceOf,
  TASKS,
  TURNS_BEFORE_SLEEP,
} from "./control-block.ts";

/** What a thread is given, first of all and whenever it shall serve another batch. */
export interface ThreadMessage {
  readonly control: Int32Array;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** 1 for the first helper: slice 0 is worked on by who gives the orders. */
  readonly place: number;
  readonly threads: number;
}

type Kernel = Readonly<
  Record<(typeof TASKS)[number], (params: number, from: number, to: number, autoreset: number) => void>
>;

/**
 * Serves one batch: follows orders until one says to listen, and returns, so that the host may deliver the next message.
 * A fault of the kernel is counted; who gives the orders asks.
 */
export function serveThread({ control, memory, module, place, threads }: ThreadMessage): void {
  let order = Atomics.load(control, ORDER);
  const kernel = kernelOf(module, memory, control);
  report(control);
  if (kernel === undefined) return;
  for (;;) {
    order = nextOrder(control, order);
    const task = TASKS[Atomics.load(control, OPERATION)];
    if (task === undefined) return;
    follow(kernel, task, control, place, threads);
  }
}

function kernelOf(module: WebAssembly.Module, memory: WebAssembly.Memory, control: Int32Array): Kernel | undefined {
  try {
    return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernel;
  } catch {
    Atomics.add(control, FAILED, 1);
    return undefined;
  }
}

function follow(kernel: Kernel, task: keyof Kernel, control: Int32Array, place: number, threads: number): void {
  const { from, to } = sliceOf(Atomics.load(control, ENVIRONMENTS), place, threads);
  try {
    kernel[task](Atomics.load(control, PARAMS), from, to, Atomics.load(control, AUTORESET));
  } catch {
    Atomics.add(control, FAILED, 1);
  }
  report(control);
}

function nextOrder(control: Int32Array, before: number): number {
  for (let turn = 0; turn < TURNS_BEFORE_SLEEP; turn += 1) {
    const order = Atomics.load(control, ORDER);
    if (order !== before) return order;
  }
  while (Atomics.load(control, ORDER) === before) Atomics.wait(control, ORDER, before);
  return Atomics.load(control, ORDER);
}

/** Done; the last one wakes who waits for all. */
function report(control: Int32Array): void {
  if (Atomics.sub(control, BUSY, 1) === 1) Atomics.notify(control, BUSY);
}
