/** Lines of limits, rules of exceptions and approvers, which no decision needs to name but a comparison does. */
import type { Origin } from '../../model/account.ts';
import { foldCode } from '../../model/text.ts';
import type { Documents } from '../documents.ts';
import { type Path, type Source, originOf } from '../yaml/source.ts';

/** `file:line` by the path in the document, written with dots: `guardrails.loosen.floor`. Blank is the document. */
export type Places = ReadonlyMap<string, Origin>;

/** The places of the tenant's document and of each organisation's. */
export interface PolicyPlaces {
  readonly tenant: Places;
  /** By code. */
  readonly organisations: ReadonlyMap<string, Places>;
}

/** What is written down: a few lines a document, whatever its units and waves. */
const PARTS = ['guardrails', 'exceptions', 'approvers', 'mfa'];

export function placesOf({ tenants, organisations }: Documents): PolicyPlaces {
  const [tenant] = tenants;
  return {
    tenant: tenant === undefined ? new Map() : placesIn(tenant.source),
    organisations: new Map(organisations.map(({ value, source }) => [foldCode(value.code), placesIn(source)])),
  };
}

/** The line of a part or, where it is not written, of what it would stand in. */
export function placeIn(places: Places | undefined, path: string): Origin | null {
  for (let part = path; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const found = places?.get(part);
    if (found !== undefined) return found;
  }
  return places?.get('') ?? null;
}

function placesIn(source: Source): Map<string, Origin> {
  const places = new Map([['', originOf(source, [])]]);
  const walk = (value: unknown, path: Path): void => {
    places.set(path.join('.'), originOf(source, path));
    if (typeof value !== 'object' || value === null) return;
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) walk((value as Record<string | number, unknown>)[key], [...path, key]);
  };
  const root = source.value as Readonly<Record<string, unknown>>;
  for (const part of PARTS) if (Object.hasOwn(root, part)) walk(root[part], [part]);
  return places;
}
