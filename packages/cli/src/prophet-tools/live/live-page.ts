import type { PageFile, PageFiles } from "../../page-tools/page-files.ts";
import { type ServedPage, servePage } from "../../page-tools/serve-page.ts";
import { LIVE_HTML, LIVE_ICON, LIVE_SCRIPT, LIVE_STYLE } from "./live-texts.ts";

/** Where a run is, for the page's head. */
export interface LiveState {
  readonly title: string;
  /** `running`, then `baselines`, then `done`. */
  readonly phase: string;
  readonly step: number;
  readonly steps: number;
  /** Figures with their names, as they are to be read. */
  readonly figures: readonly (readonly [name: string, text: string])[];
}

export interface LiveSource {
  readonly state: () => LiveState;
  readonly plot: () => string;
}

/**
 * Serves a page on loopback that follows a run: its script asks for state and plot each second. Both are made when somebody asks, so that a page
 * that nobody looks at costs nothing. Throws `PORT_IN_USE`, `PORT_NOT_USABLE`.
 */
export const serveLivePage = (port: number, source: LiveSource): Promise<ServedPage> =>
  servePage(new LiveFiles(source), port);

const utf8 = "charset=utf-8";
const TEXTS: PageFiles = new Map([
  ["/", textFile(LIVE_HTML, `text/html; ${utf8}`)],
  ["/icon.svg", textFile(LIVE_ICON, "image/svg+xml")],
  ["/live.css", textFile(LIVE_STYLE, `text/css; ${utf8}`)],
  ["/live.js", textFile(LIVE_SCRIPT, `text/javascript; ${utf8}`)],
]);

/** The page's own files, and two that are made anew at each look. */
class LiveFiles extends Map<string, PageFile> {
  readonly #source: LiveSource;

  constructor(source: LiveSource) {
    super(TEXTS);
    this.#source = source;
  }

  override get(path: string): PageFile | undefined {
    if (path === "/state.json") return textFile(JSON.stringify(this.#source.state()), "application/json");
    if (path === "/plot.svg") return textFile(this.#source.plot(), "image/svg+xml");
    return super.get(path);
  }
}

function textFile(text: string, contentType: string): PageFile {
  return { body: Buffer.from(text), contentType };
}
