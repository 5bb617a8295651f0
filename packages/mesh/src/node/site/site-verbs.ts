import { PlimsollError } from "@plimsoll/foundation";
import type { SignedCommand } from "@plimsoll/ledger";
import { type ControlHandler, type ControlRequest, malformed, textOf, wholeOf } from "../runtime/control-answers.ts";
import type { SiteDesk } from "./site-desk.ts";
import { siteReport } from "./site-report.ts";

type Answering = AsyncGenerator<unknown, unknown, void>;

/** What a node answers to its own machine, and what the site on it does; `desk` is null where it runs none. */
export const withSite =
  (node: ControlHandler, desk: SiteDesk | null): ControlHandler =>
  (request, isGone) =>
    request.verb.startsWith("site.") ? answerSite(request, desk) : node(request, isGone);

function answerSite(request: ControlRequest, desk: SiteDesk | null): Answering {
  if (desk === null) throw noSite();
  switch (request.verb) {
    case "site.command":
      return valueOf(desk.submit(envelopeIn(request)));
    case "site.power":
      return valueOf(desk.power(textOf(request, "subject")));
    case "site.state":
      return valueOf(siteReport(desk));
    case "site.entries":
      return entriesOf(request, desk);
    default:
      throw malformed("a verb that this version knows", request.verb);
  }
}

// eslint-disable-next-line require-yield -- an answer without items is an answer
async function* valueOf(value: Promise<unknown>): Answering {
  return value;
}

/** The entries of a site, one an item, as the mesh holds them here. */
async function* entriesOf(request: ControlRequest, desk: SiteDesk): Answering {
  const site = request["site"] === undefined ? desk.site : textOf(request, "site");
  const log = desk.logs.get(site);
  const entries = log?.entries ?? [];
  const from = wholeOf(request, "from");
  const decoder = new TextDecoder();
  for (const [place, entry] of entries.slice(from).entries()) {
    yield { index: from + place, entry: JSON.parse(decoder.decode(entry)) as unknown };
  }
  return { site, entries: entries.length, writer: log?.writer ?? null, isReadable: log?.isReadable ?? true };
}

/** Its signatures are checked where it is opened. */
function envelopeIn(request: ControlRequest): SignedCommand {
  const envelope = request["command"];
  if (typeof envelope === "object" && envelope !== null && "signatures" in envelope && "payload" in envelope) {
    if (Array.isArray(envelope.signatures)) return envelope as SignedCommand;
  }
  throw malformed("a signed command (DSSE)", JSON.stringify(envelope)?.slice(0, 80) ?? "nothing");
}

const noSite = (): PlimsollError =>
  new PlimsollError({
    code: "MESH_NO_SITE",
    expected: "a node that runs a governed site",
    received: "one whose folder gives its key none",
    fix: "ask the node of a site; plimsoll mesh init --site makes them",
  });
