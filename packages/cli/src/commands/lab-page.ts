import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { builtPage } from "../page-tools/built-page.ts";
import { openBrowser } from "../page-tools/open-browser.ts";
import { readPageFiles } from "../page-tools/page-files.ts";
import { servePage } from "../page-tools/serve-page.ts";

interface PageOptions {
  readonly port: number;
  readonly open?: boolean;
  readonly json?: boolean;
}

export const addLabPage: AddCommand = (lab) => {
  lab
    .command("page")
    .description("watch ClusterTensor and Gardener in a browser, on the same WebAssembly modules")
    .option("--port <n>", "port on this machine; 0 takes a free one", wholeNumber(0, 65_535), 0)
    .option("--open", "open the page in your browser")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Serves on 127.0.0.1 alone, until Ctrl-C. In a checkout the page is built when it is first wanted (some seconds).

Examples:
  plimsoll lab page --open
  plimsoll lab page --port 8080`,
    )
    .action(async ({ port, open, json }: PageOptions) => {
      const interrupted = interruption();
      const files = readPageFiles(await builtPage());
      await using page = await servePage(files, port);
      if (json === true) printJson({ type: "page", url: page.url });
      else process.stdout.write(`${page.url}\nCtrl-C ends it.\n`);
      if (open === true) openBrowser(page.url, sayNotOpened);
      await aborted(interrupted);
      if (json === true) printJson({ type: "summary", ok: true, url: page.url });
    });
};

const sayNotOpened = (reason: string): void => {
  process.stderr.write(`could not open a browser (${reason}); open the address yourself\n`);
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
