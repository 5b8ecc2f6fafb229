import { dirname, join } from 'node:path';
import type { OrganisationPolicy } from '../core/model.ts';
import type { ExceptionEntry } from '../generated/exceptions.ts';
import type { FileEdit } from '../github/branch.ts';
import { appendEntry } from '../policy/edit.ts';
import { readTextFile } from '../policy/read.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { Stop } from './io.ts';

/** The folder of an organisation's documents, from the root of the settings. */
export function folderOf({ origin }: OrganisationPolicy): string {
  return dirname(origin.replace(/:\d+$/, ''));
}

/** The edit that adds an entry to an organisation's exceptions.yaml, which is made where it is not there. */
export function addedException({ root }: ResolvedSettings, organisation: OrganisationPolicy, entry: ExceptionEntry): FileEdit {
  const path = `${folderOf(organisation)}/exceptions.yaml`;
  const read = readTextFile(join(root, path));
  if ('text' in read) return { path, text: appendEntry(read.text, 'Exceptions', 'exceptions', { ...entry }).text };
  if (!read.missing) throw new Stop(`${path} can not be edited: ${read.message}`);
  const empty = `kind: Exceptions\norganisation: ${organisation.code}\nexceptions: []\n`;
  return { path, text: appendEntry(empty, 'Exceptions', 'exceptions', { ...entry }).text };
}
