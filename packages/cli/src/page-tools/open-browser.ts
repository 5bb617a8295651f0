import { spawn } from "node:child_process";

/** What opens an address with the reader's own browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens an address; `failed` is told where there is nothing to open it with. */
export function openBrowser(url: string, failed: (reason: string) => void): void {
  const [program, ...words] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(program ?? "xdg-open", [...words, url], { stdio: "ignore", detached: true });
  child.once("error", ({ message }) => failed(message));
  child.unref();
}
