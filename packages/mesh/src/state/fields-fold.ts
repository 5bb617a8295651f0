import type { BodyOf } from "../event/body.ts";
import { encodeCbor } from "../event/cbor.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import { id } from "../event/field-codec.ts";
import type { Projection, Standing } from "../set/projection.ts";
import { compareUtf8 } from "./compare-utf8.ts";

/** A value that no later one has resolved. */
export type Sibling = MeshEvent & { readonly body: BodyOf<"field.set"> };

interface Field {
  readonly entity: string;
  readonly field: string;
  readonly siblings: Map<EventId, Sibling>;
  /** Kept, because what is resolved may be admitted later. */
  readonly resolved: Set<EventId>;
}

/** Section `fields` (ME-33): of each field all values that nobody who had seen them replaced. */
export class FieldsFold implements Projection {
  readonly #entities = new Map<string, Map<string, Field>>();

  admit(event: MeshEvent, standing: Standing): boolean {
    if (standing !== "counts" || event.body.kind !== "field.set") return false;
    const sibling = event as Sibling;
    const { siblings, resolved } = this.#fieldOf(sibling.body);
    for (const resolvedId of sibling.body.resolves) {
      resolved.add(resolvedId);
      siblings.delete(resolvedId);
    }
    if (!resolved.has(event.id)) siblings.set(event.id, sibling);
    return true;
  }

  /** The values of a field by id: none when it was never set, several when they were set side by side. */
  siblings(entity: string, field: string): readonly Sibling[] {
    return valuesOf(this.#entities.get(entity)?.get(field));
  }

  /** The fields of an entity, by UTF-8 bytes. */
  fieldsOf(entity: string): string[] {
    return [...(this.#entities.get(entity)?.keys() ?? [])].toSorted(compareUtf8);
  }

  entities(): string[] {
    return [...this.#entities.keys()].toSorted(compareUtf8);
  }

  encode(): Uint8Array {
    const rows = this.entities().flatMap((entity) =>
      this.fieldsOf(entity).map((field) => [
        entity,
        field,
        this.siblings(entity, field).map((sibling) => [id.pack(sibling.id), sibling.body.value]),
      ]),
    );
    return encodeCbor(["fields", rows]);
  }

  #fieldOf({ entity, field }: Sibling["body"]): Field {
    const fields = this.#entities.get(entity) ?? new Map<string, Field>();
    const known = fields.get(field) ?? { entity, field, siblings: new Map(), resolved: new Set() };
    this.#entities.set(entity, fields.set(field, known));
    return known;
  }
}

const valuesOf = (field: Field | undefined): Sibling[] =>
  [...(field?.siblings.values() ?? [])].toSorted((a, b) => (a.id < b.id ? -1 : 1));
