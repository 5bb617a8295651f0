import { PlimsollError } from "@plimsoll/foundation";

declare global {
  /** What every host has (WebAssembly JavaScript interface), of which no type library without a browser's whole one knows. */
  namespace WebAssembly {
    function validate(bytes: Uint8Array): boolean;
    class Memory {
      constructor(limits: { initial: number; maximum: number; shared: boolean });
      readonly buffer: ArrayBufferLike;
    }
    // oxlint-disable-next-line typescript/no-extraneous-class -- a host's module is made by `new` and has nothing to be asked
    class Module {
      constructor(bytes: Uint8Array);
    }
    class Instance {
      constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>);
      readonly exports: unknown;
    }
  }
  function atob(base64: string): string;
}

const PAGE_BYTES = 65_536;
const PAGES_MAX = 65_536;

/** A memory of at least `bytes` bytes that threads may share. It never grows, so views of it stay valid. */
export function sharedMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  if (pages > PAGES_MAX) throw tooLarge(bytes);
  return new WebAssembly.Memory({ initial: pages, maximum: PAGES_MAX, shared: true });
}

/** The functions of a kernel over a memory, of whose types the caller knows; synchronous, for each module has a few kilobytes. */
export const instantiate = (moduleBase64: string, memory: WebAssembly.Memory): unknown =>
  instanceOf(compile(moduleBase64), memory);

export const instanceOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): unknown =>
  new WebAssembly.Instance(module, { env: { memory } }).exports;

/** Whether this host has what a module asks for, such as relaxed SIMD. */
export const isRunnable = (moduleBase64: string): boolean => WebAssembly.validate(bytesOf(moduleBase64));

/** A kernel's module, which threads may share. */
export const compile = (moduleBase64: string): WebAssembly.Module => new WebAssembly.Module(bytesOf(moduleBase64));

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);

const tooLarge = (bytes: number): PlimsollError =>
  new PlimsollError({
    code: "SIMULATION_TOO_LARGE",
    expected: "at most 4 GiB of state",
    received: `${bytes} bytes`,
    fix: "use fewer environments or a smaller grid",
  });
