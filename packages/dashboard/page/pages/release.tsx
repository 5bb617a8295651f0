import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { type Decision, decisionsShape, overridesShape, packsShape } from "../../src/api/nouns.ts";
import { plainWords } from "../../src/show/names.ts";
import { instant } from "../../src/show/times.ts";
import { useResource } from "../data/resource.ts";
import { Badge } from "../parts/badge.tsx";
import { Filter, isMeant } from "../parts/filter.tsx";
import type { MarkName } from "../parts/mark.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Digest, OldMark, Value } from "../parts/value.tsx";
import { TableBox, View } from "../parts/view.tsx";

/** What was decided about release, why, and what would change it. */
export const ReleasePage = (): JSX.Element => {
  const decisions = useResource("/v1/decisions", decisionsShape, "seconds");
  const packs = useResource("/v1/packs", packsShape, "seconds");
  const overrides = useResource("/v1/overrides", overridesShape, "seconds");
  const filter = useSignal("");
  return (
    <View
      title="Release"
      lead="May this capability jump ship? Every answer names its reasons."
      asOf={decisions.value.value?.asOf ?? null}
      tools={<Filter of={filter} what="decisions" />}
    >
      <Shown of={decisions} what="the decisions">
        {({ items }) => <Decisions items={items} packs={packs.value.value?.items ?? null} filter={filter.value} />}
      </Shown>
      <section aria-labelledby="overrides">
        <h2 id="overrides" class="section-title">
          Overrides
        </h2>
        <Shown of={overrides} what="the overrides">
          {({ items }) =>
            items.length === 0 ? (
              <p class="small">Nobody ever overrode a decision here. An override is public, signed and irrevocable.</p>
            ) : (
              <TableBox label="Overrides">
                <thead>
                  <tr>
                    <th scope="col">override</th>
                    <th scope="col">subject</th>
                    <th scope="col">scope</th>
                    <th scope="col">at</th>
                    <th scope="col">standing</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((each) => (
                    <tr key={each.override}>
                      <th scope="row">{each.override}</th>
                      <td>
                        <Value of={each.subject} />
                      </td>
                      <td>
                        <Value of={each.scope} />
                      </td>
                      <td>
                        <Value of={instant(each.at)} />
                      </td>
                      <td>
                        <Value of={each.standing} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </TableBox>
            )
          }
        </Shown>
      </section>
    </View>
  );
};

const Decisions = ({
  items,
  packs,
  filter,
}: {
  readonly items: readonly Decision[] | null;
  readonly packs: readonly string[] | null;
  readonly filter: string;
}): JSX.Element => {
  if (items === null)
    return (
      <Empty title="This site keeps no release store">
        Nothing was judged here: <code>plimsoll release evaluate DIR</code> judges a dossier, and until then nothing may
        ship.
      </Empty>
    );
  const meant = items.filter(({ subject, colour, action, evaluation }) =>
    isMeant(filter, subject, colour, action, evaluation),
  );
  if (meant.length === 0)
    return <Empty title={items.length === 0 ? "Nothing was judged yet" : `No decision is like “${filter}”`} />;
  return (
    <div class="cards">
      {meant.map((decision, place) => (
        <DecisionCard key={decision.evaluation ?? place} of={decision} packs={packs} />
      ))}
    </div>
  );
};

const COLOURS: Readonly<Partial<Record<string, MarkName>>> = { green: "green", yellow: "yellow", red: "red" };

/** Words that say what a colour means, since a colour alone says nothing to many. */
const MEANINGS: Readonly<Partial<Record<string, string>>> = {
  green: "may ship",
  yellow: "may not ship yet",
  red: "may not ship",
};

/** A Green that no longer holds, or that nobody can check, is no leave to ship, whatever it once said. */
const holds = ({ colour, standing }: Decision): boolean => colour.toLowerCase() !== "green" || standing === "in force";

const markOf = (of: Decision): MarkName => (holds(of) ? (COLOURS[of.colour.toLowerCase()] ?? "unknown") : "unknown");

const meaningOf = (of: Decision): string =>
  holds(of)
    ? (MEANINGS[of.colour.toLowerCase()] ?? "a colour that this page does not know")
    : "it does not hold now, and may not ship";

const DecisionCard = ({
  of,
  packs,
}: {
  readonly of: Decision;
  readonly packs: readonly string[] | null;
}): JSX.Element => {
  return (
    <article class="card decision" data-colour={markOf(of)} aria-label={`Decision on ${of.subject ?? "unknown"}`}>
      <header class="card-head">
        <Badge mark={markOf(of)}>
          {of.colour}: {meaningOf(of)}
        </Badge>
        <div class="card-name">
          <h2 class="long">
            {of.subject?.startsWith("sha256:") === true ? (
              <Digest of={of.subject} />
            ) : (
              (of.subject ?? "unknown subject")
            )}
          </h2>
          <p class="small">
            {of.action ?? "unknown action"} · level <b>{of.level ?? "unknown"}</b> · {instant(of.at)}
            {of.standing === null ? null : ` · ${plainWords(of.standing)}`}
          </p>
        </div>
        <OldMark />
        <PackLink evaluation={of.evaluation} packs={packs} />
      </header>
      <ul class="votes" aria-label="Votes of the levels">
        {Object.entries(of.votes ?? {}).map(([level, vote]) => (
          <li key={level}>
            <b>{level}</b> <Badge mark={COLOURS[vote.toLowerCase()] ?? "unknown"}>{vote}</Badge>
          </li>
        ))}
      </ul>
      <div class="two-columns">
        <section aria-label="Reasons">
          <h3>Reasons</h3>
          {of.reasons.length + of.standingReasons.length === 0 ? (
            <p class="small">No reason stands against it.</p>
          ) : (
            <ul class="missing">
              {[...of.standingReasons, ...of.reasons].map(({ code, text }, place) => (
                <li key={place}>
                  <code>{code}</code> {text}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section aria-label="What would change it">
          <h3>What would change it</h3>
          {of.wouldChange.length === 0 ? (
            <p class="small">Nothing is named.</p>
          ) : (
            <ul class="missing">
              {of.wouldChange.map((each, place) => (
                <li key={place}>{each}</li>
              ))}
            </ul>
          )}
        </section>
      </div>
      {of.decisionDigest === null ? null : (
        <p class="small">
          Decision <Digest of={of.decisionDigest} />
        </p>
      )}
    </article>
  );
};

const PackLink = ({
  evaluation,
  packs,
}: {
  readonly evaluation: string | null;
  readonly packs: readonly string[] | null;
}): JSX.Element =>
  evaluation !== null && packs?.includes(evaluation) === true ? (
    <a
      class="button"
      href={`/v1/packs/${encodeURIComponent(evaluation)}/manifest.json`}
      target="_blank"
      rel="noreferrer"
    >
      Pack of {evaluation}
    </a>
  ) : (
    <span class="small">no pack was published</span>
  );
