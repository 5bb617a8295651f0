import type { SearchedText } from "../../search/search-claim.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { isLetIn, type LoadedSource } from "./read-sources.ts";

/** Makes the texts of sources searchable, in the order of their keys. Of equal bytes the first source stands for all. */
export function textsOf(sources: readonly LoadedSource[], index: EvidenceIndex): readonly SearchedText[] {
  const chosen = distinct(sources);
  const pieces = index.hold(chosen.map(({ key, text }) => ({ key, text: text.text })));
  return chosen.map((each, at) => ({
    ...each,
    source: each.loaded.source,
    pieces: pieces[at] ?? [],
    isShown: () => isLetIn(each.loaded),
  }));
}

/** The key says whose text it is and all that it is read by: what was found in it before holds as long as the key does. */
function distinct(sources: readonly LoadedSource[]) {
  const seen = new Set<string>();
  return sources.toSorted(byId).flatMap((loaded) => {
    const { source, found, digest, isWhole } = loaded;
    const content = found === null ? null : `${digest} ${found.isMarkup ? "markup" : "plain"}`;
    if (found === null || content === null || seen.has(content)) return [];
    seen.add(content);
    return [{ key: `${source.id} ${content} ${source.mediaType} ${isWhole}`, text: found, loaded }];
  });
}

const byId = ({ source: one }: LoadedSource, { source: other }: LoadedSource): number => (one.id < other.id ? -1 : 1);
