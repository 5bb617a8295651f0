import { useComputed, useSignal } from "@preact/signals";
import { canonicalJson, type CanonicalValue, ok } from "@plimsoll/foundation";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { entriesShape, entryShape, type PlacedEntry } from "../../src/api/nouns.ts";
import { hashOf } from "../../src/go/route.ts";
import { grouped } from "../../src/show/numbers.ts";
import { instant, timeOfDay } from "../../src/show/times.ts";
import { visible } from "../../src/show/visible.ts";
import { ask } from "../data/ask.ts";
import { entryCount } from "../data/live.ts";
import { useAsked, useResource } from "../data/resource.ts";
import { Filter, isMeant } from "../parts/filter.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { OldMark, Value } from "../parts/value.tsx";
import { View } from "../parts/view.tsx";
import { ProofCheck } from "./proof-check.tsx";

type Entry = PlacedEntry["entry"];

const PAGE_SIZE = 100;

/** The log, the newest entry first, and the proof of any of them. */
export const LedgerPage = ({ rest: [chosen] }: { readonly rest: readonly string[] }): JSX.Element => {
  const filter = useSignal("");
  const kind = useSignal("");
  const wanted = useSignal(PAGE_SIZE);
  const key = `newest ${wanted.value}`;
  const newest = useAsked(key, () => newestEntries(wanted.peek()), "entries");
  const kinds = useComputed(() =>
    [...new Set((newest.value.value?.items ?? []).map(({ entry }) => kindOf(entry)))].sort(),
  );
  return (
    <View
      title="Ledger"
      lead="Every decision, in its order. Nothing here can be changed without being seen."
      asOf={newest.value.value?.asOf ?? null}
      tools={
        <>
          <label class="select">
            <span class="sr-only">Kind</span>
            <select
              value={kind.value}
              onChange={(event) => {
                kind.value = event.currentTarget.value;
              }}
            >
              <option value="">every kind</option>
              {kinds.value.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
          <Filter of={filter} what="entries" />
        </>
      }
    >
      <div class="split" data-chosen={chosen !== undefined}>
        <Shown of={newest} what="the log">
          {({ items, first }) => (
            <EntryList
              entries={items.filter(({ entry }) => isShown(entry, kind.value, filter.value))}
              loaded={items.length}
              first={first}
              chosen={chosen ?? null}
              more={() => {
                wanted.value += PAGE_SIZE;
              }}
            />
          )}
        </Shown>
        {chosen === undefined ? null : <ChosenEntry key={chosen} index={chosen} />}
      </div>
    </View>
  );
};

const kindOf = (entry: Entry): string => (typeof entry["kind"] === "string" ? entry["kind"] : "unknown");
const atOf = (entry: Entry): number | null => (typeof entry["at"] === "number" ? entry["at"] : null);

const isShown = (entry: Entry, kind: string, filter: string): boolean =>
  (kind === "" || kindOf(entry) === kind) && isMeant(filter, JSON.stringify(entry));

const PART = 500;

/** The newest so many entries, the newest first. How many there are is asked first, since the log is asked for from below. */
async function newestEntries(count: number) {
  const head = await ask("/v1/entries?limit=1", entriesShape);
  if (!head.ok) return head;
  const size = Math.max(head.value.entries ?? 0, entryCount.peek() ?? 0);
  const first = Math.max(0, size - count);
  const items: PlacedEntry[] = [];
  let asOf = head.value.asOf;
  // A part may end before it has as many as were asked for (SVR-158).
  for (let from = first, length = 1; from < size && length > 0; from += length) {
    const part = await ask(`/v1/entries?from=${from}&limit=${Math.min(PART, size - from)}`, entriesShape);
    if (!part.ok) return part;
    items.push(...part.value.items);
    ({ asOf } = part.value);
    ({ length } = part.value.items);
  }
  return ok({ items: items.toReversed(), first, asOf });
}

const EntryList = ({
  entries,
  loaded,
  first,
  chosen,
  more,
}: {
  readonly entries: readonly PlacedEntry[];
  readonly loaded: number;
  readonly first: number;
  readonly chosen: string | null;
  readonly more: () => void;
}): JSX.Element => (
  <section class="card entries" aria-label="Entries">
    <p class="small count">
      {grouped(entries.length)} of the newest {grouped(loaded)} entries <OldMark />
    </p>
    {entries.length === 0 ? (
      <Empty title={loaded === 0 ? "Nothing was decided yet" : "No entry is like that among those loaded"} />
    ) : null}
    <ol class="entry-list">
      {entries.map(({ index, entry }) => (
        <li key={index}>
          <a href={hashOf("ledger", `${index}`)} aria-current={`${index}` === chosen ? "true" : undefined}>
            <span class="entry-index">{grouped(index)}</span>
            <span class="entry-kind">{kindOf(entry)}</span>
            <span class="entry-about">{aboutOf(entry)}</span>
            <time class="entry-time" title={instant(atOf(entry))}>
              {timeOfDay(atOf(entry))}
            </time>
          </a>
        </li>
      ))}
    </ol>
    {first === 0 ? null : (
      <button type="button" onClick={more}>
        Older entries
      </button>
    )}
  </section>
);

/** Names that say what an entry is about, in the order in which they say most. */
const NAMES = ["run", "deployment", "set", "examination", "lab", "lineage", "dataset", "artifact", "keyId", "site"];

function aboutOf(entry: Entry): string {
  const name = NAMES.find((each) => typeof entry[each] === "string");
  return name === undefined ? "" : visible(entry[name] as string);
}

const ChosenEntry = ({ index }: { readonly index: string }): JSX.Element => {
  const entry = useResource(`/v1/entries/${encodeURIComponent(index)}`, entryShape, "nothing");
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a wide screen it stands beside the list and stays in sight.
    if (matchMedia("(max-width: 1179px)").matches) place.current?.scrollIntoView({ block: "start" });
  }, []);
  return (
    <section class="card entry" aria-label={`Entry ${index}`} ref={place}>
      <header class="card-head">
        <h2>Entry {index}</h2>
        <a class="button" href={hashOf("ledger")}>
          Close
        </a>
      </header>
      <Shown of={entry} what={`entry ${index}`}>
        {({ item: { entry: shown } }) => (
          <>
            <dl class="facts">
              <div>
                <dt>kind</dt>
                <dd>{kindOf(shown)}</dd>
              </div>
              <div>
                <dt>decided</dt>
                <dd>
                  <Value of={instant(atOf(shown))} />
                </dd>
              </div>
            </dl>
            <pre tabIndex={0} aria-label="The entry as JSON">
              {visible(JSON.stringify(shown, null, 2))}
            </pre>
            <ProofCheck index={index} entry={canonicalOf(shown)} />
          </>
        )}
      </Shown>
    </section>
  );
};

/** The entry's own bytes; null where what came has no canonical form and so cannot be in a log. */
function canonicalOf(entry: Entry): string | null {
  try {
    return canonicalJson(entry as CanonicalValue);
  } catch {
    return null;
  }
}
