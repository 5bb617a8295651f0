import { bytesOf, byId, byText, eventsOf, groupOf, type Held, hexOf, type Section } from "./sections.ts";

/** Entity, field, value, resolves. */
type SetFields = readonly [string, string, Buffer, readonly Buffer[]];

/** ME-33: the values of each field that no other has replaced. */
export function foldFields(held: Held): Section {
  const entities = new Map<string, Map<string, Map<string, Buffer>>>();
  const events = eventsOf(held, "field.set", "counts").map(({ id, fields }) => ({
    id,
    fields: fields as SetFields & typeof fields,
  }));
  const valuesOf = ([entity, field]: SetFields): Map<string, Buffer> =>
    groupOf(
      groupOf(entities, entity, () => new Map<string, Map<string, Buffer>>()),
      field,
      () => new Map<string, Buffer>(),
    );
  for (const { id, fields } of events) valuesOf(fields).set(id, fields[2]);
  for (const { fields } of events) for (const resolved of fields[3]) valuesOf(fields).delete(hexOf(resolved));
  return [
    "fields",
    [...entities].toSorted(([a], [b]) => byText(a, b)).flatMap(([entity, fields]) => rowsOf(entity, fields)),
  ];
}

const rowsOf = (entity: string, fields: ReadonlyMap<string, ReadonlyMap<string, Buffer>>) =>
  [...fields]
    .filter(([, values]) => values.size > 0)
    .toSorted(([a], [b]) => byText(a, b))
    .map(([field, values]) => [
      entity,
      field,
      [...values].toSorted(byId(([id]) => id)).map(([id, value]) => [bytesOf(id), value]),
    ]);
