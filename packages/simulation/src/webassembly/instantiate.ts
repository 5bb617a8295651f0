import { PlimsollError } from "@plimsoll/foundation";

declare global {
  /** What every host has (WebAssembly JavaScript interface), of which no type library without a browser's whole one knows. */
  namespace WebAssembly {
    class Memory {
      constructor(limits: { initial: number; maximum: number; shared: boolean });
      readonly buffer: ArrayBufferLike;
    }
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

/** An instance of a kernel over a memory; synchronous, for each module has a few kilobytes. */
export function instantiate<Exports>(moduleBase64: string, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(compile(moduleBase64), { env: { memory } }).exports as Exports;
}

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
